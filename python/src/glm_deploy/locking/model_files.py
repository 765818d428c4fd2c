"""Pinning the files of a local model: measure a folder, and write what was found into the model's manifest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glm_deploy import artifact, files
from glm_deploy.errors import GlmError
from glm_deploy.manifest import strict


def pin_model_files(folder: Path) -> list[dict[str, Any]]:
    """Every file of a folder as ``{name, size, sha256}``, by name; hidden files and our own record are left out.

    Raises: GlmError ``locking-model-folder`` where there is no such folder or nothing in it, ``path-unsafe`` for bad names.
    """
    if not folder.is_dir():
        raise GlmError("locking-model-folder", f"There is no folder {folder}.", path=str(folder))
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name == artifact.RECORD_NAME or any(part.startswith(".") for part in name.split("/")):
            continue
        files.check_relative_name(name)
        found.append({"name": name, "size": path.stat().st_size, "sha256": files.sha256_file(path)})
    if not found:
        raise GlmError("locking-model-folder", f"There is no file in {folder}.", path=str(folder))
    return found


def rewrite_files(manifest: Path, pinned: Sequence[dict[str, Any]]) -> None:
    """Replace the ``files:`` block of a model manifest, which must be its last key; everything else stays as people wrote it.

    Raises: GlmError ``manifest-*`` when the file is no sound YAML before or after.
    """
    document = strict.load(manifest)
    lines = document.raw.decode("utf-8").splitlines()
    start = document.lines.get(("files",), 0)
    if not start or not re.match(r"files:\s*(\[\])?\s*(#.*)?$", lines[start - 1]) or any(re.match(r"\S", line) for line in lines[start:]):
        seen = "files: is not the last key, or its list does not stand below it."
        raise strict.problem("manifest-value", manifest, start or 1, ("files",), seen, "Move files: to the end of the manifest.")
    rows = [f'  - {{name: "{item["name"]}", size: {item["size"]}, sha256: "{item["sha256"]}"}}' for item in pinned]
    text = "\n".join([*lines[: start - 1], "files:", *rows]) + "\n"
    files.write_atomic(manifest, text.encode("utf-8"))
    strict.load(manifest)


def verify_model_folder(folder: Path, listed: Sequence[dict[str, Any]], manifest_name: str) -> None:
    """Refuse a local model whose files are not what its manifest lists.

    Raises: GlmError ``locking-model-folder`` naming the first difference.
    """
    found = {item["name"]: item for item in pin_model_files(folder)}
    wanted = {item["name"]: item for item in listed}
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            how = "is not listed" if name not in wanted else "is missing" if name not in found else "differs"
            hint = f"Run glm-deploy lock --pin {manifest_name} if the folder is right."
            raise GlmError("locking-model-folder", f"{name} of {folder.name} {how} in {manifest_name}.yaml.", hint=hint, file=name)
