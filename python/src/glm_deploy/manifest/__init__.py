"""Manifests: what people write, read strictly. ``Catalog`` is the entry."""

from __future__ import annotations

from glm_deploy.manifest.catalog import Catalog, Manifest
from glm_deploy.manifest.hardware import Compatibility, DriverFloor

__all__ = ["Catalog", "Compatibility", "DriverFloor", "Manifest"]
