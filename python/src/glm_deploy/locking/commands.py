"""``glm-deploy lock``: make the locks of profiles, or check that they are up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from glm_deploy import events, files
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.locking.build import make_lock, write
from glm_deploy.locking.model_files import pin_model_files, rewrite_files
from glm_deploy.manifest import Catalog


def lock(
    profiles: Annotated[list[str] | None, typer.Argument(help="Profiles to lock; none: all.")] = None,
    platform: Annotated[str | None, typer.Option(help="win-64 or linux-64; none: every platform of the profile.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say whether the locks are up to date (no network).")] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Take the newest of what the manifests leave open.")] = False,
    pin: Annotated[str | None, typer.Option(help="First write the files of this local model into its manifest.")] = None,
) -> None:
    """Resolve profiles with uv into manifests/locks, each file with size and hash. What a lock pins stays while it fits the manifests."""
    lock_profiles(PROJECT_ROOT, profiles or [], platform, check=check, upgrade=upgrade, pin=pin)


def lock_profiles(
    project: Path, profiles: list[str], platform: str | None, *, check: bool = False, upgrade: bool = False, pin: str | None = None
) -> list[Path]:
    """What the command does, for any project folder; returns the locks made or checked.

    Raises: GlmError ``manifest-*``, ``locking-*``; ``locking-stale`` from ``check``.
    """
    if pin is not None and not check:
        pin_model(project, pin)
    jobs = _jobs(Catalog(project), profiles, platform)
    done = []
    with events.stage("lock"):
        progress = events.Progress("lock", len(jobs), "locks")
        for profile, target in jobs:
            path = project / "manifests" / "locks" / f"{profile}.{target}.json"
            if check:
                check_lock(project, profile, target, path)
                events.info(f"{path.name} is up to date")
            else:
                before = path.read_bytes() if path.is_file() else None
                write(make_lock(profile, target, project, upgrade=upgrade), project)
                events.info(f"{path.name} {'is unchanged' if path.read_bytes() == before else 'written'}")
            done.append(path)
            progress.add(1)
    return done


def pin_model(project: Path, name: str) -> None:
    """Write the files of a local model into its manifest.

    Raises: GlmError ``manifest-value`` for a model that is not local, ``locking-model-folder`` for an empty folder.
    """
    model = Catalog(project).model(name)
    source = model.data["source"]
    if source["kind"] != "folder":
        raise model.fault("manifest-value", ("source", "kind"), f"{name} is not a local model.", "Its hashes come from its publisher.")
    rewrite_files(project / model.path, pin_model_files(files.safe_join(project, source["path"])))


def check_lock(project: Path, profile: str, platform: str, path: Path) -> None:
    """Compare a lock with the manifests: the same input files with the same hashes.

    Raises: GlmError ``locking-stale`` naming what differs; ``manifest-*`` where a manifest is wrong in itself.
    """
    hint = f"Run glm-deploy lock {profile} --platform {platform} and commit the result."
    Catalog(project).profile(profile)
    try:
        recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        inputs = {str(row["path"]): str(row["sha256"]) for row in recorded["inputs"]}
    except FileNotFoundError as error:
        raise GlmError("locking-stale", f"There is no lock {path.name}.", hint=hint, path=str(path)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GlmError("locking-stale", f"The lock {path.name} cannot be read: {error}.", hint=hint, path=str(path)) from error
    for name, sha256 in sorted(inputs.items()):
        source = files.safe_join(project, name)
        if not source.is_file() or files.sha256_file(source) != sha256:
            how = "has changed since" if source.is_file() else "is gone, but"
            raise GlmError("locking-stale", f"{name} {how} {path.name} was made.", hint=hint, path=str(path), changed=name)
    if f"manifests/profiles/{profile}.yaml" not in inputs or recorded.get("platform") != platform:
        raise GlmError("locking-stale", f"{path.name} was not made for {profile} on {platform}.", hint=hint, path=str(path))


def _jobs(catalog: Catalog, profiles: list[str], platform: str | None) -> list[tuple[str, str]]:
    """Pairs of profile and platform; named profiles and a named platform must fit, unnamed ones are taken as they come."""
    jobs = []
    for name in profiles or catalog.names("profile"):
        offered = sorted(catalog.profile(name).data["platforms"])
        if platform is not None and platform not in offered:
            if profiles:
                raise GlmError("locking-platform", f"Profile {name} is for {', '.join(offered)}, not for {platform}.", profile=name)
            continue
        jobs += [(name, one) for one in offered if platform in (None, one)]
    if not jobs:
        raise GlmError("locking-platform", f"No profile is for the platform {platform!r}.", hint="Write win-64 or linux-64.")
    return jobs
