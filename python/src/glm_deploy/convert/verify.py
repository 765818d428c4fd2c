"""The verdict on what was written: read back through another reader, compared with the model class and with the source."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from glm_deploy import events
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import rows, stream, threads, writer
from glm_deploy.convert.family import Family, Plan, TensorRule
from glm_deploy.errors import GlmError

SAMPLES = 6
SAMPLE_BYTES = 64 << 10


def expected_shapes(family: Family, config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors that the target class saves, from the class itself on the meta device.

    Raises: GlmError ``checkpoint-config-invalid`` where the class cannot be built from the config.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    family.register()
    try:
        fields = {key: value for key, value in config.items() if key not in ("model_type", "architectures", "dtype")}
        built = AutoConfig.for_model(config["model_type"], **fields)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(built)  # type: ignore[no-untyped-call]
    except Exception as error:  # The library raises whatever it met; nothing but the config came from outside.
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        raise GlmError("checkpoint-config-invalid", f"{family.architecture} cannot be built from config.json: {reason}.") from error
    if type(model).__name__ != family.architecture:
        raise GlmError("convert-target-mismatch", f"The config builds {type(model).__name__}, planned was {family.architecture}.")
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    tied = model.all_tied_weights_keys if config.get("tie_word_embeddings") else {}
    return {name: shape for name, shape in shapes.items() if name not in tied}


def check_targets(plan: Plan, expected: dict[str, tuple[int, ...]]) -> None:
    """Every target tensor planned, with the class's shape, and no other. Raises: GlmError ``convert-target-mismatch``."""
    planned = {rule.target: rule.shape for rule in plan.rules}
    for name in sorted(set(planned) | set(expected)):
        if planned.get(name) != expected.get(name):
            message = f"{name} is planned as {planned.get(name, 'absent')}, the model class has {expected.get(name, 'none')}."
            raise GlmError("convert-target-mismatch", message, tensor=name)


def compare_samples(checkpoint: Checkpoint, plan: Plan, folder: Path, dtype: str) -> dict[str, int]:
    """Read the written files with the safetensors library and compare samples of every tensor with the source, bit for bit,
    after rounding the source to ``dtype`` where that cannot hold it.

    Returns: how many tensors, samples and bytes were compared.
    Raises: GlmError ``convert-verify-failed`` or ``convert-target-mismatch``.
    """
    from safetensors import safe_open

    place: dict[str, Path] = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            place |= dict.fromkeys(file.keys(), path)
    rules = {rule.target: rule for rule in plan.rules}
    if set(place) != set(rules):
        differ = sorted(set(place) ^ set(rules))
        raise GlmError("convert-target-mismatch", f"Written are {len(place)} tensors, planned {len(rules)}.", tensors=differ[:20])
    counts = {"tensors": 0, "samples": 0, "bytes": 0}
    progress = events.Progress("compare with the source", len(rules), "tensors")
    for path in sorted(set(place.values())):
        with threads.one_thread_each(), safe_open(path, framework="pt") as file:
            for name in [name for name, home in place.items() if home == path]:
                _compare(checkpoint, rules[name], file, dtype, counts)
                progress.add(1)
    return counts


def _compare(checkpoint: Checkpoint, rule: TensorRule, file: Any, dtype: str, counts: dict[str, int]) -> None:
    import torch

    count = rows.rule_rows(rule)
    per_row = max(1, writer.rule_bytes(rule, dtype) // max(1, count))
    step = max(1, SAMPLE_BYTES // per_row)
    written = file.get_slice(rule.target) if rule.shape else file.get_tensor(rule.target)
    for start in _starts(rule.target, count, step):
        stop = min(start + step, count)
        want = stream.cast(rule, rows.target_rows(checkpoint, rule, start, stop), dtype)
        have = written[start:stop] if rule.shape else written
        if have.dtype != want.dtype or not torch.equal(have.reshape(-1).view(torch.uint8), want.reshape(-1).view(torch.uint8)):
            message = f"{rule.target}, rows {start} to {stop}: what was written is not the source."
            raise GlmError("convert-verify-failed", message, tensor=rule.target)
        counts["samples"] += 1
        counts["bytes"] += have.numel() * have.element_size()
    counts["tensors"] += 1


def _starts(name: str, count: int, step: int) -> list[int]:
    """First and last rows and some between, the same for the same name."""
    if count <= step * SAMPLES:
        return list(range(0, count, step))
    chooser = random.Random(name)  # noqa: S311  (a sample, not a secret)
    return sorted({0, count - step, *(chooser.randrange(count - step) for _ in range(SAMPLES - 2))})
