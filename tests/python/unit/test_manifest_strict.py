"""The strict YAML reader: what means one thing is read, everything else is refused with file, line, key and a suggestion."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from glm_deploy.errors import GlmError, error_table
from glm_deploy.manifest import strict


def read(tmp_path: Path, text: str | bytes) -> strict.Document:
    path = tmp_path / "sample.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return strict.load(path)


def refusal(tmp_path: Path, text: str | bytes) -> GlmError:
    with pytest.raises(GlmError) as caught:
        read(tmp_path, text)
    error = caught.value
    assert error.id in error_table()
    assert error.hint
    return error


def test_plain_values(tmp_path: Path) -> None:
    document = read(tmp_path, 'a: 1\nb: -2.5\nc: true\nd: null\ne: word\nf: "no"\ng: [1, "x"]\nh:\n  - {i: 2.9.0-0}\n')
    assert document.value == {"a": 1, "b": -2.5, "c": True, "d": None, "e": "word", "f": "no", "g": [1, "x"], "h": [{"i": "2.9.0-0"}]}
    assert document.line(("h", 0, "i")) == 9
    assert document.line(("h", 0, "absent")) == 9


@pytest.mark.parametrize(
    "scalar",
    ["no", "No", "NO", "yes", "on", "Off", "y", "N", "~", "", "True", "FALSE", "Null", "1e3", "1.5E-3", "012", "0o14", "0x1F", "0b11",
     "1_000", "1:30", "190:20:30", "1:30.5", "2026-11-22", "2026-11-22T10:00:00Z", ".inf", "-.INF", ".nan", ".5", "5.", "+1", "-0", "00",
     "01.5", "=", "12345678901234567890", "685e3423", "1,000"],
)  # fmt: skip
def test_ambiguous_scalars_are_refused(tmp_path: Path, scalar: str) -> None:
    error = refusal(tmp_path, f"first: 1\nvalue: {scalar}\n")
    assert error.id == "manifest-ambiguous"
    assert "line 2, value" in error.message
    assert error.context["line"] == 2
    assert "Write" in error.hint


@pytest.mark.parametrize("scalar", ["no", "1e3", "012", "1:30", "2026-11-22", "~", ".inf", "3.12"])
def test_quotes_make_it_a_text(tmp_path: Path, scalar: str) -> None:
    assert read(tmp_path, f"a: \"{scalar}\"\nb: '{scalar}'\n").value == {"a": scalar, "b": scalar}


@pytest.mark.parametrize(
    ("text", "error_id", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "manifest-duplicate-key", 3),
        ("a: {b: 1, b: 2}\n", "manifest-duplicate-key", 1),
        ('a: 1\n"a": 2\n', "manifest-duplicate-key", 2),
        ("a: &x 1\nb: 2\n", "manifest-feature", 1),
        ("a: 1\nb: *x\n", "manifest-feature", 2),
        ("a: !!python/object/apply:os.system ['true']\n", "manifest-feature", 1),
        ("a: !!str 1\n", "manifest-feature", 1),
        ("a: !own x\n", "manifest-feature", 1),
        ("<<: {a: 1}\n", "manifest-feature", 1),
        ("a: 1\n---\nb: 2\n", "manifest-feature", 2),
        ("%YAML 1.1\n---\na: 1\n", "manifest-feature", 1),
        ("? [a, b]\n: 1\n", "manifest-feature", 1),
        ("1: a\n", "manifest-ambiguous", 1),
        ("no: a\n", "manifest-ambiguous", 1),
        ("null: a\n", "manifest-ambiguous", 1),
        (": a\n", "manifest-syntax", 1),
        ("a:\n\t- b\n", "manifest-unreadable", 2),
        ("a: 1\nb: x\0y\n", "manifest-unreadable", 2),
        ("a: 1\nb: x\u202ey\n", "manifest-unreadable", 2),
        ("a: 1\rb: 2\n", "manifest-unreadable", 1),
        ("a: x\u2028y\n", "manifest-unreadable", 1),
        (b"\xef\xbb\xbfa: 1\n", "manifest-unreadable", 1),
        ("a: 1\n".encode("utf-16"), "manifest-unreadable", 1),
        (b"a: 1\nb: \xff\n", "manifest-unreadable", 2),
        (b"a: " + b"x" * 300_000, "manifest-unreadable", 1),
        ("a: " + "[" * 100 + "]" * 100 + "\n", "manifest-feature", 1),
        ("a: " + "[" * 100_000, "manifest-feature", 1),
        ("[" + "1," * 30_000 + "1]\n", "manifest-feature", 1),
        ('a: 1\nb: "x\\0y"\n', "manifest-unreadable", 2),
        ('a: 1\nb: "x\\e[31my"\n', "manifest-unreadable", 2),
        ('a: 1\nb: "x\\ud800y"\n', "manifest-unreadable", 2),
        ('a: 1\n"b\\u202e": 2\n', "manifest-unreadable", 2),
        ('a: 1\nb: "\\U00110000"\n', "manifest-syntax", 1),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "manifest-syntax", 1),
        ("%YAML 1." + "9" * 6000 + "\n---\na: 1\n", "manifest-feature", 1),
        ("%OTHER x\n---\na: 1\n", "manifest-feature", 1),
        *((f"a: x{mark}y\n", "manifest-unreadable", 1) for mark in "\xad\u034f\u061c\u115f\u180e\u3164\uffa0\U000e0100"),
        ("a: [1\nb: 2\n", "manifest-syntax", 2),
        ("a: b: c\n", "manifest-syntax", 1),
        ("a: @x\n", "manifest-syntax", 1),
        ("", "manifest-syntax", 1),
        ("# nothing\n", "manifest-syntax", 1),
    ],
)
def test_refused_forms(tmp_path: Path, text: str | bytes, error_id: str, line: int) -> None:
    error = refusal(tmp_path, text)
    assert (error.id, error.context["line"]) == (error_id, line), error.message
    assert "sample.yaml" in error.message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sample.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(GlmError) as caught:
        strict.load(path)
    assert caught.value.id == "manifest-unreadable"


def test_alias_bomb_ends_at_its_first_anchor(tmp_path: Path) -> None:
    bomb = 'a: &a ["x", "x"]\n' + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))
    assert "anchor &a" in refusal(tmp_path, bomb).message


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "rtx3090.yaml").write_text("a: 1\n")
    with pytest.raises(GlmError) as caught:
        strict.load(tmp_path / "rtx3080.yaml")
    assert caught.value.id == "manifest-missing"
    assert "rtx3090" in caught.value.hint


def test_crlf_is_read_like_lf(tmp_path: Path) -> None:
    assert read(tmp_path, "a: 1\r\nb: x\r\n").value == {"a": 1, "b": "x"}


def assert_same_or_refused(path: Path) -> None:
    refused = None
    mine = None
    try:
        mine = strict.load(path).value
    except GlmError as error:
        refused = error.id
    assert refused in error_table() if refused else mine == yaml.safe_load(path.read_bytes())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex("[a-z]{1,6}", fullmatch=True), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.from_regex("[a-z]{1,6}_", fullmatch=True), VALUES, min_size=1, max_size=4))
def test_what_is_accepted_is_what_pyyaml_reads(tmp_path_factory: pytest.TempPathFactory, value: dict[str, object]) -> None:
    """Whatever a common reader would make of a text, ours makes the same of it or refuses it; never something else."""
    text = yaml.safe_dump(value, allow_unicode=True)
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_bytes(text.encode())
    assert_same_or_refused(path)


@given(st.text(st.sampled_from("ab01:-.~#\n {}[],'\"&*!|>%@yneo_+ex"), max_size=30))
def test_any_text_is_read_or_refused_and_never_read_otherwise_than_by_pyyaml(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_bytes(f"key: {text}\n".encode())
    assert_same_or_refused(path)
