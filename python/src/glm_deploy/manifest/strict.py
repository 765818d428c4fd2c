"""YAML that means one thing only: a small, strict reader for files that people write.

PyYAML parses, but builds nothing: its events are turned into values here, by rules under which no reader of YAML 1.1 or 1.2 could
see something else. What could be read in two ways is refused with file, line, key and what to write instead.
"""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from glm_deploy.errors import GlmError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_VALUES = 20_000

KeyPath = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "", "=", "<<"}
_NUMBER_LIKE = re.compile(
    r"[-+]?(\.(inf|nan)|0[xbo][0-9a-f_]+|[0-9][0-9_,]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9][0-9_]*(e[-+]?[0-9]+)?|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_ESCAPED = re.compile(f"{_UNSEEN.pattern[:-1]}\t\r\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """What a file says, and on which line each value stands (line numbers from 1, by key path)."""

    path: Path
    raw: bytes
    value: Any
    lines: dict[KeyPath, int] = field(repr=False)

    def line(self, keys: Iterable[str | int]) -> int:
        """The line of a value, or of its nearest parent that has one."""
        path = tuple(keys)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def problem(error_id: str, path: Path, line: int, keys: Iterable[str | int], seen: str, hint: str) -> GlmError:
    """An error that names file, line and key, and says what to write instead."""
    key = spell(keys)
    where = f"{path.name}, line {line}" + (f", {key}" if key else "")
    return GlmError(error_id, f"{where}: {seen}", hint=hint, file=str(path), line=line, key=key)


def spell(keys: Iterable[str | int]) -> str:
    """A key path as people write it: ``files[2].sha256``."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)[:200]


def suggest(word: str, known: Iterable[str]) -> str:
    """What was probably meant, as a sentence; the known words where nothing is near."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(choices) or 'nothing'}."


def load(path: Path) -> Document:
    """Read one file.

    Raises: GlmError ``manifest-missing``, ``manifest-unreadable``, ``manifest-syntax``, ``manifest-feature``,
        ``manifest-ambiguous`` or ``manifest-duplicate-key``, each with file, line and key.
    """
    raw = _read(path)
    text = _decode(path, raw)
    try:
        reader = _Reader(path, yaml.parse(text, Loader=yaml.SafeLoader))
        value = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        seen = f"{error.problem or error.context}."
        raise problem("manifest-syntax", path, line, (), seen, "Mend the line; check its indentation and quotes.") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # The scanner lets the latter through for escapes beyond Unicode.
        raise problem("manifest-syntax", path, 1, (), f"{error}.", "Write plain YAML.") from error
    return Document(path, raw, value, reader.lines)


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise problem("manifest-unreadable", path, 1, (), "this is no plain file.", "Put a YAML file in its place.")
        size = status.st_size
        if size > MAX_BYTES:
            seen = f"the file has {size} bytes, the limit is {MAX_BYTES}."
            raise problem("manifest-unreadable", path, 1, (), seen, "Split it, or make sure that it is a manifest at all.")
        return path.read_bytes()
    except FileNotFoundError as error:
        known = [entry.stem for entry in path.parent.glob("*.yaml")] if path.parent.is_dir() else []
        seen = f"There is no {path.parent.name}/{path.name}."
        raise GlmError("manifest-missing", seen, hint=suggest(path.stem, known), file=str(path)) from error
    except OSError as error:
        raise GlmError("manifest-unreadable", f"{path} cannot be read: {error.strerror}.", file=str(path)) from error


def _decode(path: Path, raw: bytes) -> str:
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise problem("manifest-unreadable", path, 1, (), "the file begins with a byte order mark.", "Save it as UTF-8 without BOM.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        seen = f"byte 0x{raw[error.start]:02x} is not UTF-8."
        raise problem("manifest-unreadable", path, line, (), seen, "Save the file as UTF-8.") from error
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.startswith("%"):
            raise problem("manifest-feature", path, number, (), "there is a % directive.", "Remove it.")
        if "\t" in line_text:
            raise problem("manifest-unreadable", path, number, (), "there is a tab.", "Write blanks instead of tabs.")
        if found := _UNSEEN.search(line_text.removesuffix("\r")):
            seen = f"there is the invisible character U+{ord(found[0]):04X}."
            raise problem("manifest-unreadable", path, number, (), seen, "Remove it; readers do not see it.")
        if "\r" in line_text.removesuffix("\r"):
            raise problem("manifest-unreadable", path, number, (), "there is a lone carriage return.", "End lines with a line feed.")
    return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Builds values from parser events, iteratively in depth-checked steps, and notes each value's line."""

    def __init__(self, path: Path, events: Iterator[yaml.Event]) -> None:
        self.path = path
        self.events = events
        self.lines: dict[KeyPath, int] = {}
        self.values = 0

    def document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, (), "a second document begins.", "Write one document per file, without ---.")
                if event.version or event.tags:
                    raise self._refuse(event, (), "there is a % directive.", "Remove it.")
                value = self._value(next(self.events), ())
        if documents == 0:
            raise problem("manifest-syntax", self.path, 1, (), "the file is empty.", "Begin with schema: 1.")
        return value

    def _refuse(self, event: yaml.Event, keys: KeyPath, seen: str, hint: str) -> GlmError:
        return problem("manifest-feature", self.path, _line(event), keys, seen, hint)

    def _value(self, event: yaml.Event, keys: KeyPath) -> Any:
        self._check(event, keys)
        self.lines[keys] = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, keys)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(keys)
        return self._mapping(keys)

    def _check(self, event: yaml.Event, keys: KeyPath) -> None:
        self.values += 1
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(event, keys, f"there is the alias *{event.anchor}.", "Write the value out; aliases are not allowed.")
        if getattr(event, "anchor", None):
            raise self._refuse(event, keys, f"there is the anchor &{getattr(event, 'anchor', '')}.", "Remove it; anchors are not allowed.")
        if getattr(event, "tag", None):
            raise self._refuse(event, keys, f"there is the tag {getattr(event, 'tag', '')}.", "Remove it; the value's form says its type.")
        if len(keys) > MAX_DEPTH:
            raise self._refuse(event, keys[:3], f"values are nested deeper than {MAX_DEPTH}.", "Nest less.")
        if self.values > MAX_VALUES:
            raise self._refuse(event, keys[:3], f"there are more than {MAX_VALUES} values.", "Split the file.")

    def _sequence(self, keys: KeyPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*keys, len(items))))
        return items

    def _mapping(self, keys: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, keys)
            if key in mapping:
                first = self.lines[(*keys, key)]
                seen = f"the key stands twice, first on line {first}."
                raise problem("manifest-duplicate-key", self.path, _line(event), (*keys, key), seen, "Keep one of the two.")
            mapping[key] = None
            line = _line(event)
            mapping[key] = self._value(next(self.events), (*keys, key))
            self.lines[(*keys, key)] = line
        return mapping

    def _key(self, event: yaml.Event, keys: KeyPath) -> str:
        self._check(event, keys)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refuse(event, keys, "a key is a list or a mapping.", "Write a word as the key.")
        if event.value == "<<" and event.style is None:
            raise self._refuse(event, keys, "there is a merge key <<.", "Write the keys out.")
        key = self._scalar(event, (*keys, event.value))
        if not isinstance(key, str):
            raise self._ambiguous(event, (*keys, event.value), f"the key {event.value} is not a text.")
        return key

    def _scalar(self, event: yaml.ScalarEvent, keys: KeyPath) -> Any:
        text: str = event.value
        if found := _ESCAPED.search(text):
            # Quotes allow escapes such as "\0", which the look at the file's own characters cannot see.
            seen = f"the text holds the invisible character U+{ord(found[0]):04X}."
            raise problem("manifest-unreadable", self.path, _line(event), keys, seen, "Remove it; readers do not see it.")
        if event.style is not None:
            return text
        if text in {"true", "false"}:
            return text == "true"
        if text == "null":
            return None
        if _INTEGER.fullmatch(text) and text != "-0":
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if text.lower() in _WORDS or _NUMBER_LIKE.fullmatch(text) or _DATE_LIKE.fullmatch(text):
            raise self._ambiguous(event, keys, f"{text!r} means different things to different readers of YAML.")
        return text

    def _ambiguous(self, event: yaml.ScalarEvent, keys: KeyPath, seen: str) -> GlmError:
        text: str = event.value
        word = text.lower()
        if word in {"y", "yes", "on", "true"}:
            hint = f'Write true, or "{text}" where the word itself is meant.'
        elif word in {"n", "no", "off", "false"}:
            hint = f'Write false, or "{text}" where the word itself is meant.'
        elif word in {"", "~", "null"}:
            hint = 'Write null for nothing, or "" for an empty text.'
        else:
            hint = f'Write "{text}" for a text, or a plain decimal number such as 1000 or 0.5.'
        return problem("manifest-ambiguous", self.path, _line(event), keys, seen, hint)
