"""One finding of the smoke test: what was observed, against which limit, and how it was found. Standard library only."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class Check:
    """One check of one artefact.

    ``error`` is the id under which a failure is raised; ``observed`` and ``limit`` are JSON values in ``unit``; ``how`` says how it
    was measured, ``evidence`` what was seen, in words.
    """

    artefact: str
    slug: str
    error: str
    name: str
    status: Status
    observed: Any
    limit: Any
    unit: str
    how: str
    evidence: str

    @property
    def id(self) -> str:
        """Stable id, e.g. ``int8.logits``."""
        return f"{self.artefact}.{self.slug}"

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"id": self.id, **{key: value for key, value in asdict(self).items() if key != "slug"}}


def json_safe(value: Any) -> Any:
    """A JSON value in which every number that is not finite is null: JSON has no other word for it."""
    if isinstance(value, dict):
        return {key: json_safe(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def verdict(checks: list[Check]) -> Literal["pass", "fail"]:
    """``fail`` as soon as one check failed; an unknown is shown, and does not fail the model."""
    return "fail" if any(check.status == "fail" for check in checks) else "pass"
