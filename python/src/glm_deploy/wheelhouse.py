"""The wheelhouse: every wheel of the lock, proved, in ``<root>/cache/wheels``. Standard library only."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from glm_deploy import events, files
from glm_deploy.download import Job, Session, bring, download_all
from glm_deploy.errors import GlmError
from glm_deploy.indexes import Finder
from glm_deploy.lock import Lock, Package
from glm_deploy.netconfig import Network
from glm_deploy.pip_settings import Settings, default_index, load_settings


@dataclass(frozen=True)
class Options:
    """How wheels may be brought: ``offline`` uses the wheelhouse and folders of links only; ``find_links`` come before pip's own;
    ``index_url`` takes the place of the configured index."""

    offline: bool = False
    find_links: tuple[str, ...] = ()
    index_url: str | None = None


@dataclass
class Wheels:
    """The filled wheelhouse. ``paths`` in the lock's order; ``downloaded`` bytes came over the network, ``copied`` from folders."""

    folder: Path
    paths: list[Path] = field(default_factory=list)
    present: int = 0
    copied: int = 0
    downloaded: int = 0


def ensure_wheels(lock: Lock, minor: str, root: Path, options: Options | None = None, settings: Settings | None = None) -> Wheels:
    """Bring all wheels of a Python minor version: those at hand are hashed, the rest comes from folders of links, then from indexes.

    Raises: GlmError ``offline-missing`` naming the files; else as ``download.download_all`` and ``indexes.Finder.remote``.
    """
    options = options or Options()
    packages = lock.packages_for(minor)
    wheels = Wheels(root / "cache" / "wheels", [root / "cache" / "wheels" / package.file for package in packages])
    wheels.folder.mkdir(parents=True, exist_ok=True)
    missing = _missing(packages, wheels)
    wheels.present = len(packages) - len(missing)
    if not missing:
        return wheels
    settings = settings or load_settings(index_url=options.index_url, find_links=options.find_links)
    network, own = settings.network.with_credentials_of([url or "" for url in lock.indexes.values()])
    indexes = dict(zip(lock.indexes, own, strict=True))
    finder = Finder(Session(lock.retry, network), settings.find_links)
    missing = _from_folders(missing, wheels, finder, lock)
    if missing and (options.offline or settings.no_index):
        _refuse_offline(missing, wheels.folder)
    _from_indexes(missing, wheels, _Source(finder, settings, indexes, network), lock)
    return wheels


def _missing(packages: Sequence[Package], wheels: Wheels) -> list[Package]:
    """The wheels that are not there; a corrupt one, and whatever else lies in a wheel's place, is removed."""
    for path in [wheels.folder / package.file for package in packages]:
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            events.warning(f"{path.name} in the wheelhouse is no plain file and is brought again")
            files.remove_tree(path)
    present = [package for package in packages if (wheels.folder / package.file).is_file()]
    meter = events.Progress("check the wheelhouse", len(present), "files")

    def right(package: Package) -> bool:
        return files.sha256_file(wheels.folder / package.file) == package.sha256

    good = set()
    with ThreadPoolExecutor(4) as pool:
        for package, ok in zip(present, pool.map(right, present), strict=True):
            meter.add(1)
            if ok:
                good.add(package.file)
            else:
                events.warning(f"{package.file} in the wheelhouse is damaged and is brought again")
                (wheels.folder / package.file).unlink()
    return [package for package in packages if package.file not in good]


def _from_folders(missing: Sequence[Package], wheels: Wheels, finder: Finder, lock: Lock) -> list[Package]:
    """Copy what the folders of links have; a file with another hash there is passed over and named."""
    meter = events.Progress("copy wheels from folders", None, "bytes")
    session, left = Session(lock.retry, Network()), []
    for package in missing:
        found = [str(path) for path in finder.local(package.file)]
        if not found:
            left.append(package)
            continue
        try:
            outcome = bring(Job(found, wheels.folder / package.file, package.size, package.sha256), session, meter.add)
            wheels.copied += outcome.downloaded
        except GlmError as error:
            if error.id not in {"hash-mismatch", "size-mismatch", "local-file-missing"}:
                raise
            events.warning(f"{error.message} It is passed over.", id=error.id)
            left.append(package)
    return left


def _refuse_offline(missing: Sequence[Package], folder: Path) -> None:
    names = [package.file for package in missing]
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    count = "1 wheel is" if len(names) == 1 else f"{len(names)} wheels are"
    message = f"{count} not at hand, and the network may not be used: {shown}."
    raise GlmError("offline-missing", message, files=names, wheelhouse=str(folder))


@dataclass(frozen=True)
class _Source:
    """Where missing wheels come from."""

    finder: Finder
    settings: Settings
    own: dict[str, str]
    network: Network

    def indexes(self, package: Package) -> tuple[list[str], bool]:
        """The indexes for a package in order, and whether the first is the lock's own."""
        pinned = self.own[package.index]
        standard = [index or default_index() or "" for index in self.settings.indexes]
        # A company's mirror may have the files of a special index too; the hash decides.
        return [index for index in [pinned, *standard] if index], bool(pinned)

    def addresses(self, package: Package) -> list[str]:
        """Where the wheel may be fetched."""
        indexes, direct = self.indexes(package)
        if not indexes and not self.settings.find_links:
            raise GlmError("index-unconfigured", f"{package.file} is missing, and no package index is known.")
        return self.finder.remote(package, indexes, direct=direct)


def _from_indexes(missing: Sequence[Package], wheels: Wheels, source: _Source, lock: Lock) -> None:
    def job(package: Package) -> Job:
        find: Callable[[], list[str]] = lambda: source.addresses(package)  # noqa: E731
        return Job(find, wheels.folder / package.file, package.size, package.sha256)

    outcomes = download_all([job(package) for package in missing], policy=lock.retry, network=source.network, what=f"{len(missing)} wheels")
    wheels.downloaded = sum(outcome.downloaded for outcome in outcomes)
