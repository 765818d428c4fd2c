"""The host half where there is no PowerShell: lock, preflight, environment, packages, then one call of the model half.

Standard library only; ``python/deploy.py`` is its front door.
"""
