"""``--list-profiles``: what can be deployed, read from the locks. Standard library only."""

from __future__ import annotations

import json
import sys
from typing import Any

from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.lock import load_lock


def list_profiles(*, as_json: bool) -> int:
    """Write the profiles to stdout, a line each or as JSON."""
    rows = [_row(path.stem) for path in sorted((PROJECT_ROOT / "manifests" / "locks").glob("*.json"))]
    if as_json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    else:
        for row in rows:
            sys.stdout.write(f"{row['profile']:<12}{row['platform']:<10}{row['model']:<14}{row['needs']}\n")
    return 0


def _row(stem: str) -> dict[str, Any]:
    profile, _, platform = stem.rpartition(".")
    try:
        lock = load_lock(PROJECT_ROOT / "manifests" / "locks" / f"{stem}.json")
    except GlmError as error:
        return {"profile": profile, "platform": platform, "model": "unknown", "needs": error.message}
    gpu = lock.needs.get("gpu")
    needs = f"NVIDIA GPU with {gpu['vram_gib']} GiB" if gpu else "no GPU"
    needs += f", {lock.needs.get('memory_gib', '?')} GiB memory, {lock.needs.get('disk_gib', '?')} GiB disk"
    return {"profile": profile, "platform": platform, "model": lock.model.name, "needs": needs}
