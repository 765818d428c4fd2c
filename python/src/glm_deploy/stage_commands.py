"""Commands for one stage of a deployment: ``fetch``, ``quantize``, ``smoke``, ``report``, ``probe``. They serve people and repair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from glm_deploy.lock import current_platform, load_lock, lock_path

Profile = Annotated[str, typer.Option(help="A profile of manifests/profiles.")]
Root = Annotated[Path, typer.Option(help="The deployment's root folder.")]
Out = Annotated[Path, typer.Option(help="The folder to make.")]


def _say(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def fetch(profile: Profile, root: Root, offline: Annotated[bool, typer.Option(help="Use only what is here.")] = False) -> None:
    """Bring a model's files, each verified against the lock."""
    from glm_deploy.fetch import fetch_model, model_folder

    lock = load_lock(lock_path(profile, current_platform()))
    record = fetch_model(lock, root, offline=offline)
    _say({"path": str(model_folder(root, lock) / "source"), "files": len(record.outputs)})


def quantize(source: Annotated[Path, typer.Argument(help="A converted model.")], method: Annotated[str, typer.Option()], out: Out) -> None:
    """Quantize a converted model with bitsandbytes-int8 or bitsandbytes-nf4."""
    from glm_deploy.quantize import run_verb

    _say(run_verb({"verb": "quantize", "source": str(source), "out": str(out), "method": method, "inputs": {}}))


def smoke(root: Root, out: Out) -> None:
    """Prove the current deployment again: recite, compare, look for NaN, measure. The verdict is written to --out."""
    from glm_deploy import promotion
    from glm_deploy.errors import GlmError
    from glm_deploy.smoke import run_verb

    current = promotion.read(root)
    if current is None:
        raise GlmError("nothing-deployed", f"Nothing was deployed below {root} yet.")
    lock = load_lock(Path(current["lock"]))
    artefacts = {entry["name"]: entry["path"] for entry in current["artefacts"]}
    settings = {"smoke": lock.smoke, "generation": lock.generation, "reference": next(iter(artefacts.values())), "out": str(out)}
    _say(run_verb({"verb": "smoke", "artefacts": artefacts, **settings}))


def report(data: Annotated[Path, typer.Argument(help="A report.json.")], out: Out) -> None:
    """Write report.html anew from a report.json."""
    from glm_deploy import files
    from glm_deploy.errors import GlmError
    from glm_deploy.report import run_verb

    try:
        value = files.read_record(data)
    except (OSError, ValueError) as error:
        raise GlmError("report-data", f"The report {data} cannot be read: {error}.", path=str(data)) from error
    _say(run_verb({"verb": "report", "folder": str(out), "data": value}))


def probe() -> None:
    """Say what Python, torch and bitsandbytes see on this machine."""
    from glm_deploy.probe import run_verb

    _say(run_verb({"verb": "probe"}))
