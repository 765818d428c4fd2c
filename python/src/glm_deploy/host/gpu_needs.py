"""What nvidia-smi says of the GPU, against the profile's needs, where there is no PowerShell half. Standard library only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from glm_deploy.lock import Lock

SMI_LIMIT_S = 20

Finding = tuple[str, str, bool | None, tuple[str, str, str], str]
"""Id, name, met or not or unknown, (observed, required, evidence), error id."""


@dataclass(frozen=True)
class Card:
    """One line of nvidia-smi's answer; None where it holds no number."""

    name: str
    memory_mib: float | None
    driver: str


def find_gpu_needs(lock: Lock) -> list[Finding]:
    """The GPU, its driver and its memory; what is not known is not judged. Never raises."""
    wanted = lock.needs.get("gpu")
    if not wanted:
        return [("gpu", "NVIDIA GPU", True, ("not needed by this profile", "none", "lock"), "gpu-missing")]
    required = f"NVIDIA GPU with {wanted.get('vram_gib', '?')} GiB"
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return [("gpu", "NVIDIA GPU", False, ("no nvidia-smi, so no NVIDIA driver", required, "PATH"), "gpu-missing")]
    query = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(query, stdin=subprocess.DEVNULL, capture_output=True, timeout=SMI_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [("gpu", "NVIDIA GPU", None, (f"nvidia-smi did not answer: {error}", required, tool), "gpu-missing")]
    text = answer.stdout.decode("utf-8", "replace")
    cards = read_cards(text) if answer.returncode == 0 else []
    said = (text + answer.stderr.decode("utf-8", "replace")).strip()[:200] or f"nvidia-smi ended with {answer.returncode} and said nothing"
    if not cards:
        found = None if answer.returncode == 0 and "no devices" not in said.lower() else False
        return [("gpu", "NVIDIA GPU", found, (said, required, tool), "gpu-missing")]
    # The one with most memory: the model goes there.
    best = max(cards, key=lambda card: card.memory_mib or 0)
    present: Finding = ("gpu", "NVIDIA GPU", True, (best.name, required, tool), "gpu-missing")
    return [present, _driver(best, wanted, tool), _memory(best, wanted, tool)]


def read_cards(text: str) -> list[Card]:
    """Lines ``name, MiB, driver``; a name may hold commas. What has another form is no card."""
    cards = []
    for line in text.splitlines():
        name, *rest = line.rsplit(",", 2)
        if len(rest) == 2 and name.strip():
            memory, driver = (part.strip() for part in rest)
            cards.append(Card(name.strip(), float(memory) if memory.isdigit() else None, driver))
    return cards


def _driver(card: Card, wanted: dict[str, Any], tool: str) -> Finding:
    floor = str(wanted.get("driver_floor_windows" if sys.platform == "win32" else "driver_floor_linux") or "")
    seen, least = _numbers(card.driver), _numbers(floor)
    met = seen >= least if seen and least else None
    return "driver", "NVIDIA driver", met, (card.driver, f"at least {floor}, for CUDA {wanted.get('cuda', '?')}", tool), "driver-too-old"


def _memory(card: Card, wanted: dict[str, Any], tool: str) -> Finding:
    least = float(wanted.get("vram_gib") or 0)
    met = None if card.memory_mib is None else card.memory_mib / 1024 >= least
    seen = "unknown" if card.memory_mib is None else f"{card.memory_mib / 1024:.1f} GiB"
    return "gpu-memory", "GPU memory", met, (seen, f"{least:g} GiB", tool), "gpu-memory"


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()
