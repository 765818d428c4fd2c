"""The launcher's command line: the same parameters as ``Deploy-GLM.ps1``. Standard library only."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from glm_deploy import __version__
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.host.environment import PROVIDERS

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")

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


def _wheel_folder(text: str) -> Path:
    folder = _folder(text)
    # Never repeated: it may hold a password. A drive letter is no scheme, and a folder on Linux may have a colon in its name.
    if _ADDRESS.match(text) and not folder.is_dir():
        raise argparse.ArgumentTypeError("an address where a folder is wanted; an index's address belongs into PIP_INDEX_URL")
    return folder


def find_wheel_folders(given: Sequence[Path]) -> list[str]:
    """The folders of ``--wheels`` in full.

    Raises: GlmError ``usage`` for one that is not there: else gigabytes would come over the network without anybody's wish.
    """
    folders = [path.absolute() for path in given]
    for folder in folders:
        if not folder.is_dir():
            message = f"--wheels names {folder}, where no folder is."
            raise GlmError("usage", message, hint="Correct --wheels, or leave it out.", path=str(folder))
    return [str(folder) for folder in folders]


class UsageError(Exception):
    """What is wrong with a command line, in argparse's words."""


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process: whoever asked for JSON gets an object also for a mistyped option."""

    def error(self, message: str) -> NoReturn:
        from glm_deploy.netconfig import scrub  # Not at import: it brings the network's modules, which a run may need none of.

        raise UsageError(scrub(message))  # It repeats what was typed.


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
    wheels = "a folder with wheels; may be given again"
    result.add_argument("--wheels", type=_wheel_folder, action="append", default=[], metavar="DIR", help=wheels)
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
