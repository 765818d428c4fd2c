"""The seam between the languages: requests in, one result object out. Standard library only.

``contract/README.md`` is the page that both halves follow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any

from glm_deploy import files
from glm_deploy.errors import GlmError

CONTRACT_VERSION = 1
_UNUSABLE = re.compile("[\0\ud800-\udfff]")

Verb = Callable[[dict[str, Any]], dict[str, Any]]

_TEXT = (str,)
_FIELDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("run_id", "profile", "root", "lock", "environment", "log_dir"), _TEXT), "options": (dict,), "host": (dict,),
}  # fmt: skip
_INNER: dict[str, dict[str, tuple[type, ...]]] = {
    "options": {**dict.fromkeys(("offline", "force", "thorough", "prove"), (bool,)), "find_links": (list,), "index_url": (str, NoneType)},
    "host": {
        "fingerprint": (dict, NoneType), "gpus": (list,), "facts": (dict,), "preflight": (list,), "stages": (list,),
        "started": (int, float),
    },
}  # fmt: skip
"""Types of the fields that ``schemas/request.json`` describes; a bare interpreter has no schema library."""


def read_request(path: Path) -> dict[str, Any]:
    """Read a request file and check its envelope.

    Returns: the request ``{contract, verb, ...}``.
    Raises: GlmError ``request-invalid`` with what was seen.
    """
    try:
        request = files.read_record(path)
    except (OSError, ValueError) as error:
        raise GlmError("request-invalid", f"The request {path} cannot be read: {error}.") from error
    version = request.get("contract")
    if type(version) is not int or version != CONTRACT_VERSION or not isinstance(request.get("verb"), str):
        raise GlmError("request-invalid", f"The request {path} is not a version {CONTRACT_VERSION} request with a verb.")
    _check_types(request, _FIELDS, "")
    for name, kinds in _INNER.items():
        _check_types(request.get(name, {}), kinds, f"{name}.")
    for name in ("preflight", "stages"):
        if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in request.get("host", {}).get(name, [])):
            raise GlmError("request-invalid", f"The request's 'host.{name}' holds something without a name.")
    return request


def _check_types(fields: dict[str, Any], kinds: dict[str, tuple[type, ...]], place: str) -> None:
    for key in kinds.keys() & fields.keys():
        value = fields[key]
        good = type(value) in kinds[key] and not (isinstance(value, str) and _UNUSABLE.search(value))
        if not good or (isinstance(value, float) and not math.isfinite(value)):
            expected = " or ".join("null" if kind is NoneType else kind.__name__ for kind in kinds[key])
            raise GlmError("request-invalid", f"The request's {place + key!r} is {repr(value)[:120]}, expected {expected}.")


def require(request: dict[str, Any], key: str, kind: type) -> Any:
    """A field of the request that must be there with that type; else ``request-invalid``."""
    value = request.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        seen = f"The request's {key!r} is {repr(value)[:120]}, expected {kind.__name__}."
        raise GlmError("request-invalid", seen, verb=request.get("verb"))
    return value


def success(verb: str, data: dict[str, Any]) -> dict[str, Any]:
    """The result object of a verb that did its work."""
    return {"contract": CONTRACT_VERSION, "verb": verb, "ok": True, "data": data, "error": None}


def failure(verb: str, error: GlmError, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """The result object of a verb that failed; ``data`` holds what was done before."""
    return {"contract": CONTRACT_VERSION, "verb": verb, "ok": False, "data": data or {}, "error": error.as_dict()}
