"""One conversion from beginning to end: open, recognise, plan, settle, write, prove, record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glm_deploy import artifact, contract, events, files
from glm_deploy.checkpoint import Checkpoint, blobs, open_checkpoint, strict
from glm_deploy.convert import account, forward, precision, registry, side_files, stream, writer
from glm_deploy.convert import verify as verification
from glm_deploy.convert.family import Family, Plan
from glm_deploy.errors import GlmError

SHARD_SIZE = 5 << 30
MIN_SHARD_SIZE = 1 << 10
VERIFY = ("sample", "forward")


def convert_checkpoint(
    source: Path, out: Path, *, dtype: str | None = None, shard_size: int = SHARD_SIZE, verify: str = "sample",
    generation: dict[str, Any] | None = None, inputs: dict[str, Any] | None = None, families: tuple[Family, ...] | None = None,
) -> artifact.Record:  # fmt: skip
    """Convert a published checkpoint to a folder that transformers loads without remote code.

    Args:
        source: the checkpoint's folder; only read.
        out: the folder to make; what stood there is replaced once the new one has proved itself.
        dtype: ``bfloat16``, ``float16`` or ``float32``, or ``bf16``, ``fp16``, ``fp32``, in any case; by default the type that most of
            the source has, which leaves every value of that type as it is.
        shard_size: bytes of tensors per output file.
        verify: ``sample`` (bit-exact comparison of samples of every tensor) or ``forward`` (also both forward passes).
        generation: settings for ``generation_config.json``.
        inputs: what the record's key is made of; by default the source's files and the options.
        families: the family table, for tests.

    Returns: the record, as written to ``artifact.json``.
    Raises: GlmError of ``contract/errors/{source,convert}.json``, and ``run-busy`` while another process makes ``out``; then nothing
        of this conversion is left at or beside ``out``.
    """
    wanted = precision.named(dtype) if dtype is not None else None
    _check_options(source, out, shard_size, verify)
    checkpoint = open_checkpoint(source)
    family = registry.recognise(checkpoint, families)
    events.info(f"{family.name}: {len(checkpoint.tensors)} tensors in {len(checkpoint.files)} files ({checkpoint.layout})")
    if verify == "forward":
        forward.require(family, checkpoint)
    # The folder is begun before anything that takes time, so that a second conversion to the same place ends at once.
    with _unchanged(checkpoint), files.building(out) as folder:
        facts, hashes = _convert_into(folder, checkpoint, family, wanted, shard_size, verify, generation)
        made = facts["dtype"]
        keyed = inputs or default_inputs(checkpoint, made, shard_size, generation)
        return artifact.write(folder, precision.KINDS[made], keyed, facts, hashes)


def _convert_into(
    folder: Path, checkpoint: Checkpoint, family: Family, wanted: str | None, shard_size: int, verify: str,
    generation: dict[str, Any] | None,
) -> tuple[dict[str, Any], dict[str, str]]:  # fmt: skip
    """Returns: the record's facts, and the SHA-256 of the weight files."""
    config = family.target_config(checkpoint)
    plan = family.plan(checkpoint)
    settled = account.settle(checkpoint, plan)
    dtype = wanted or precision.of_source(checkpoint, plan)
    stream.check_ties(checkpoint, plan.drops)
    verification.check_targets(plan, verification.expected_shapes(family, config))
    side_files.write_config(folder, config, dtype)
    tokenizer = side_files.write_tokenizer(checkpoint, family, folder)
    hashes = stream.write_weights(checkpoint, plan, folder, dtype, shard_size)
    stops = side_files.write_generation(folder, config, generation, tokenizer)
    return {
        "family": family.name, "architecture": family.architecture, "rules": family.rules, "dtype": dtype,
        "source_layout": checkpoint.layout, "notes": list(checkpoint.notes),
        "tensors": {"target": len(plan.rules), **settled.as_dict()},
        "parameters": parameters(plan), "tokenizer": tokenizer, "stop_ids": stops,
        "verified": _verdict(checkpoint, family, plan, folder, (dtype, verify)),
    }, hashes  # fmt: skip


@contextmanager
def _unchanged(checkpoint: Checkpoint) -> Iterator[None]:
    """Whatever goes wrong while the source changes is put down to that. However the block ends, no file of it stays open."""
    try:
        yield
    except (GlmError, OSError):
        _require_unchanged(checkpoint)
        raise
    finally:
        blobs.release()


def _require_unchanged(checkpoint: Checkpoint) -> None:
    """Raises: GlmError ``checkpoint-changed`` where a weight file is not the one that was opened."""
    now = strict.stamps(checkpoint.files)
    for path, before, after in zip(checkpoint.files, checkpoint.stamps, now, strict=True):
        if before != after:
            raise GlmError("checkpoint-changed", f"{path.name} changed while it was converted.", file=path.name)


def parameters(plan: Plan) -> int:
    """Number of weights of the target."""
    return sum(writer.rule_bytes(rule, "int8") for rule in plan.rules)


def default_inputs(checkpoint: Checkpoint, dtype: str, shard_size: int, generation: dict[str, Any] | None) -> dict[str, Any]:
    """What a conversion by hand depends on: names, sizes and times of the source's files stand for their content."""
    stats = [(path.name, path.stat()) for path in checkpoint.files]
    return {
        "stage": "convert", "config": files.canonical_hash(dict(checkpoint.config)), "dtype": dtype, "shard_size": shard_size,
        "generation": generation, "files": [[name, status.st_size, status.st_mtime_ns] for name, status in stats],
    }  # fmt: skip


def _check_options(source: Path, out: Path, shard_size: int, verify_how: str) -> None:
    if shard_size < MIN_SHARD_SIZE:
        raise GlmError("convert-options", f"A shard size of {shard_size} bytes is too small; at least {MIN_SHARD_SIZE} are needed.")
    if verify_how not in VERIFY:
        raise GlmError("convert-options", f"The verification {verify_how!r} is not one of {', '.join(VERIFY)}.")
    here, there = source.resolve(), out.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise GlmError("convert-options", f"The output {out} and the source {source} lie inside each other.")


def _verdict(checkpoint: Checkpoint, family: Family, plan: Plan, folder: Path, how: tuple[str, str]) -> dict[str, Any]:
    dtype, depth = how
    found: dict[str, Any] = {
        "finite": True, "samples": verification.compare_samples(checkpoint, plan, folder, dtype),
        "rounded": precision.rounded(checkpoint, plan, dtype),
    }  # fmt: skip
    if depth == "forward":
        found["forward"] = forward.compare(checkpoint, family, folder, dtype)
    _require_unchanged(checkpoint)
    return found


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """The verb ``convert``: ``{source, out, dtype?, shard_size?, verify?, generation?, inputs?}``.

    Returns: ``{path, kind, sha256, key, facts}``.
    """
    source, out = Path(contract.require(request, "source", str)), Path(contract.require(request, "out", str))
    options = {key: request[key] for key in ("dtype", "shard_size", "verify", "generation", "inputs") if request.get(key) is not None}
    expected = {"dtype": str, "shard_size": int, "verify": str, "generation": dict, "inputs": dict}
    for key in options:
        contract.require(request, key, expected[key])
    artifact.require_own_place(out)
    with events.stage("convert"):
        record = convert_checkpoint(source, out, **options)
    return {"path": str(out), "kind": record.kind, "sha256": record.digest, "key": record.key, "facts": record.facts}
