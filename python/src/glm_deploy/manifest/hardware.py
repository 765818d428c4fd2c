"""What is known about CUDA, drivers and GPUs, with how sure it is. What is not in the tables is unknown, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glm_deploy.manifest import strict

if TYPE_CHECKING:
    from glm_deploy.manifest.catalog import Manifest


@dataclass(frozen=True)
class DriverFloor:
    """The lowest driver for a CUDA major version; ``confidence`` is C, T or U, ``source`` says who states it."""

    cuda_major: int
    windows: str
    linux: str
    confidence: str
    source: str


class Compatibility:
    """The two hardware tables.

    Raises (on creation): GlmError ``manifest-reference`` for a row whose source is not declared.
    """

    def __init__(self, compatibility: Manifest, wheels: Manifest) -> None:
        self.tables: dict[str, Any] = compatibility.data
        self.wheels: dict[str, Any] = wheels.data
        for manifest in (compatibility, wheels):
            _check_sources(manifest)

    def floor(self, cuda: str) -> DriverFloor | None:
        """The driver floor of a CUDA version such as ``13.0``; None: unknown."""
        for row in self.tables["driver_floor"]:
            if str(row["cuda_major"]) == cuda.split(".")[0]:
                return DriverFloor(row["cuda_major"], row["windows"], row["linux"], row["conf"], self.tables["sources"][row["src"]])
        return None

    def gpu(self, name: str) -> dict[str, Any] | None:
        """The row of a GPU by the name that the driver gives, without the maker's; None: unknown."""
        wanted = name.removeprefix("NVIDIA ").casefold()
        rows: list[dict[str, Any]] = self.tables["gpus"]
        return next((row for row in rows if row["name"].casefold() == wanted), None)

    def capabilities(self, variant: str) -> list[str]:
        """Compute capabilities that the Windows wheels of a torch variant hold code for; empty: unknown."""
        rows: list[dict[str, Any]] = self.wheels["variant_archs"]
        return next((list(row["cc"]) for row in rows if row["variant"] == variant), [])


def _check_sources(manifest: Manifest) -> None:
    declared = manifest.data["sources"]
    for table, rows in manifest.data.items():
        if not isinstance(rows, list):
            continue
        for number, row in enumerate(rows):
            for key, value in row.items() if isinstance(row, dict) else ():
                if (key == "src" or key.endswith("_src")) and value not in declared:
                    seen = f"the source {value!r} is not declared."
                    raise manifest.fault("manifest-reference", (table, number, key), seen, strict.suggest(str(value), declared))
