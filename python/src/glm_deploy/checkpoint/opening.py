"""Opening a checkpoint folder: which files count, and whether they agree with each other. Nothing is read but tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.checkpoint import blobs, safetensors_file, sat, strict, torch_file
from glm_deploy.checkpoint.table import Checkpoint, TensorInfo
from glm_deploy.errors import GlmError

MAX_TENSORS = 100_000
_INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_SINGLES = ("model.safetensors", "pytorch_model.bin")
_SHARD = re.compile(r"^(?P<stem>.+)-(?P<number>\d{5})-of-(?P<total>\d{5})\.(?P<kind>safetensors|bin)$")


def open_checkpoint(folder: Path) -> Checkpoint:
    """Open a checkpoint of any supported layout and check it against itself.

    Raises: GlmError of ``contract/errors/source.json`` with what was seen; nothing is written anywhere.
    """
    if not folder.is_dir():
        raise GlmError("checkpoint-missing", f"{folder} is not a folder.", path=str(folder))
    config = _config(folder)
    names, index, notes = _weight_files(folder)
    if not names:
        return _open_sat(folder, config)
    paths = [strict.regular_file(folder, name) for name in names]
    stamps = strict.stamps(paths)
    tables: list[dict[str, TensorInfo]] = []
    layouts: set[str] = set()
    progress = events.Progress("read tables", len(paths), "files")
    for path in paths:
        table, layout = (safetensors_file.read_table(path), "safetensors") if path.suffix == ".safetensors" else torch_file.read_table(path)
        blobs.check_overlap(list(table.values()))
        tables.append(table)
        layouts.add(layout)
        progress.add(1)
    tensors = _merge(names, tables)
    if index is not None:
        notes = _beside(folder, names)
        _compare(index, names, tables)
    layout = "torch-legacy" if "torch-legacy" in layouts else layouts.pop()
    return Checkpoint(folder, config, tensors, layout, tuple(paths), notes, stamps)


def _config(folder: Path) -> Mapping[str, Any]:
    for name in ("config.json", "model_config.json"):
        if (folder / name).is_symlink() or (folder / name).exists():
            return strict.read_json(strict.regular_file(folder, name, "checkpoint-missing"))
    return {}


def _open_sat(folder: Path, config: Mapping[str, Any]) -> Checkpoint:
    place = sat.find_folder(folder)
    if place is None:
        foreign = "It holds GGUF files, which only llama.cpp reads: fetch the release of the same model in safetensors or torch files."
        hint = foreign if any(path.suffix == ".gguf" for path in folder.iterdir()) else None
        message = f"{folder} holds no weight files (*.safetensors, *.bin, mp_rank_*.pt)."
        raise GlmError("checkpoint-missing", message, hint=hint, path=str(folder))
    paths = sat.rank_files(place)
    stamps = strict.stamps(paths)
    tensors = sat.read_table(paths)
    for path in paths:
        blobs.check_overlap([info for info in tensors.values() if info.blob.file == path])
    return Checkpoint(folder, config or _config(place), tensors, "sat", tuple(paths), stamps=stamps)


def _weight_files(folder: Path) -> tuple[list[str], dict[str, str] | None, tuple[str, ...]]:
    """Names of the weight files in order, the index where there is one, and notes. safetensors go before torch files."""
    present = sorted(path.name for path in folder.iterdir())
    for name in _INDEXES:
        if name in present:
            index = _read_index(strict.regular_file(folder, name))
            return sorted(set(index.values())), index, ()
    for name in _SINGLES:
        if name in present:
            return [name], None, ()
    for kind in ("safetensors", "bin"):
        found = [name for name in present if name.endswith(f".{kind}") and not name.startswith(("training_args", "optimizer", "scheduler"))]
        if found:
            return _without_index(folder, found), None, (f"no index; {len(found)} weight files found by name",)
    return [], None, ()


def _without_index(folder: Path, found: list[str]) -> list[str]:
    matches = [_SHARD.match(name) for name in found]
    if len(found) == 1 and matches[0] is None:
        return found
    groups = {(match["stem"], match["total"]) for match in matches if match}
    if len(groups) != 1 or None in matches:
        raise GlmError(
            "checkpoint-index-invalid", f"{folder} has {len(found)} weight files and no index: {', '.join(map(repr, found[:4]))}.",
            files=found[:50],
        )  # fmt: skip
    stem, total = groups.pop()
    kind = found[0].rsplit(".", 1)[1]
    expected = [f"{stem}-{number:05d}-of-{total}.{kind}" for number in range(1, int(total) + 1)]
    missing = sorted(set(expected) - set(found))
    if missing:
        raise GlmError("checkpoint-shard-missing", f"The file {missing[0]} is missing in {folder}.", file=missing[0])
    return expected


def _read_index(path: Path) -> dict[str, str]:
    raw = strict.read_json(path, strict.MAX_INDEX_BYTES)
    weight_map = raw.get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map or len(weight_map) > MAX_TENSORS:
        raise GlmError("checkpoint-index-invalid", f"{path.name} has no usable weight_map.", file=path.name)
    for tensor, name in weight_map.items():
        if not isinstance(name, str):
            raise GlmError("checkpoint-index-invalid", f"{path.name} places {tensor[:80]!r} in {str(name)[:80]!r}.", file=path.name)
        files.check_relative_name(name)
        if not name.endswith((".safetensors", ".bin")):
            raise GlmError("checkpoint-index-invalid", f"{path.name} names {name[:80]!r}, which is no weight file.", file=path.name)
    return weight_map


def _merge(names: list[str], tables: list[dict[str, TensorInfo]]) -> dict[str, TensorInfo]:
    merged: dict[str, TensorInfo] = {}
    home: dict[str, str] = {}
    for name, table in zip(names, tables, strict=True):
        for tensor, info in table.items():
            strict.check_tensor_name(tensor, name)
            if tensor in merged:
                message = f"The tensor {tensor[:120]!r} is in {home[tensor]} and in {name}."
                raise GlmError("checkpoint-duplicate-tensor", message, tensor=tensor[:400], files=[home[tensor], name])
            merged[tensor], home[tensor] = info, name
    if len(merged) > MAX_TENSORS:
        raise GlmError("checkpoint-layout-invalid", f"The files hold {len(merged)} tensors; {MAX_TENSORS} are read at most.")
    if not merged:
        raise GlmError("checkpoint-missing", f"{', '.join(names[:4])} hold no tensors.", files=names[:50])
    return merged


def _beside(folder: Path, names: list[str]) -> tuple[str, ...]:
    """What lies beside the index's files. A further shard of the very same set is refused, other weight files are noted.

    Raises: GlmError ``checkpoint-index-mismatch``.
    """
    sets = {(match["stem"], match["total"], match["kind"]) for match in map(_SHARD.match, names) if match}
    others = sorted(path.name for path in folder.iterdir() if path.name.endswith((".safetensors", ".bin")) and path.name not in names)
    for name in others:
        match = _SHARD.match(name)
        if match and (match["stem"], match["total"], match["kind"]) in sets:
            raise GlmError("checkpoint-index-mismatch", f"The index does not name {name}, which belongs to its files.", file=name)
    return (f"not named by the index and not read: {', '.join(map(repr, others[:4]))}",) if others else ()


def _compare(index: dict[str, str], names: list[str], tables: list[dict[str, TensorInfo]]) -> None:
    """Index and shards must name the same tensors in the same files."""
    actual = {tensor: name for name, table in zip(names, tables, strict=True) for tensor in table}
    for tensor in sorted(set(index) | set(actual)):
        if index.get(tensor) != actual.get(tensor):
            said, is_in = index.get(tensor, "no file"), actual.get(tensor, "no file")
            message = f"The index places {tensor[:120]!r} in {said}, it is in {is_in}."
            raise GlmError("checkpoint-index-mismatch", message, tensor=tensor[:400], index=said, file=is_in)
