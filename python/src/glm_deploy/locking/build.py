"""From a profile's manifests to its lock. Equal manifests give equal bytes, for what a lock pins it keeps while that fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_deploy import __version__, files
from glm_deploy.errors import GlmError
from glm_deploy.locking.model_files import verify_model_folder
from glm_deploy.locking.resolve import Question, Sources, Wheel, find_uv, resolve
from glm_deploy.locking.sources import configured_sources
from glm_deploy.locking.targets import Target
from glm_deploy.manifest import Catalog, Manifest

SCHEMA = 1


def make_lock(
    profile: str, platform: str, project_root: Path, sources: Sources | None = None, *, upgrade: bool = False
) -> dict[str, Any]:
    """Resolve a profile for a platform (``win-64`` or ``linux-64``); asks the package index.

    Args:
        upgrade: take the newest of what the manifests leave open, instead of what the present lock pins.
    Raises: GlmError ``manifest-*`` for the manifests, ``locking-*`` for what cannot be locked.
    """
    catalog = Catalog(project_root)
    chosen = catalog.profile(profile)
    if platform not in chosen.data["platforms"]:
        known = ", ".join(sorted(chosen.data["platforms"]))
        raise GlmError("locking-platform", f"Profile {profile} is for {known}, not for {platform}.", profile=profile, platform=platform)
    stack, model = catalog.stack(chosen.data["stack"]), catalog.model(chosen.data["model"])
    if not stack.data["lockable"]:
        raise GlmError("locking-refused", f"Stack {stack.name} cannot be locked: {stack.data['why_not']}.", stack=stack.name)
    _check_model(project_root, model)
    choice = chosen.data["platforms"][platform]
    conda_name = stack.data["conda"].get(platform)
    conda = catalog.conda(conda_name) if conda_name else None
    inputs = [chosen, stack, model] + ([conda] if conda else [])
    if chosen.data["needs"]["gpu"]:
        inputs.append(catalog.compatibility_manifest())
    uv = str(stack.data["packages"]["uv"])
    kept = {} if upgrade else _pinned(_place(project_root, profile, platform))
    packages = _packages(stack, platform, choice["variant"], sources or configured_sources(), kept)
    used = {row["index"] for rows in packages.values() for row in rows}
    needs = _needs(catalog, chosen, stack, platform)
    fallback = (needs["gpu"] or {}).get("fallback")
    used |= {fallback["package"]["index"]} if fallback else set()
    return {
        "schema": SCHEMA, "profile": profile, "platform": platform, "generated_by": {"glm_deploy": __version__, "uv": uv},
        "inputs": [{"path": one.path, "sha256": one.sha256} for one in sorted(inputs, key=lambda one: one.path)],
        "python": {"implementation": "cpython", "versions": list(packages)}, "conda": _conda(conda),
        "indexes": {name: dict(row) for name, row in stack.data["indexes"].items() if name in used | {"pypi"}},
        "packages": packages, "model": _model(model),
        "stack": {
            "name": stack.name, "variant": choice["variant"], "cuda": stack.data["torch"]["variants"][choice["variant"]]["cuda"],
            "torch": next(row["version"] for row in next(iter(packages.values())) if row["name"] == "torch"),
        },
        "needs": needs, **{key: chosen.data[key] for key in ("artefacts", "generation", "smoke", "retry", "limits_s")},
    }  # fmt: skip


def write(lock: dict[str, Any], project_root: Path) -> Path:
    """Write a lock to its place; returns the path."""
    path = _place(project_root, lock["profile"], lock["platform"])
    files.write_json(path, lock)
    return path


def _place(project_root: Path, profile: str, platform: str) -> Path:
    return project_root / "manifests" / "locks" / f"{profile}.{platform}.json"


def _pinned(path: Path) -> dict[str, dict[str, str]]:
    """Versions by Python and name that a lock pins; nothing where there is none or it cannot be read: it is being made anew."""
    try:
        packages = files.read_record(path)["packages"]
        return {str(minor): {str(row["name"]): str(row["version"]) for row in rows} for minor, rows in packages.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _check_model(project_root: Path, model: Manifest) -> None:
    source = model.data["source"]
    if source["kind"] == "folder":
        verify_model_folder(files.safe_join(project_root, source["path"]), model.data["files"], model.name)


def _packages(
    stack: Manifest, platform: str, variant: str, sources: Sources, kept: dict[str, dict[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    torch = stack.data["torch"]
    row = torch["variants"][variant][platform]
    program = find_uv(str(stack.data["packages"]["uv"]))
    found: dict[str, list[dict[str, Any]]] = {}
    for minor in stack.data["python"][platform]:
        target = Target(platform, minor, stack.data.get("glibc_min", "2.28"))
        requirements = _requirements(stack, minor)
        pinned: list[Wheel] = []
        if row["wheels"] is None:
            requirements.append(f"torch==={torch['version']}")
        else:
            requirements += torch["requires"]
            pinned = [_torch_wheel(stack, variant, platform, minor)]
        absent = [wheel.name for wheel in pinned]
        question = Question(requirements, absent, stack.data["uploaded_before"], kept.get(minor, {}))
        wheels = resolve(question, target, program, sources) + pinned
        found[minor] = [wheel.as_dict() for wheel in sorted(wheels, key=lambda wheel: wheel.name)]
    return found


def _requirements(stack: Manifest, minor: str) -> list[str]:
    # Three equal signs: with two, 2.13.0+cpu from some folder of wheels would pass for 2.13.0.
    lines = []
    for name, pin in stack.data["packages"].items():
        version = pin if isinstance(pin, str) else pin.get(minor)
        if version is None:
            raise stack.fault("manifest-value", ("packages", name), f"no version is given for Python {minor}.", f'Add "{minor}".')
        lines.append(f"{name}==={version}")
    return lines


def _torch_wheel(stack: Manifest, variant: str, platform: str, minor: str) -> Wheel:
    """The wheel that the stack pins by hand, because its index cannot be resolved against."""
    torch = stack.data["torch"]
    row = torch["variants"][variant][platform]
    wheel = row["wheels"].get(minor)
    if wheel is None:
        keys = ("torch", "variants", variant, platform, "wheels")
        raise stack.fault("manifest-value", keys, f"no wheel is given for Python {minor}.", "Add it, or remove the Python.")
    return Wheel("torch", f"{torch['version']}+{variant}", wheel["file"], wheel["size"], wheel["sha256"], row["index"])


def _needs(catalog: Catalog, profile: Manifest, stack: Manifest, platform: str) -> dict[str, Any]:
    needs = profile.data["needs"]
    found: dict[str, Any] = {
        "os": [_oldest_system(stack, platform)], "memory_gib": needs["memory_gib"], "disk_gib": needs["disk_gib"], "gpu": None,
    }  # fmt: skip
    if needs["gpu"]:
        choice = profile.data["platforms"][platform]
        found["gpu"] = {**needs["gpu"], **_cuda(catalog, stack, choice["variant"], platform), "fallback": None}
        if "fallback" in choice:
            (minor,) = stack.data["python"][platform]
            wheel = _torch_wheel(stack, choice["fallback"], platform, minor)
            cuda = _cuda(catalog, stack, choice["fallback"], platform)
            found["gpu"]["fallback"] = {"variant": choice["fallback"], **cuda, "torch": wheel.version, "package": wheel.as_dict()}
    return found


def _oldest_system(stack: Manifest, platform: str) -> str:
    """``windows-10.0.17763`` or ``linux-glibc-2.28``; without the figure where the stack names none."""
    if platform == "win-64":
        return f"windows-10.0.{stack.data['windows_build_min']}" if "windows_build_min" in stack.data else "windows"
    return f"linux-glibc-{stack.data['glibc_min']}" if "glibc_min" in stack.data else "linux"


def _cuda(catalog: Catalog, stack: Manifest, variant: str, platform: str) -> dict[str, Any]:
    """A variant's CUDA version with the lowest drivers that run it."""
    cuda = str(stack.data["torch"]["variants"][variant]["cuda"])
    compatibility = catalog.compatibility()
    floor = compatibility.floor(cuda)
    if floor is None:
        keys = ("torch", "variants", variant, "cuda")
        raise stack.fault("manifest-reference", keys, f"no driver floor is known for CUDA {cuda}.", "Add it to compatibility.yaml.")
    # Which GPUs the wheel holds code for is known of the Windows wheels only; an empty list says unknown.
    capabilities = compatibility.capabilities(variant) if platform == "win-64" else []
    return {"cuda": cuda, "driver_floor_windows": floor.windows, "driver_floor_linux": floor.linux, "capabilities": capabilities}


def _conda(conda: Manifest | None) -> dict[str, Any] | None:
    if conda is None:
        return None
    keys = ("name", "version", "build", "subdir", "file", "size", "sha256")
    return {
        "micromamba": dict(conda.data["micromamba"]), "channel": dict(conda.data["channel"]),
        "packages": [{key: row[key] for key in keys} for row in conda.data["packages"]],
    }  # fmt: skip


def _model(model: Manifest) -> dict[str, Any]:
    return {key: model.data[key] for key in ("name", "family", "repo", "revision", "licence", "source", "files")}
