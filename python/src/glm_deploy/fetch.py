"""The stage ``fetch``: the model's files, each with the size and hash that the lock names, in one recorded folder.

Downloads survive a kill: they are gathered in ``source.part`` beside the final folder, which is renamed into place when every
file has proved itself. Standard library only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import artifact, events, files
from glm_deploy.contract import require
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.lock import Lock, ModelFile, load_lock

if TYPE_CHECKING:
    from glm_deploy.download import Job

KIND = "source"


def model_folder(root: Path, lock: Lock) -> Path:
    """``<root>/models/<name>/<revision, at most 12 characters>``."""
    return root / "models" / lock.model.name / lock.model.revision[:12]


def fetch_inputs(lock: Lock) -> dict[str, Any]:
    """What the source folder depends on: the pinned files, not where they come from."""
    pinned = [[file.name, file.size, file.sha256] for file in lock.model.files]
    return {"stage": KIND, "model": lock.model.name, "revision": lock.model.revision, "files": pinned}


def fetch_model(lock: Lock, root: Path, *, offline: bool = False) -> artifact.Record:
    """Bring all files of the lock's model into ``source``; files that are already right are kept.

    Raises: GlmError of the downloader (network, integrity, disk), or ``source-missing`` for a local source that is not there.
    """
    from glm_deploy.download import download_all  # Not at import: a run that has nothing to bring needs no network code.

    target = model_folder(root, lock) / KIND
    part = target.with_name("source.part")
    if target.exists():
        files.remove_tree(part)
        files.replace(target, part)
    part.mkdir(parents=True, exist_ok=True)
    wanted = {file.name: file for file in lock.model.files}
    _drop_strangers(part, set(wanted))
    jobs = [_job(lock, file, files.safe_join(part, file.name)) for file in lock.model.files]
    missing = [job for job in jobs if not _is_right(job.target, wanted[job.target.relative_to(part).as_posix()])]
    files.require_space(part, sum(job.size or 0 for job in missing), f"the model {lock.model.name}")
    if offline and lock.model.source["kind"] != "folder" and missing:
        raise GlmError("offline-missing", f"{missing[0].target.name} of {lock.model.name} is not here, and the run is offline.")
    events.info(f"{len(missing)} of {len(jobs)} files to bring", model=lock.model.name)
    download_all(missing, policy=lock.retry)
    hashes = {file.name: file.sha256 for file in lock.model.files}
    record = artifact.write(part, KIND, fetch_inputs(lock), {"brought": len(missing)}, hashes)
    files.promote_folder(part, target)
    return record


def _drop_strangers(part: Path, wanted: set[str]) -> None:
    """Remove what does not belong to the model, except a download that can go on."""
    for path in sorted(part.rglob("*"), reverse=True):
        name = path.relative_to(part).as_posix()
        belongs = name in wanted or any(name.startswith(f"{known}.part") for known in wanted)
        if path.is_symlink() or (path.is_file() and not belongs):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _is_right(path: Path, file: ModelFile) -> bool:
    return path.is_file() and path.stat().st_size == file.size and files.sha256_file(path) == file.sha256


def _job(lock: Lock, file: ModelFile, target: Path) -> Job:
    from glm_deploy.download import Job

    source = lock.model.source
    if source["kind"] == "folder":
        folder = (PROJECT_ROOT / source["path"]).resolve()
        if not folder.is_dir():
            raise GlmError("source-missing", f"The model's source folder {folder} is not there.")
        sources = [str(files.safe_join(folder, file.name))]
    else:
        values = {"repo": lock.model.repo, "revision": lock.model.revision, "file": file.name}
        sources = [url.format(**values) for url in source["urls"]]
    return Job(sources=sources, target=target, size=file.size, sha256=file.sha256)


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb: ``{root, lock, options: {offline}}``."""
    lock = load_lock(Path(require(request, "lock", str)))
    root = Path(require(request, "root", str))
    record = fetch_model(lock, root, offline=bool(request.get("options", {}).get("offline")))
    return {"path": str(model_folder(root, lock) / KIND), "sha256": record.digest, "files": len(record.outputs)}
