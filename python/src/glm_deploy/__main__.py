"""``python -m glm_deploy run REQUEST.json`` for machines; anything else goes to the people's commands in ``cli``."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Dispatch; the only place besides ``cli`` that turns an outcome into an exit code."""
    if len(arguments) == 2 and arguments[0] == "run":
        from glm_deploy import listing

        listing.begin(sys.prefix)  # Before the rest is imported: its files are compared with its record first of all.
        from glm_deploy.machine import run_request

        return run_request(arguments[1])
    from glm_deploy.cli import main as people

    return people(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
