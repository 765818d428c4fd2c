"""Where packages come from: what pip is configured for decides. Standard library only; pip itself need not be installed.

Read in pip's order: machine, user and environment files, ``PIP_CONFIG_FILE``, then ``PIP_*`` variables; a later one wins.
"""

from __future__ import annotations

import configparser
import importlib.util
import os
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from glm_deploy.errors import GlmError
from glm_deploy.netconfig import Network, from_environment

_KEYS = ("index-url", "extra-index-url", "find-links", "no-index", "proxy", "cert", "client-cert")
_SECTIONS = ("global", "install")
_DEFAULT = re.compile(r"PyPI\s*=\s*PackageIndex\(\s*[\"'](https://[^\"']+)[\"']")


@dataclass(frozen=True)
class Settings:
    """Network, standard indexes in order (without credentials: the network holds them), and folders or pages of links."""

    network: Network
    indexes: tuple[str, ...]
    find_links: tuple[str, ...]
    no_index: bool


def load_settings(
    environ: Mapping[str, str] | None = None, *, index_url: str | None = None, find_links: Sequence[str] = ()
) -> Settings:
    """The settings of this machine and user.

    Args:
        environ: the environment's variables; index_url: takes the place of the configured index; find_links: come before the
            configured ones.
    Raises: GlmError ``network-settings-invalid`` naming the file that cannot be read.
    """
    environ = os.environ if environ is None else environ
    pip = read_pip_options(environ)
    network = from_environment(environ, pip)
    first = index_url or pip.get("index-url") or ""
    network, indexes = network.with_credentials_of([first, *pip.get("extra-index-url", "").split()])
    network, links = network.with_credentials_of([*find_links, *_paths(pip.get("find-links", ""))])
    no_index = pip.get("no-index", "").lower() in {"1", "true", "yes", "on", "y", "t"} and index_url is None
    return Settings(network, tuple(dict.fromkeys(indexes)), tuple(dict.fromkeys(links)), no_index)


def _paths(value: str) -> list[str]:
    """Folders with blanks work where pip's file gives one a line."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    return [part for line in lines for part in ([line] if Path(line).is_dir() else line.split())]


def read_pip_options(environ: Mapping[str, str]) -> dict[str, str]:
    """pip's options that matter here, by their long names."""
    found: dict[str, str] = {}
    for path in config_files(environ):
        found.update(_read_file(path))
    for name, value in environ.items():
        key = name.upper()[4:].lower().replace("_", "-")
        if name.upper().startswith("PIP_") and key in _KEYS and value:
            found[key] = value
    return found


def config_files(environ: Mapping[str, str]) -> list[Path]:
    """pip's configuration files that exist, in the order in which they are read."""
    named = environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    windows = os.name == "nt"
    name = "pip.ini" if windows else "pip.conf"
    home = Path(environ.get("USERPROFILE" if windows else "HOME") or "~").expanduser()
    if windows:
        machine = [Path(environ.get("ProgramData", r"C:\ProgramData"), "pip", name)]
        user = [home / "pip" / name, Path(environ.get("APPDATA") or home / "AppData" / "Roaming", "pip", name)]
    else:
        shared = environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
        machine = [Path(folder, "pip", name) for folder in shared if folder] + [Path("/etc", name)]
        user = [home / ".pip" / name, Path(environ.get("XDG_CONFIG_HOME") or home / ".config", "pip", name)]
    site = [Path(sys.base_prefix, name), Path(sys.prefix, name)]
    places = machine + user + site + ([Path(named)] if named else [])
    return [path for path in dict.fromkeys(places) if path.is_file()]


def _read_file(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig", errors="replace"))
    except (OSError, configparser.Error) as error:
        # The parser's text may repeat a line, and with it a password.
        kind = type(error).__name__
        raise GlmError("network-settings-invalid", f"pip's configuration {path} cannot be read ({kind}).", path=str(path)) from None
    found = {}
    for section in _SECTIONS:
        for key, value in parser.items(section) if parser.has_section(section) else []:
            long = key.lower().replace("_", "-").removeprefix("--")
            if long in _KEYS and value:
                found[long] = value
    return found


def default_index() -> str | None:
    """pip's own default index, read from the pip at hand or from the one that Python carries for new environments; None without both."""
    for text in _pip_sources():
        if match := _DEFAULT.search(text):
            return match.group(1).rstrip("/") + "/simple/"
    return None


def _pip_sources() -> list[str]:
    member = "pip/_internal/models/index.py"
    spec = importlib.util.find_spec("pip")
    library = Path(os.__file__).parent
    places = [Path(spec.origin).parents[1] / member] if spec and spec.origin else []
    texts = [path.read_text(encoding="utf-8") for path in [*places, library / "site-packages" / member] if path.is_file()]
    folders = (library / "ensurepip" / "_bundled", Path("/usr/share/python-wheels"))
    for wheel in [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]:
        try:
            with zipfile.ZipFile(wheel) as archive:
                texts.append(archive.read(member).decode("utf-8"))
        except (OSError, KeyError, zipfile.BadZipFile):
            continue
    return texts
