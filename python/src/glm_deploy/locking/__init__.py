"""Locks: a profile's manifests and uv's resolution, turned into one JSON that machines read. ``make_lock`` and ``write`` are the entry."""

from __future__ import annotations

from glm_deploy.locking.build import make_lock, write
from glm_deploy.locking.model_files import pin_model_files, rewrite_files

__all__ = ["make_lock", "pin_model_files", "rewrite_files", "write"]
