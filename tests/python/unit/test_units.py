"""Sizes and counts keep their meaning at every scale."""

from __future__ import annotations

import pytest

from glm_deploy.units import count_text, size_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (645_000, "629.9 KiB"), (5 << 20, "5.0 MiB"), (3 << 40, "3072.00 GiB")],
)
def test_sizes(value: int, text: str) -> None:
    assert size_text(value) == text


@pytest.mark.parametrize(("value", "text"), [(300_224, "300,224"), (1_200_896, "1.20 M"), (6_243_584_000, "6.24 G")])
def test_counts(value: int, text: str) -> None:
    assert count_text(value) == text
