"""Where uv must look: what pip is configured for, since uv does not read pip's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping

from glm_deploy.locking.resolve import Sources
from glm_deploy.pip_settings import read_pip_options


def configured_sources(environ: Mapping[str, str] | None = None) -> Sources:
    """pip's index, folders of wheels, proxy and certificates, in uv's words.

    Extra indexes are left out: a lock must not depend on what one machine has beside the standard index.
    Addresses may hold passwords, so they go by environment variable and never onto a command line.
    """
    given = os.environ if environ is None else environ
    pip = read_pip_options(given)
    variables = {}
    if pip.get("index-url"):
        variables["UV_DEFAULT_INDEX"] = pip["index-url"]
    if pip.get("cert") and not given.get("SSL_CERT_FILE"):
        variables["SSL_CERT_FILE"] = pip["cert"]
    if pip.get("proxy"):
        variables.update(HTTP_PROXY=pip["proxy"], HTTPS_PROXY=pip["proxy"])
    links = [part for line in pip.get("find-links", "").splitlines() for part in line.split()]
    if links:
        variables["UV_FIND_LINKS"] = ",".join(links)
    return Sources(variables)
