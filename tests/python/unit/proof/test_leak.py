"""Slopes with their uncertainty, and the verdict on growth."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glm_deploy.leak import judge, theil_sen

MIB = 1 << 20


def test_a_clean_line():
    slope, low, high, intercept = theil_sen([5.0 + 3.0 * index for index in range(12)])
    assert (slope, intercept) == (3.0, 5.0)
    assert low == pytest.approx(3.0)
    assert high == pytest.approx(3.0)


def test_one_step_of_the_allocator_does_not_tilt_the_line():
    values = [100.0] * 10
    values[4] = 5000.0
    slope, low, high, _ = theil_sen(values)
    assert slope == 0
    assert low <= 0 <= high


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    chance = random.Random(3)
    hits = 0
    for _ in range(400):
        _, low, high, _ = theil_sen([10 * index + chance.gauss(0, 50) for index in range(16)])
        hits += low <= 10 <= high
    assert 0.90 <= hits / 400 <= 0.995


def test_a_leak_is_a_leak_also_in_noise():
    chance = random.Random(1)
    samples = [int(500 * MIB + index * MIB + chance.gauss(0, 0.3 * MIB)) for index in range(18)]
    found = judge(samples)
    assert found.verdict == "leak"
    assert found.low <= MIB <= found.high
    assert found.warm_up == 6


def test_warm_up_is_no_leak():
    samples = [int((400 + min(index, 4) * 10) * MIB) for index in range(15)]
    assert judge(samples).verdict == "no leak"


def test_growth_below_the_tolerance_does_not_count():
    samples = [500 * MIB + index * 1000 for index in range(18)]
    assert judge(samples, tolerance=4096).verdict == "no leak"
    assert judge(samples, tolerance=10).verdict == "leak"


def test_wild_noise_and_few_samples_are_undecided():
    chance = random.Random(5)
    assert judge([int(chance.gauss(500, 200)) * MIB for _ in range(12)]).verdict == "undecided"
    few = judge([1, 2, 3])
    assert few.verdict == "undecided"
    assert few.as_dict()["low"] is None
    assert few.as_dict()["unit"] == "bytes/generation"


def test_the_drawn_line_passes_through_the_samples():
    samples = [1000 + 10 * index for index in range(12)]
    found = judge(samples, tolerance=1)
    assert found.intercept + found.slope * 11 == samples[11]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1 << 40), min_size=2, max_size=30))
def test_limits_enclose_the_slope(values):
    slope, low, high, _ = theil_sen([float(value) for value in values])
    assert low <= slope <= high
    assert not math.isnan(low)
