"""What each stage of the model half depends on, where its folder lies, and how it is built.

The inputs decide whether a stage runs again, so everything that can change its result stands in them, and nothing else.
No torch at import: a run that has nothing to do asks only for keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from glm_deploy import artifact, fetch
from glm_deploy.errors import GlmError
from glm_deploy.lock import Lock, current_minor

VERSIONS = {"convert": 3, "quantize": 1, "smoke": 1}
"""Raised when the code of a stage gives another result from the same inputs; old artefacts are then made again."""

EXACT_REFERENCE_BELOW = 2 << 30
"""Source bytes up to which smoke compares with a float32 conversion; above, with the converted artefact read as float32."""

Records = Mapping[str, artifact.Record]


class Plan:
    """Keys, folders and builders of one lock on one root."""

    def __init__(self, lock: Lock, root: Path) -> None:
        self.lock, self.root = lock, root
        if not lock.artefacts:
            raise GlmError("lock-invalid", f"{lock.path.name} names no artefact to make.", path=str(lock.path))
        self._methods = {item["name"]: item for item in lock.artefacts}
        self.base = fetch.model_folder(root, lock)
        self.source_folder = self.base / fetch.KIND

    @property
    def artefacts(self) -> list[str]:
        """Artefact names in the order in which they are made; the converted one comes first."""
        return list(self._methods)

    @property
    def converted(self) -> str:
        """The name of the artefact that the others are made from."""
        return next(str(name) for name, item in self._methods.items() if item["method"] == "convert")

    def folder(self, name: str, records: Records) -> Path:
        """``<base>/<name>-<first 12 digits of its key>``."""
        record = records.get(name)
        key = record.key if record else artifact.key_of(self.inputs(name, records))
        return self.base / f"{name}-{key[:12]}"

    def inputs(self, name: str, records: Records) -> dict[str, Any]:
        """What artefact ``name`` depends on."""
        item = self._methods[name]
        if item["method"] == "convert":
            return {
                "stage": "convert", "version": VERSIONS["convert"], "source": records["fetch"].digest, "dtype": item["dtype"],
                "family": self.lock.model.family, "generation": self.lock.generation, "tools": self._tools("transformers", "tokenizers"),
            }  # fmt: skip
        return {
            "stage": "quantize", "version": VERSIONS["quantize"], "source": records[self.converted].digest, "method": item["method"],
            "tools": self._tools("torch", "transformers", "bitsandbytes"),
        }  # fmt: skip

    def builder(self, name: str, inputs: dict[str, Any], records: Records) -> Callable[[Path], artifact.Record]:
        """The function that makes artefact ``name`` in the folder it is given."""
        item = self._methods[name]

        def convert(folder: Path) -> artifact.Record:
            from glm_deploy.convert import convert_checkpoint

            return convert_checkpoint(
                self.source_folder, folder, dtype=item["dtype"], generation=self.lock.generation, inputs=inputs,
            )  # fmt: skip

        def quantize(folder: Path) -> artifact.Record:
            from glm_deploy.quantize import quantize_artifact

            return quantize_artifact(self.folder(self.converted, records), folder, item["method"], inputs=inputs)

        return convert if item["method"] == "convert" else quantize

    def smoke_inputs(self, records: Records, fingerprint: Any) -> dict[str, Any]:
        """What the verdict depends on: the artefacts, the limits, the driver and GPU, the tools."""
        return {
            "stage": "smoke", "version": VERSIONS["smoke"], "artefacts": {name: records[name].digest for name in self.artefacts},
            "smoke": self.lock.smoke, "generation": self.lock.generation, "fingerprint": fingerprint,
            "tools": self._tools("torch", "transformers", "bitsandbytes"),
        }  # fmt: skip

    def smoke_folder(self, inputs: dict[str, Any]) -> Path:
        """``<base>/smoke-<first 12 digits of its key>``."""
        return self.base / f"smoke-{artifact.key_of(inputs)[:12]}"

    def smoke_builder(self, inputs: dict[str, Any], records: Records) -> Callable[[Path], artifact.Record]:
        """The function that proves all artefacts and records the verdict."""

        def smoke(folder: Path) -> artifact.Record:
            from glm_deploy.smoke import smoke_test

            folders = {name: self.folder(name, records) for name in self.artefacts}
            with self._reference(folders[self.converted]) as reference:
                verdict = smoke_test(
                    folders, reference, folder, smoke=self.lock.smoke, generation=self.lock.generation, inputs=inputs,
                )  # fmt: skip
            return verdict.record

        return smoke

    def _reference(self, converted: Path) -> Any:
        from glm_deploy.reference import float32_reference

        exact = sum(file.size for file in self.lock.model.files) <= EXACT_REFERENCE_BELOW
        return float32_reference(self.source_folder if exact else None, converted, self.base / "float32")

    def _tools(self, *names: str) -> dict[str, str]:
        """Pinned versions of the packages that a stage's result depends on."""
        pinned = {package.name: package.version for package in self.lock.packages_for(current_minor())}
        missing = [name for name in names if name not in pinned]
        if missing:
            raise GlmError("lock-incomplete", f"The lock of profile {self.lock.profile} pins no {missing[0]}.")
        return {name: pinned[name] for name in names}
