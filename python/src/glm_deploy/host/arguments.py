"""The launcher's command line: the same parameters as ``Deploy-GLM.ps1``. Standard library only."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from glm_deploy import __version__
from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.host.environment import PROVIDERS

EPILOG = """examples:
  python3 python/deploy.py --profile demo             the whole pipeline on a tiny model, about two minutes
  python3 python/deploy.py --profile demo --json      the same, with one JSON object on stdout
  python3 python/deploy.py --profile cpu --what-if    say what would be done, change nothing
  python3 python/deploy.py --repair                   check every hash of what is deployed, redo what is damaged
  python3 python/deploy.py --rollback                 the deployment before; once more goes forward again
  python3 python/deploy.py --list-profiles

Running it again repairs or confirms in seconds. contract/exit-codes.json lists the exit codes."""


_SHOWN_ROOT = r"%%LOCALAPPDATA%%\DeployGLM" if sys.platform == "win32" else "~/.local/share/deploy-glm"


def default_root() -> Path:
    """Where everything goes unless ``--root`` says otherwise. Raises: RuntimeError for an account without a home folder."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "DeployGLM"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "deploy-glm"


def _folder(text: str) -> Path:
    # An unset variable in a script must not deploy into whatever folder the script happens to be in.
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError("an empty folder name")
    return Path(text)


class UsageError(Exception):
    """What is wrong with a command line, in argparse's words."""


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process: whoever asked for JSON gets an object also for a mistyped option."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def parser() -> argparse.ArgumentParser:
    """The parser; ``--help`` costs no more than the standard library."""
    result = _Parser(
        prog="deploy.py", description="Bring a GLM to a verified, quantized, measured state on this machine, or repair it.",
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    result.add_argument("--profile", help="what to deploy, a name of --list-profiles")
    result.add_argument("--root", type=_folder, default=None, help=f"where everything is made (default: {_SHOWN_ROOT})")
    result.add_argument("--environment-provider", choices=PROVIDERS, default="auto", help="who makes the Python environment (here: venv)")
    result.add_argument("--python-path", type=Path, help="the Python to build the environment from (default: the one that runs this)")
    result.add_argument("--wheels", type=Path, action="append", default=[], metavar="DIR", help="a folder with wheels; may be given again")
    result.add_argument("--offline", action="store_true", help="use only what is here: the cache and --wheels folders")
    result.add_argument("--force", action="store_true", help="do every stage again")
    result.add_argument("--repair", action="store_true", help="hash every file again, packages too, and prove the model again")
    result.add_argument("--rollback", action="store_true", help="go back to the deployment before, after checking it")
    result.add_argument("--what-if", action="store_true", help="say what would be done, change nothing")
    result.add_argument("--log-path", type=_folder, help="folder for the logs (default: <root>/logs)")
    result.add_argument("--lock-path", type=Path, help="another lock than manifests/locks/<profile>.<platform>.json")
    result.add_argument("--list-profiles", action="store_true", help="list the profiles and what they need")
    result.add_argument("--verbose", action="store_true", help="show every event")
    result.add_argument("--quiet", action="store_true", help="show nothing but failures")
    result.add_argument("--json", action="store_true", help="one result object on stdout, everything else on stderr")
    result.add_argument("--version", action="version", version=f"Deploy-GLM {__version__}, {PROJECT_ROOT}")
    return result
