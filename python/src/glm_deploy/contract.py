"""The seam between the languages: requests in, one result object out. Standard library only.

``contract/README.md`` is the page that both halves follow.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from glm_deploy.errors import GlmError

CONTRACT_VERSION = 1

Verb = Callable[[dict[str, Any]], dict[str, Any]]


def read_request(path: Path) -> dict[str, Any]:
    """Read a request file and check its envelope.

    Returns: the request ``{contract, verb, ...}``.
    Raises: GlmError ``request-invalid`` with what was seen.
    """
    try:
        request = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise GlmError("request-invalid", f"The request {path} cannot be read: {error}.") from error
    if not isinstance(request, dict) or request.get("contract") != CONTRACT_VERSION or not isinstance(request.get("verb"), str):
        raise GlmError("request-invalid", f"The request {path} is not a version {CONTRACT_VERSION} request with a verb.")
    return request


def require(request: dict[str, Any], key: str, kind: type) -> Any:
    """A field of the request that must be there with that type; else ``request-invalid``."""
    value = request.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise GlmError("request-invalid", f"The request's {key!r} is {value!r}, expected {kind.__name__}.", verb=request.get("verb"))
    return value


def success(verb: str, data: dict[str, Any]) -> dict[str, Any]:
    """The result object of a verb that did its work."""
    return {"contract": CONTRACT_VERSION, "verb": verb, "ok": True, "data": data, "error": None}


def failure(verb: str, error: GlmError, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """The result object of a verb that failed; ``data`` holds what was done before."""
    return {"contract": CONTRACT_VERSION, "verb": verb, "ok": False, "data": data or {}, "error": error.as_dict()}
