"""Values in the words that the report uses."""

import pytest

from glm_deploy.report import view, words


@pytest.mark.parametrize(
    ("count", "said"), [(None, "not known"), (0, "0 bytes"), (2048, "2.0 KiB"), (5 << 30, "5.00 GiB"), (-3072, "-3.0 KiB")]
)
def test_sizes(count, said):
    assert words.size(count) == said


def test_durations():
    assert [words.duration(value) for value in (0.03, 12.34, 125)] == ["30 ms", "12.3 s", "2 min 5 s"]


def test_quoting_for_shells():
    assert view.quoted("/a/b", False) == "/a/b"
    assert view.quoted("/it's here", False) == "'/it'\"'\"'s here'"
    assert view.quoted("C:\\Program Files\\x", True) == "& 'C:\\Program Files\\x'"
