"""All manifests of a project: found by name, checked alone and against each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_deploy import files
from glm_deploy.errors import GlmError
from glm_deploy.manifest import check, strict
from glm_deploy.manifest.hardware import Compatibility
from glm_deploy.manifest.strict import Document, KeyPath

PLATFORMS = ("win-64", "linux-64")


@dataclass(frozen=True)
class Manifest:
    """A checked manifest. ``data`` follows ``manifests/schemas/<kind>.json``; ``path`` is relative to the project, POSIX."""

    kind: str
    path: str
    sha256: str
    data: dict[str, Any]
    document: Document = dataclasses.field(repr=False)

    @property
    def name(self) -> str:
        """The manifest's own name, equal to its file's."""
        return str(self.data["name"])

    def fault(self, error_id: str, keys: KeyPath, seen: str, hint: str) -> GlmError:
        """An error about a value of this manifest, with its file, line and key."""
        return strict.problem(error_id, self.document.path, self.document.line(keys), keys, seen, hint)


class Catalog:
    """The manifests below ``<project>/manifests``; each file is read once."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.folder = project / "manifests"
        self._read: dict[str, Manifest] = {}

    def names(self, kind: str) -> list[str]:
        """Names of all profiles, stacks (without their conda lists) or models."""
        found = sorted(path.stem for path in (self.folder / f"{kind}s").glob("*.yaml"))
        return [name for name in found if not (kind == "stack" and name.startswith("conda-"))]

    def profile(self, name: str) -> Manifest:
        """A profile whose stack, model, variants and GPU need all fit together.

        Raises: GlmError ``manifest-*`` with file, line and key.
        """
        profile = self._named("profile", "profiles", name)
        stack = self._referenced(profile, "stack")
        self._referenced(profile, "model")
        for platform, choice in profile.data["platforms"].items():
            self._check_platform(profile, stack, platform, choice)
        _unique(profile, ("artefacts",), (item["name"] for item in profile.data["artefacts"]))
        return profile

    def stack(self, name: str) -> Manifest:
        """A stack whose CUDA variants have a known driver floor and whose indexes are declared."""
        stack = self._named("stack", "stacks", name)
        if not stack.data["lockable"] and "why_not" not in stack.data:
            raise stack.fault("manifest-value", ("lockable",), "lockable is false without why_not.", "Add why_not: with the reason.")
        for variant, row in stack.data["torch"]["variants"].items():
            keys: KeyPath = ("torch", "variants", variant)
            if row["cuda"] is not None and self.compatibility().floor(row["cuda"]) is None:
                seen = f"no driver floor is known for CUDA {row['cuda']}."
                raise stack.fault("manifest-reference", (*keys, "cuda"), seen, "Add it to driver_floor in manifests/compatibility.yaml.")
            self._check_wheels(stack, variant, row)
        return stack

    def model(self, name: str) -> Manifest:
        """A model whose files have unique safe names and whose source is complete."""
        model = self._named("model", "models", name)
        source, listed = model.data["source"], model.data["files"]
        wanted, other = ("path", "urls") if source["kind"] == "folder" else ("urls", "path")
        if wanted not in source or other in source:
            seen = f"a source of kind {source['kind']} has {wanted} and no {other}."
            raise model.fault("manifest-value", ("source",), seen, f"Give {wanted}, remove {other}.")
        if source["kind"] == "hub" and not listed:
            raise model.fault("manifest-value", ("files",), "no file is listed.", "List every file with size and sha256.")
        _unique(model, ("files",), (item["name"].lower() for item in listed))
        for number, address in enumerate(source.get("urls", [])):
            if not {"{revision}", "{file}"} <= set(_placeholders(address)):
                seen = f"the address {address} lacks {{revision}} or {{file}}."
                raise model.fault("manifest-value", ("source", "urls", number), seen, "Say where the revision and the file name go.")
        return model

    def conda(self, name: str) -> Manifest:
        """A conda package list, in an order in which each package follows what it depends on."""
        conda = self._named("conda", "stacks", name)
        listed = [item["name"] for item in conda.data["packages"]]
        _unique(conda, ("packages",), listed)
        seen: set[str] = set()
        for number, item in enumerate(conda.data["packages"]):
            needed = {word.split()[0] for word in item["depends"]} - seen
            late = sorted(name for name in needed if name in listed and name != item["name"])
            missing = sorted(name for name in needed if name not in listed and not name.startswith("__"))
            if late or missing:
                reason = f"it needs {late[0]}, which comes later." if late else f"it needs {missing[0]}, which is not listed."
                raise conda.fault("manifest-reference", ("packages", number, "depends"), reason, "Explicit lists install in file order.")
            seen.add(item["name"])
        return conda

    def compatibility(self) -> Compatibility:
        """The tables of ``compatibility.yaml`` and ``torch-windows.yaml``."""
        return Compatibility(self.compatibility_manifest(), self._load("torch-windows", "torch-windows.yaml"))

    def compatibility_manifest(self) -> Manifest:
        """``compatibility.yaml`` itself."""
        return self._load("compatibility", "compatibility.yaml")

    def _load(self, kind: str, relative: str) -> Manifest:
        if relative not in self._read:
            document = strict.load(self.folder / relative)
            data = check.check(document, kind)
            self._read[relative] = Manifest(kind, f"manifests/{relative}", files.sha256_bytes(document.raw), data, document)
        return self._read[relative]

    def _named(self, kind: str, folder: str, name: str) -> Manifest:
        files.check_relative_name(name)
        manifest = self._load(kind, f"{folder}/{name}.yaml")
        if manifest.name != name:
            seen = f"the name is {manifest.name!r}, the file is {name}.yaml."
            raise manifest.fault("manifest-value", ("name",), seen, "Give both the same name.")
        return manifest

    def _referenced(self, profile: Manifest, kind: str) -> Manifest:
        name = str(profile.data[kind])
        known = self.names(kind)
        if name not in known:
            raise profile.fault("manifest-reference", (kind,), f"there is no {kind} {name!r}.", strict.suggest(name, known))
        return self.stack(name) if kind == "stack" else self.model(name)

    def _check_platform(self, profile: Manifest, stack: Manifest, platform: str, choice: dict[str, str]) -> None:
        keys: KeyPath = ("platforms", platform)
        if platform not in stack.data["python"]:
            raise profile.fault("manifest-reference", keys, f"stack {stack.name} has no Python for {platform}.", "Remove the platform.")
        variants = stack.data["torch"]["variants"]
        for role, variant in choice.items():
            fitting = [name for name, row in variants.items() if platform in row]
            if variant not in fitting:
                seen = f"stack {stack.name} has no variant {variant!r} for {platform}."
                raise profile.fault("manifest-reference", (*keys, role), seen, strict.suggest(variant, fitting))
            if (profile.data["needs"]["gpu"] is None) != (variants[variant]["cuda"] is None):
                seen = f"variant {variant} and needs.gpu do not agree."
                raise profile.fault("manifest-reference", (*keys, role), seen, "A CUDA variant needs a GPU, variant cpu needs none.")

    def _check_wheels(self, stack: Manifest, variant: str, row: dict[str, Any]) -> None:
        for platform in PLATFORMS:
            if platform not in row:
                continue
            keys: KeyPath = ("torch", "variants", variant, platform)
            index = row[platform]["index"]
            if index not in stack.data["indexes"]:
                seen = f"there is no index {index!r}."
                raise stack.fault("manifest-reference", (*keys, "index"), seen, strict.suggest(index, stack.data["indexes"]))
            for minor, wheel in (row[platform]["wheels"] or {}).items():
                start = f"torch-{stack.data['torch']['version']}+{variant}-cp{minor.replace('.', '')}-"
                if not wheel["file"].startswith(start):
                    seen = f"{wheel['file']} is not the wheel for {variant} and Python {minor}."
                    raise stack.fault("manifest-value", (*keys, "wheels", minor, "file"), seen, f"Its name begins with {start}.")


def _placeholders(address: str) -> list[str]:
    return [f"{{{part.split('}')[0]}}}" for part in address.split("{")[1:]]


def _unique(manifest: Manifest, keys: KeyPath, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            raise manifest.fault("manifest-value", (*keys, number), f"{name} is listed twice.", "Keep one of the two.")
        seen.add(name)
