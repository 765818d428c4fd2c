"""What a target system accepts: its wheel tags in order of preference, and the values of its environment markers.

Nothing is asked of the running interpreter: a lock for Windows comes out the same wherever it is made.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from packaging import tags
from packaging.markers import Marker
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

# Old names of some manylinux levels; wheels may carry either.
_LEGACY = {(2, 17): "manylinux2014_x86_64", (2, 12): "manylinux2010_x86_64", (2, 5): "manylinux1_x86_64"}


@dataclass(frozen=True)
class Target:
    """A platform (``win-64`` or ``linux-64``) with a Python minor version; ``glibc`` is the oldest supported, Linux only."""

    platform: str
    minor: str
    glibc: str = "2.28"

    @property
    def uv_platform(self) -> str:
        """uv's name of the platform."""
        return "x86_64-pc-windows-msvc" if self.platform == "win-64" else f"x86_64-manylinux_{self.glibc.replace('.', '_')}"

    def accepts(self, marker: str | None) -> bool:
        """Whether an environment marker is true on the target."""
        windows = self.platform == "win-64"
        environment = {
            "implementation_name": "cpython", "implementation_version": f"{self.minor}.0", "platform_python_implementation": "CPython",
            "python_version": self.minor, "python_full_version": f"{self.minor}.0", "platform_release": "", "platform_version": "",
            "os_name": "nt" if windows else "posix", "sys_platform": "win32" if windows else "linux",
            "platform_system": "Windows" if windows else "Linux", "platform_machine": "AMD64" if windows else "x86_64",
        }  # fmt: skip
        return marker is None or Marker(marker).evaluate(environment)

    def rank(self, wheel: str) -> int | None:
        """How well a wheel fits, 0 best; None: not at all, or not a wheel's name."""
        try:
            offered = parse_wheel_filename(wheel)[3]
        except InvalidWheelFilename:
            return None
        order = _order(self)
        return min((order[tag] for tag in offered if tag in order), default=None)


@functools.cache
def _order(target: Target) -> dict[tags.Tag, int]:
    major, minor = (int(part) for part in target.minor.split("."))
    platforms = ["win_amd64"] if target.platform == "win-64" else _linux(target.glibc)
    known = [
        *tags.cpython_tags((major, minor), [f"cp{major}{minor}"], platforms),
        *tags.compatible_tags((major, minor), f"cp{major}{minor}", platforms),
    ]
    return {tag: number for number, tag in reversed(list(enumerate(known)))}


def _linux(glibc: str) -> list[str]:
    major, newest = (int(part) for part in glibc.split("."))
    names: list[str] = []
    for minor in range(newest, 4, -1):
        names.append(f"manylinux_{major}_{minor}_x86_64")
        if legacy := _LEGACY.get((major, minor)):
            names.append(legacy)
    return [*names, "linux_x86_64"]
