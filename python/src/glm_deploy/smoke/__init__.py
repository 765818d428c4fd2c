"""The smoke test: does each artefact answer as it must, with numbers to show for it?

A failed check raises, and nothing is promoted; the error carries the measurements all the same, so that the report can show them.
"""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import artifact, contract, events, files, measure
from glm_deploy.errors import GlmError, disk_errors

if TYPE_CHECKING:
    from glm_deploy.smoke.checks import Check
    from glm_deploy.smoke.reference import Loader

MEASUREMENTS_NAME = "measurements.json"


class SmokeError(GlmError):
    """A failed smoke test; ``partial_data`` holds ``{"measurements": ...}`` as far as they went."""

    partial_data: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A passed smoke test: the record of its folder and what was measured."""

    record: artifact.Record
    measurements: dict[str, Any]


def smoke_test(
    artefacts: dict[str, Path], reference: Path | Loader, out: Path, *, smoke: dict[str, Any], generation: dict[str, Any],
    inputs: dict[str, Any],
) -> Verdict:  # fmt: skip
    """Examine every artefact and write ``out`` with ``measurements.json`` when all is well.

    Args:
        artefacts: name (a key of ``smoke["limits"]``) to folder; at least one.
        reference: folder to load in float32, or a function that returns the float32 model of the unrounded source.
        out: the folder to make.
        smoke: the lock's ``{limits, prompts, repeats, leak_tolerance_bytes?}``; limits are relative L2 errors as fractions.
        generation: the lock's generation settings.
        inputs: what decides whether the stage may be skipped.

    Raises: SmokeError with the first failed check's id (``smoke-*``); GlmError ``smoke-nothing`` without artefacts or prompts.
    """
    if not artefacts or not smoke.get("prompts"):
        raise GlmError("smoke-nothing", f"There are {len(artefacts)} artefacts and {len(smoke.get('prompts', []))} prompts to test.")
    start = time.perf_counter()
    measurements, checks = _examine_all(artefacts, reference, smoke, generation)
    measurements["seconds"] = time.perf_counter() - start
    failed = [check for check in checks if check.status == "fail"]
    if failed:
        raise _failure(failed, measurements)
    with disk_errors(str(out)), files.building(out) as folder:
        files.write_json(folder / MEASUREMENTS_NAME, measurements)
        record = artifact.write(folder, "smoke", inputs, {"verdict": "pass", "checks": len(checks)})
    events.info(f"smoke test passed: {len(checks)} checks of {len(artefacts)} artefacts")
    return Verdict(record, measurements)


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``smoke``: ``{artefacts: {name: folder}, reference: folder, out, smoke, generation, inputs?}`` to
    ``{path, sha256, verdict, measurements}``."""
    named = {str(name): Path(path) for name, path in contract.require(request, "artefacts", dict).items()}
    reference, out = Path(contract.require(request, "reference", str)), Path(contract.require(request, "out", str))
    smoke, generation = contract.require(request, "smoke", dict), contract.require(request, "generation", dict)
    records = {name: found.digest for name, path in named.items() if (found := artifact.read(path)) is not None}
    inputs = request.get("inputs") or {"artefacts": records, "smoke": smoke, "generation": generation}
    artifact.require_own_place(out)
    with events.stage("smoke"):
        verdict = smoke_test(named, reference, out, smoke=smoke, generation=generation, inputs=inputs)
    return {"path": str(out), "sha256": verdict.record.digest, "verdict": "pass", "measurements": verdict.measurements}


def _examine_all(
    artefacts: dict[str, Path], reference: Path | Loader, smoke: dict[str, Any], generation: dict[str, Any]
) -> tuple[dict[str, Any], list[Check]]:
    import torch

    from glm_deploy.loading import quiet_libraries, register_own_models
    from glm_deploy.smoke import checks as finding
    from glm_deploy.smoke.examine import Examination, examine, load_tokenizer
    from glm_deploy.smoke.prompts import Prompt
    from glm_deploy.smoke.reference import compute

    quiet_libraries()
    register_own_models()
    weight_bytes = max(sum(file.stat().st_size for file in path.glob("*.safetensors")) for path in artefacts.values())
    torch.set_num_threads(measure.usable_threads(weight_bytes // 2))
    prompts = [Prompt.of(raw) for raw in smoke["prompts"]]
    wanted = compute(reference, load_tokenizer(next(iter(artefacts.values()))), prompts)
    all_checks: list[finding.Check] = []
    shown: dict[str, Any] = {}
    for name, path in artefacts.items():
        events.info(f"examining {name}", path=str(path))
        one = Examination(name, path, smoke, generation)
        examine(one, prompts, wanted)
        all_checks += one.checks
        shown[name] = {"path": str(path), "verdict": finding.verdict(one.checks), **one.figures}
    measurements = {
        "schema": 1, "verdict": finding.verdict(all_checks), "environment": environment(), "reference": wanted.how,
        "checks": [check.as_dict() for check in all_checks], "artefacts": shown,
    }  # fmt: skip
    return finding.json_safe(measurements), all_checks


def environment() -> dict[str, Any]:
    """What the figures were measured on: versions, device, threads."""
    import torch

    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    found: dict[str, Any] = {"python": platform.python_version(), "system": platform.platform(), "device": gpu or "CPU"}
    for name in ("torch", "transformers", "bitsandbytes"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return {**found, "threads": torch.get_num_threads(), "processor": platform.processor() or platform.machine()}


def _failure(failed: list[Check], measurements: dict[str, Any]) -> SmokeError:
    first = failed[0]
    more = f" {len(failed) - 1} more checks failed." if len(failed) > 1 else ""
    message = f"{first.artefact} failed {first.name!r}: {first.evidence}.{more}"
    error = SmokeError(first.error, message, artefact=first.artefact, checks=[check.id for check in failed])
    error.partial_data = {"measurements": measurements}
    return error
