"""The strict reading behind ``lock.load_lock``: every value's type and form is checked, and unknown keys are refused.

Standard library only. ``Node`` knows its place in the file, so a message says ``packages.3.12[4].sha256`` and what stands there.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, NoReturn

from glm_deploy import files, lock_tables
from glm_deploy.errors import GlmError
from glm_deploy.lock import SCHEMA, Conda, CondaPackage, Lock, LockInput, Model, ModelFile, Package, Tool
from glm_deploy.retry import RetryPolicy

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MINOR = re.compile(r"3\.\d{1,2}")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_]{0,98}")
_WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]*-[A-Za-z0-9.!+_]+(?:-\d[A-Za-z0-9_.]*)?-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+\.whl")
_CONDA = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+!-]{0,126}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TEMPLATE = re.compile(r"(?:[^{}]|\{(?:repo|revision|file)\})+")
_URL = re.compile(r"(?:https?|file)://[^\s\x00-\x1f\\]+")
_TOP = {
    "schema", "profile", "platform", "generated_by", "inputs", "python", "conda", "indexes", "packages", "model", "stack", "needs",
    "artefacts", "generation", "smoke", "retry", "limits_s",
}  # fmt: skip


class Node:
    """A JSON value and its place; the methods return it as the asked type or raise ``lock-invalid``."""

    def __init__(self, value: Any, place: str, path: Path) -> None:
        self.value, self.place, self.path = value, place, path

    def fail(self, expected: str) -> NoReturn:
        """Refuse this value."""
        seen = repr(self.value)
        shown = seen if len(seen) <= 120 else seen[:117] + "..."
        self._complain(f"is {shown}, expected {expected}")

    def keys(self, required: set[str], optional: frozenset[str] = frozenset()) -> dict[str, Node]:
        """An object with exactly these keys."""
        found = self.items()
        if missing := required - set(found):
            self._complain(f"has no {min(missing)!r}")
        if unknown := set(found) - required - optional:
            self._complain(f"has the unknown key {min(unknown)!r}")
        return found

    def items(self) -> dict[str, Node]:
        """An object with any keys."""
        if not isinstance(self.value, dict):
            self.fail("an object")
        return {key: Node(value, f"{self.place}.{key}" if self.place else key, self.path) for key, value in self.value.items()}

    def array(self) -> list[Node]:
        """An array."""
        if not isinstance(self.value, list):
            self.fail("an array")
        return [Node(value, f"{self.place}[{index}]", self.path) for index, value in enumerate(self.value)]

    def table(self) -> dict[str, Any]:
        """An object whose inside its users check."""
        self.items()
        return dict(self.value)

    def text(self, pattern: re.Pattern[str] | None = None, expected: str = "text") -> str:
        """A string without control characters (but line feeds and tabs), whole-matching ``pattern``."""
        text: Any = self.value
        if not isinstance(text, str) or not text or _CONTROL.search(text) or (pattern and not pattern.fullmatch(text)):
            self.fail(expected)
        return text

    def sha256(self) -> str:
        """64 lower-case hex digits."""
        return self.text(_SHA256, "64 lower-case hex digits")

    def size(self) -> int:
        """Bytes."""
        if type(self.value) is not int or not 0 <= self.value < 1 << 48:
            self.fail("a size in bytes")
        return int(self.value)

    def relative(self, *, single: bool = False) -> str:
        """A safe relative POSIX name; ``single``: without folders."""
        name = self.text()
        try:
            files.check_relative_name(name)
        except GlmError:
            self.fail("a plain relative name")
        if single and "/" in name:
            self.fail("a file name without folders")
        return name

    def urls(self) -> tuple[str, ...]:
        """Addresses, at least one."""
        found = tuple(node.text(_URL, "an http, https or file address") for node in self.array())
        return found or self.fail("at least one address")

    def _complain(self, complaint: str) -> NoReturn:
        where = self.place or "the whole"
        raise GlmError("lock-invalid", f"{self.path.name}: {where} {complaint}.", path=str(self.path), place=self.place)


def parse(path: Path, data: bytes) -> Lock:
    """A lock from its bytes; see ``lock.load_lock``."""
    try:
        raw = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise GlmError("lock-invalid", f"The lock {path} is not JSON: {error}.", path=str(path)) from error
    if any("\ud800" <= character <= "\udfff" for character in json.dumps(raw, ensure_ascii=False)):
        raise GlmError("lock-invalid", f"The lock {path} holds half a character, which no file can be given.", path=str(path))
    root = Node(raw, "", path)
    schema = raw.get("schema") if isinstance(raw, dict) else None
    if type(schema) is not int or schema != SCHEMA:
        raise GlmError("lock-invalid", f"{path.name} has schema {schema!r}, this version reads {SCHEMA}.", path=str(path))
    top = root.keys(_TOP)
    indexes = {key: _index(node) for key, node in top["indexes"].items().items()}
    python = top["python"].keys({"implementation", "versions"})
    if python["implementation"].value != "cpython":
        python["implementation"].fail("'cpython'")
    versions = tuple(node.text(_MINOR, "a minor version such as '3.12'") for node in python["versions"].array())
    packages = {minor: _packages(node, indexes) for minor, node in top["packages"].items().items()}
    if set(versions) != set(packages) or not versions:
        top["packages"].fail(f"packages for exactly {', '.join(versions) or 'one version or more'}")
    return Lock(
        path=path, digest=hashlib.sha256(data).hexdigest(), raw=raw,
        profile=top["profile"].text(_NAME, "a name"), platform=top["platform"].text(re.compile("win-64|linux-64"), "win-64 or linux-64"),
        inputs=tuple(_input(node) for node in top["inputs"].array()), python_versions=versions, conda=_conda(top["conda"]),
        indexes=indexes, packages=packages, model=_model(top["model"]),
        stack=lock_tables.stack(top["stack"]), needs=lock_tables.needs(top["needs"]),
        artefacts=lock_tables.artefacts(top["artefacts"]), generation=lock_tables.generation(top["generation"]),
        smoke=lock_tables.smoke(top["smoke"]), retry=_retry(top["retry"]), limits_s=lock_tables.limits(top["limits_s"]),
    )  # fmt: skip


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:100]!r} stands twice in one object")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _input(node: Node) -> LockInput:
    item = node.keys({"path", "sha256"})
    return LockInput(item["path"].relative(), item["sha256"].sha256())


def _index(node: Node) -> str | None:
    url = node.keys({"url"})["url"]
    return None if url.value is None else url.text(_URL, "an http, https or file address, or null")


def _packages(node: Node, indexes: dict[str, str | None]) -> tuple[Package, ...]:
    found: dict[str, Package] = {}
    for entry in node.array():
        item = entry.keys({"name", "version", "file", "size", "sha256", "index"})
        if item["index"].text() not in indexes:
            item["index"].fail(f"one of {', '.join(indexes)}")
        size = None if item["size"].value is None else item["size"].size()
        file = item["file"]
        file.relative(single=True)
        name, version = item["name"].text(_NAME, "a package's name"), item["version"].text(_VERSION, "a version")
        file.text(_WHEEL, "a wheel's file name")
        package = Package(name, version, file.value, size, item["sha256"].sha256(), item["index"].text())
        key = normalize(name)
        wheel_name, wheel_version = package.file.split("-")[:2]
        if normalize(wheel_name) != key or not same_version(wheel_version, version):
            file.fail(f"a wheel of {package.name} {package.version}")
        if key in found:
            entry.fail(f"one wheel of {package.name} only")
        found[key] = package
    return tuple(found.values())


def normalize(name: str) -> str:
    """A package's name as indexes compare it: lower case, runs of ``-_.`` as one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


def same_version(seen: str, wanted: str) -> bool:
    """Whether two spellings mean one version (a folder writes ``_`` where the lock writes ``-``, and may drop leading zeros)."""
    return plain_version(seen) == plain_version(wanted)


def plain_version(text: str) -> str:
    """A version in its plainest spelling, for comparing only."""
    return re.sub(r"(?<![0-9a-z])0+(?=[0-9])", "", text.lower().replace("_", ".").replace("-", "."))


def _conda(node: Node) -> Conda | None:
    if node.value is None:
        return None
    item = node.keys({"micromamba", "channel", "packages"})
    tool = item["micromamba"].keys({"version", "file", "size", "sha256", "urls"})
    channel = item["channel"].keys({"name", "urls"})
    micromamba = Tool(
        tool["version"].text(_CONDA, "a version"), tool["file"].relative(single=True), tool["size"].size(),
        tool["sha256"].sha256(), tool["urls"].urls(),
    )  # fmt: skip
    packages = tuple(_conda_package(entry) for entry in item["packages"].array())
    return Conda(micromamba, channel["name"].text(_CONDA, "a name"), channel["urls"].urls(), packages)


def _conda_package(node: Node) -> CondaPackage:
    part = node.keys({"name", "version", "build", "subdir", "file", "size", "sha256"})
    subdir = part["subdir"].text(re.compile("win-64|linux-64|noarch"), "win-64, linux-64 or noarch")
    file, size, sha256 = part["file"].relative(single=True), part["size"].size(), part["sha256"].sha256()
    name, version, build = (part[key].text(_CONDA, f"a plain {key}") for key in ("name", "version", "build"))
    return CondaPackage(name, version, build, subdir, file, size, sha256)


def _model(node: Node) -> Model:
    item = node.keys({"name", "family", "repo", "revision", "licence", "source", "files"})
    source = item["source"].items()
    if "kind" in source and source["kind"].value == "hub":
        source = item["source"].keys({"kind", "urls"})
        for node in source["urls"].array():
            node.text(_TEMPLATE, "an address whose only braces are {repo}, {revision} and {file}")
        source["urls"].urls()
    else:
        source = item["source"].keys({"kind", "path"})
        source["kind"].text(re.compile("folder"), "folder or hub")
        source["path"].relative()
    found: dict[str, ModelFile] = {}
    for entry in item["files"].array():
        part = entry.keys({"name", "size", "sha256"})
        name = part["name"].relative()
        if name.lower() in found:
            part["name"].fail("a name that stands once, also where case does not count")
        found[name.lower()] = ModelFile(name, part["size"].size(), part["sha256"].sha256())
    licence = None if item["licence"].value is None else item["licence"].table()
    revision = item["revision"].text(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "a commit or a word")
    name = item["name"].text(_NAME, "a name")
    repo = "" if item["repo"].value is None else item["repo"].text(re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*"), "owner/name")
    return Model(name, item["family"].text(_NAME, "a name"), repo, revision, licence, item["source"].table(), tuple(found.values()))


def _retry(node: Node) -> RetryPolicy:
    try:
        return RetryPolicy.from_dict(node.table())
    except ValueError as error:
        node._complain(f"is no retry policy: {error}")
