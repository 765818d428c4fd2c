"""SentencePiece's normalisation table with SentencePiece's result.

SentencePiece walks through a text and replaces the longest key of the table that begins where it stands. The library's
``Precompiled`` looks a short grapheme up as a whole, takes the shortest key that begins it and drops the rest; in a long grapheme it
looks up single characters. So a kana or a Hangul syllable in parts, or a ligature with an accent, comes out otherwise.

Here the library never gets to choose. A key of several characters is a character and others that may only follow, each of its
beginnings is a key too, and its value is what Unicode's composition (NFC) makes of its characters' own values
(``test_tokenizers_charsmap.py`` holds that). So a WALL is put before each mark that does not continue a key, a CUT before each that
does; the table then sees single characters and takes the cuts out; NFC composes between walls; the walls are taken out. Both are
control characters that SentencePiece takes out as well and over which it composes nothing, so a text may hold them itself.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable

from tokenizers import Regex, normalizers

CUT, WALL = "\u0001", "\u0002"
HAS_VALUE, IS_VALUE = 1 << 8, 1 << 31
MARKS = r"\p{M}\p{Cf}\p{Cn}\x{E33}\x{EB3}\x{16D67}"
"""What may change or join the character before it. A wall too many does nothing: the unassigned are those that a later Unicode may
make marks; the letters are Thai's and Lao's AM, which join a grapheme, and one that composes."""


def steps(charsmap: bytes, whole: Iterable[str]) -> list[normalizers.Normalizer]:
    """Normalizers that together do what SentencePiece does with the table.

    Args:
        charsmap: the table, as the model holds it.
        whole: user-defined pieces; SentencePiece passes over them, so that no mark continues their last character.
    """
    table = keys(charsmap)
    continuing = {key[-1] for key in table if len(key) > 1}
    follow = continuing | {key for key, value in table.items() if len(key) == 1 and value[:1] in continuing}
    passed = list(whole)
    at_wall = [f"(?![{_class(continuing)}])", f"(?!{_inside(table)})"]
    if passed:
        at_wall.append(f"(?<=[{_class({name[-1] for name in passed})}])(?<={'|'.join(map(re.escape, passed))})")
    wall = rf"(?=[{MARKS}{_class(follow)}])(?!\A)(?:{'|'.join(at_wall)})"
    return [
        normalizers.Replace(Regex(wall), WALL),
        normalizers.Replace(Regex(rf"(?=[{_class(continuing)}])(?<=[^{WALL}])"), CUT),
        normalizers.Precompiled(_without(charsmap, WALL)),
        normalizers.NFC(),
        normalizers.Replace(WALL, ""),
    ]


def keys(charsmap: bytes) -> dict[str, str]:
    """The table's keys and values.

    The table is the size of a double array, the array, and the values, each ended by a zero. A unit of the array is a label, the way
    to its children (a unit's place is its parent's base xor its own label) and perhaps the sign that the child with label 0 is a value.
    """
    (size,) = struct.unpack_from("<I", charsmap)
    units, values = struct.unpack_from(f"<{size // 4}I", charsmap, 4), charsmap[4 + size :]
    labels: dict[int, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        if not unit & IS_VALUE and unit & 0xFF:
            labels[at ^ unit & 0xFF].append(unit & 0xFF)
    found: dict[str, str] = {}
    waiting = [(0, b"")]
    while waiting:
        at, key = waiting.pop()
        base = at ^ _offset(units[at])
        if units[at] & HAS_VALUE:
            start = units[base] & ~IS_VALUE
            found[key.decode()] = values[start : values.index(0, start)].decode()
        waiting += [(base ^ label, key + bytes([label])) for label in labels[base]]
    return found


def _offset(unit: int) -> int:
    return (unit >> 10) << ((unit & (1 << 9)) >> 6)


def _without(charsmap: bytes, char: str) -> bytes:
    """The table without the key ``char``, which has one byte: its unit loses the sign of a value."""
    at = 4 + 4 * (_offset(struct.unpack_from("<I", charsmap, 4)[0]) ^ ord(char))
    unit = struct.unpack_from("<I", charsmap, at)[0] & ~HAS_VALUE
    return charsmap[:at] + struct.pack("<I", unit) + charsmap[at + 4 :]


def _inside(table: Iterable[str]) -> str:
    """A pattern of the places inside of keys: behind a key's beginning, before its last character."""
    first: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key in table:
        if len(key) > 1:
            first[key[-1]][key[1:-1]].add(key[0])
    alike: dict[str, set[str]] = defaultdict(set)
    for last, ways in first.items():
        alike[_behind(ways)].add(last)
    return "(?:" + "|".join(f"(?=[{_class(last)}])(?:{behind})" for behind, last in alike.items()) + ")"


def _behind(ways: dict[str, set[str]]) -> str:
    """Lookbehinds for a key's beginnings, given as middle and possible first characters; middles with the same firsts share one."""
    shared: dict[tuple[str, int], set[str]] = defaultdict(set)
    for middle, firsts in ways.items():
        shared[_class(firsts), len(middle)].add(middle)  # A lookbehind has one length.
    return "|".join(sorted(f"(?<=[{firsts}]{_any(middles, size)})" for (firsts, size), middles in shared.items()))


def _any(middles: set[str], size: int) -> str:
    if size < 2:
        return f"[{_class(middles)}]" if size else ""
    return "(?:" + "|".join(sorted("".join(rf"\x{{{ord(c):X}}}" for c in middle) for middle in middles)) + ")"


def _class(chars: Iterable[str]) -> str:
    """The inner part of a character class."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(rf"\x{{{a:X}}}" if a == b else rf"\x{{{a:X}}}-\x{{{b:X}}}" for a, b in runs)
