"""Wrong number formats are seen in small tensors, vectors and whole checkpoints, and honest numbers are never taken for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from support import chatglm_checkpoint as small

from glm_deploy import events
from glm_deploy.checkpoint import open_checkpoint
from glm_deploy.convert import account, convert_checkpoint, inspection, labels, registry
from glm_deploy.errors import GlmError

State = dict[str, torch.Tensor]
FP16, BF16 = torch.float16, torch.bfloat16
TINY = {
    **small.SMALL, "hidden_size": 16, "kv_channels": 8, "num_attention_heads": 2, "multi_query_group_num": 1, "ffn_hidden_size": 24,
    "num_layers": 1, "padded_vocab_size": 128,
}  # fmt: skip
NORM, BIAS = "layernorm.weight", "query_key_value.bias"
FINAL, HEAD = "transformer.encoder.final_layernorm.weight", "transformer.output_layer.weight"


@pytest.fixture(autouse=True)
def quiet():
    with events.sink(lambda event: None):
        yield


def settle(folder: Path, config: dict, state: State) -> None:
    checkpoint = open_checkpoint(small.write(folder, config, state))
    account.settle(checkpoint, registry.recognise(checkpoint).plan(checkpoint))


def relabelled(state: State, chosen: Callable[[str, torch.Tensor], bool]) -> State:
    other = {FP16: BF16, BF16: FP16}
    return {name: values.view(other[values.dtype]) if chosen(name, values) else values for name, values in state.items()}


CHOICES: dict[str, Callable[[str, torch.Tensor], bool]] = {
    "one norm": lambda name, values: name == FINAL,
    "norms": lambda name, values: name.endswith(NORM),
    "biases": lambda name, values: name.endswith(".bias"),
    "norms and biases": lambda name, values: values.dim() == 1,
    "one matrix": lambda name, values: name.endswith("0.self_attention.dense.weight"),
    "matrices": lambda name, values: values.dim() > 1,
    "all": lambda name, values: True,
}


@pytest.mark.parametrize("dtype", [FP16, BF16], ids=["float16", "bfloat16"])
@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("config", [small.SMALL, TINY], ids=["small", "tiny"])
def test_a_wrong_label_is_refused(config: dict, choice: str, dtype: torch.dtype, tmp_path: Path) -> None:
    state = small.random_state(config, dtype)
    settle(tmp_path / "right", config, state)
    with pytest.raises(GlmError, match="spread like") as caught:
        settle(tmp_path / "wrong", config, relabelled(state, CHOICES[choice]))
    assert caught.value.id == "checkpoint-dtype-mislabelled"


def test_conversion_and_inspection_say_it(tmp_path: Path) -> None:
    state = relabelled(small.random_state(small.SMALL), CHOICES["one norm"])
    source = small.write(tmp_path / "source", small.SMALL, state)
    assert [problem["id"] for problem in inspection.inspect_checkpoint(source).problems] == ["checkpoint-dtype-mislabelled"]
    with pytest.raises(GlmError, match="final_layernorm") as caught:
        convert_checkpoint(source, tmp_path / "out")
    assert (caught.value.id, caught.value.context["tensor"]) == ("checkpoint-dtype-mislabelled", FINAL)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("dtype", [FP16, BF16, torch.float32], ids=["float16", "bfloat16", "float32"])
def test_another_byte_order_is_refused(dtype: torch.dtype, tmp_path: Path) -> None:
    state = small.random_state(small.SMALL, dtype)
    raw = state[HEAD].view(torch.uint8).reshape(-1, dtype.itemsize)
    swapped = {**state, HEAD: raw.flip(1).contiguous().view(dtype).reshape(state[HEAD].shape)}
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(small.write(tmp_path / "source", small.SMALL, swapped), tmp_path / "out")
    assert caught.value.id == "checkpoint-dtype-mislabelled"


def test_a_refusal_leaves_torchs_threads_as_they_were(tmp_path: Path) -> None:
    before, far = torch.get_num_threads(), torch.linspace(1.5e4, 2e4, 64)
    torch.set_num_threads(3)
    try:
        with pytest.raises(GlmError) as caught:
            settle(tmp_path / "source", small.SMALL, {**small.random_state(small.SMALL), FINAL: far.to(FP16)})
        assert "near 2^14" in caught.value.message
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def filled(value: float) -> Callable[[torch.Tensor], torch.Tensor]:
    return lambda values: torch.full_like(values, value)


def spread(low: float, high: float) -> Callable[[torch.Tensor], torch.Tensor]:
    """Numbers evenly over that range of magnitudes, of both signs."""

    def change(values: torch.Tensor) -> torch.Tensor:
        sizes = torch.logspace(low, high, values.numel(), 10.0).reshape(values.shape)
        return sizes * (torch.arange(values.numel()).reshape(values.shape) % 2 * 2 - 1)

    return change


def trained(low: float, high: float) -> Callable[[torch.Tensor], torch.Tensor]:
    return lambda values: low + (high - low) * torch.rand(values.shape, generator=torch.Generator().manual_seed(3))


HONEST: dict[str, tuple[str, Callable[[torch.Tensor], torch.Tensor]]] = {
    "zero norms": (NORM, filled(0)), "norms of one": (NORM, filled(1)), "constant norms": (NORM, filled(0.01)),
    "large norms": (NORM, filled(20)),
    "trained norms": (NORM, trained(0.01, 20)), "narrow norms": (NORM, trained(0.99, 1.01)), "small norms": (NORM, trained(0.01, 0.05)),
    "norms near two": (NORM, trained(1.7, 2.1)), "norms of all sizes": (NORM, spread(-2, 1.3)),
    "zero biases": (BIAS, filled(0)), "huge biases": (BIAS, trained(100, 3e4)), "tiny biases": (BIAS, trained(1e-7, 5e-7)),
    "biases of all sizes": (BIAS, spread(-7, 4)),
    "zero matrices": ("dense.weight", filled(0)), "constant matrices": ("dense.weight", filled(1)),
    "zero embedding": ("embeddings.weight", filled(0)),
    "tiny matrices": ("dense.weight", lambda values: torch.randn(values.shape) * 1e-4), "uniform": ("weight", trained(-0.05, 0.05)),
    "two values": ("dense.weight", torch.sign),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [FP16, BF16, torch.float32], ids=["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("case", HONEST)
@pytest.mark.parametrize("config", [small.SMALL, TINY], ids=["small", "tiny"])
def test_honest_numbers_pass(config: dict, case: str, dtype: torch.dtype, tmp_path: Path) -> None:
    end, change = HONEST[case]
    state = small.random_state(config, torch.float32)
    changed = {name: change(values) if name.endswith(end) else values for name, values in state.items()}
    settle(tmp_path / "source", config, {name: values.to(dtype) for name, values in changed.items()})


@pytest.mark.parametrize("rare", ["one norm", "norms", "biases", "norms and biases", "one matrix"])
@pytest.mark.parametrize("dtype", [FP16, BF16], ids=["float16", "bfloat16"])
def test_both_formats_side_by_side_pass_where_the_labels_are_right(dtype: torch.dtype, rare: str, tmp_path: Path) -> None:
    other = BF16 if dtype is FP16 else FP16
    for config, name in ((small.SMALL, "small"), (TINY, "tiny")):
        state = small.random_state(config, torch.float32)
        settle(tmp_path / name, config, {key: values.to(other if CHOICES[rare](key, values) else dtype) for key, values in state.items()})


def test_vectors_of_any_size_of_number_pass_in_the_wider_formats(tmp_path: Path) -> None:
    for dtype in (BF16, torch.float32):
        state = small.random_state(small.SMALL, dtype)
        for low, high in ((-37, 37), (-37, -30), (20, 37)):
            changed = {name: spread(low, high)(values).to(dtype) if name.endswith(BIAS) else values for name, values in state.items()}
            settle(tmp_path / f"{dtype}{low}{high}", small.SMALL, changed)


def test_few_distinct_numbers_near_one_are_no_misread_ones() -> None:
    near_one = 1 + torch.linspace(0, 0.5, 8192).reshape(64, 128)
    labels.check_block("few", ((near_one * 16).round() / 16).to(torch.float16))
    with pytest.raises(GlmError) as caught:
        labels.check_block("many", near_one.to(torch.float16))
    assert caught.value.id == "checkpoint-dtype-mislabelled"
