"""Figures and gauges."""

import sys

import pytest

from glm_deploy import measure


def test_figure_has_median_range_unit_and_method():
    found = measure.figure([3.0, 1.0, 2.0], "s", "a clock").as_dict()
    assert found == {"median": 2.0, "low": 1.0, "high": 3.0, "repeats": 3, "unit": "s", "how": "a clock"}


def test_threads():
    assert measure.usable_threads(300_000) == 1
    assert measure.usable_threads(6_000_000_000) >= 1


def test_the_gauge_follows_a_large_allocation():
    gauge = measure.memory_gauge()
    assert gauge is not None
    before = gauge.read()
    block = bytearray(64 << 20)
    block[:: 1 << 12] = b"x" * len(block[:: 1 << 12])
    assert gauge.read() - before > 48 << 20
    assert "process" in gauge.how


def test_a_gauge_that_stands_still_is_not_believed(monkeypatch):
    monkeypatch.setattr(measure.Gauge, "read", lambda self: 1000)
    assert measure.memory_gauge() is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can start a new peak for a process")
def test_peak_starts_anew():
    measure.reset_peak()  # On a GPU the first call makes the driver's context, whose memory is not what is tested.
    block = bytearray(64 << 20)
    block[:: 1 << 12] = b"x" * len(block[:: 1 << 12])
    with_block, how = measure.peak_bytes()
    del block
    assert measure.reset_peak()
    without, _ = measure.peak_bytes()
    assert with_block is not None
    assert without is not None
    assert with_block - without > 48 << 20
    assert "VmHWM" in how


def test_peak_is_at_least_what_is_held_or_unknown():
    peak, how = measure.peak_bytes()
    assert how
    assert peak is None or peak > 1 << 20
