"""The verb ``probe``: what Python, torch and bitsandbytes see in this environment. torch is imported inside."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from typing import Any


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``probe``; each part is an object of facts or ``{error}``: a part that cannot answer does not hide the others."""
    return {"python": _python(), "torch": _part(_torch), "bitsandbytes": _part(_bitsandbytes)}


def _part(ask: Any) -> dict[str, Any]:
    try:
        return dict(ask())
    except Exception as error:  # A library that cannot start is what the probe is for: it is told, not hidden.
        return {"error": f"{type(error).__name__}: {error}"[:500]}


def _python() -> dict[str, Any]:
    bits = 64 if sys.maxsize > 2**32 else 32
    return {"version": platform.python_version(), "executable": sys.executable, "prefix": sys.prefix, "bits": bits}


def _torch() -> dict[str, Any]:
    import torch

    devices = []
    available = torch.cuda.is_available()
    for index in range(torch.cuda.device_count() if available else 0):
        facts = torch.cuda.get_device_properties(index)
        devices.append({"name": facts.name, "capability": f"{facts.major}.{facts.minor}", "memory_bytes": facts.total_memory})
    return {
        "version": torch.__version__, "cuda": torch.version.cuda, "cuda_available": available, "devices": devices,
        "arch_list": torch.cuda.get_arch_list() if available else [], "threads": torch.get_num_threads(),
        "bf16": available and torch.cuda.is_bf16_supported(),
    }  # fmt: skip


def _bitsandbytes() -> dict[str, Any]:
    version = importlib.metadata.version("bitsandbytes")
    import bitsandbytes.cextension as extension

    library = extension.lib
    return {"version": version, "library": type(library).__name__, "native": "Error" not in type(library).__name__}
