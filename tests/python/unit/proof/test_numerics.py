"""Relative errors and the first NaN or Inf."""

import math

import pytest
import torch

from glm_deploy.numerics import RelativeError, first_nonfinite_weight, watch_nonfinite


def test_relative_error_over_several_pairs():
    error = RelativeError()
    assert error.add(torch.tensor([3.0, 4.4]), torch.tensor([3.0, 4.0])) == pytest.approx(0.08, rel=1e-6)
    error.add(torch.tensor([0.0, 0.0]), torch.tensor([0.0, 12.0]))
    assert error.value == pytest.approx(math.sqrt((0.16 + 144) / (25 + 144)), rel=1e-6)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_values_that_are_not_finite_are_never_averaged_away(bad):
    error = RelativeError()
    error.add(torch.ones(1000), torch.ones(1000))
    assert error.add(torch.tensor([1.0, bad]), torch.ones(2)) == math.inf
    assert error.value == math.inf


def test_a_zero_reference():
    assert RelativeError().add(torch.zeros(2), torch.zeros(2)) == 0.0
    assert RelativeError().add(torch.ones(2), torch.zeros(2)) == math.inf


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU(), torch.nn.Linear(4, 4), torch.nn.Tanh())


def test_watch_names_the_first_layer_in_execution_order():
    model = network()
    with torch.no_grad():
        model[2].weight[1, 1] = math.nan
    with watch_nonfinite(model) as found, torch.inference_mode():
        model(torch.ones(3, 4))
    assert [(bad.layer, bad.tensor, bad.nan, bad.inf, bad.shape) for bad in found] == [("2", "output", 3, 0, (3, 4))]
    assert "3 NaN" in found[0].sentence()
    assert not any(module._forward_hooks for module in model.modules())


def test_watch_sees_what_a_later_layer_would_hide():
    model = network()
    with torch.no_grad():
        model[2].bias[0] = math.inf
    with watch_nonfinite(model) as found:
        assert bool(torch.isfinite(model(torch.ones(1, 4))).all())
    assert (found[0].layer, found[0].inf) == ("2", 1)


def test_watch_finds_nothing_in_a_sound_model():
    with watch_nonfinite(network()) as found:
        network()(torch.ones(1, 4))
    assert found == []


def test_first_bad_weight():
    state = {
        "a.weight": torch.ones(2),
        "b.count": torch.tensor([1]),
        "c.d.bias": torch.tensor([1.0, math.nan]),
        "e.weight": torch.tensor(math.inf),
    }
    bad = first_nonfinite_weight(state.items())
    assert bad is not None
    assert (bad.layer, bad.tensor) == ("c.d", "bias")
    assert first_nonfinite_weight([("a.weight", torch.ones(2))]) is None
