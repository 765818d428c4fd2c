"""Where uv must look: what pip is configured for, since uv does not read pip's settings."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping

from glm_deploy.locking.resolve import Sources


def configured_sources(environ: Mapping[str, str] = os.environ) -> Sources:
    """The index and the folders that pip is configured for, by environment variable."""
    links = tuple(shlex.split(environ.get("PIP_FIND_LINKS", ""), posix=os.name != "nt"))
    return Sources(environ.get("PIP_INDEX_URL") or None, links)
