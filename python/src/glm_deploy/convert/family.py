"""What a family of checkpoints must say so that it can be converted: data only, carried out by ``stream`` and ``verify``.

A family never reads weights itself. Its plan names, for each target tensor, the rows of source tensors that it is made of;
so the same plan drives the streaming writer, the account of every tensor and the sampled comparison, and a test can alter it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint

RowRange = tuple[int, int]

MAX_STOPS = 100
SHOWN = 80
"""Characters of a value that a message shows."""


class Remark(str):
    """A note for the record and for ``inspect`` that nobody need be warned of."""

    __slots__ = ()


@dataclass(frozen=True)
class Part:
    """Rows of one source tensor, in order.

    Attributes:
        tensor: the source tensor's name.
        rows: half-open range of the first dimension; None for all.
        scale: for the publisher's integer weights, the name of the scale tensor ``[out]``; the value is ``q * scale[row]``.
        bits: 8 or 4 with ``scale`` (4: two columns a byte, high nibble first, so the part has twice the columns); else 0.
    """

    tensor: str
    rows: RowRange | None = None
    scale: str | None = None
    bits: int = 0


@dataclass(frozen=True)
class TensorRule:
    """One target tensor: its parts joined along ``dim`` (0: below each other, 1: side by side)."""

    target: str
    shape: tuple[int, ...]
    parts: tuple[Part, ...]
    dim: int = 0


@dataclass(frozen=True)
class Drop:
    """A source tensor that the target does not hold, and why.

    ``same_as`` names a used source tensor that it must equal bit for bit (a tied weight stored twice); a difference is
    ``convert-tied-differs``.
    """

    tensor: str
    reason: str
    same_as: str | None = None


@dataclass(frozen=True)
class Plan:
    """How each target tensor is made, and what is left out."""

    rules: tuple[TensorRule, ...]
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True)
class Family:
    """One kind of source checkpoint.

    Attributes:
        name: e.g. ``chatglm3``; also what ``tokenizers.convert_tokenizer`` is asked for, unless ``tokenizer`` says otherwise.
        architecture: class of the target, e.g. ``GlmForCausalLM``.
        rules: name and version of the mapping, e.g. ``chatglm-to-glm/1``; stands in the record and so in the key.
        supports: one line for people: what it recognises.
        matches: whether a checkpoint is of this kind, by config fields and tensor names; must be false for every other family.
        target_config: the complete ``config.json`` of the target, without ``dtype`` (the writer adds it). Checks the source's
            numbers and raises ``checkpoint-config-invalid`` for impossible ones.
        plan: the tensor rules. Raises GlmError where a tensor is missing or has the wrong shape.
        tokenizer: family name for ``convert_tokenizer``; None: the same as ``name``; "": none is converted; ``native``: copied.
        forward: an independent computation of the logits from the source, for ``--verify forward``: takes the checkpoint, token
            ids ``[batch, length]``, how many layers to run, and the dtype that weights are rounded to; computes in float32.
        answer: what of the converted model, given the same token ids, must equal that; its logits unless the target is no language model.
        obstacle: why ``forward`` cannot compute this checkpoint, in words; None: it can.
        notes: what of the source does not stop a conversion but should be known, in words; for the summary, the record and ``inspect``.
        register: called before the target class is needed (own model classes register themselves with transformers).
    """

    name: str
    architecture: str
    rules: str
    supports: str
    matches: Callable[[Checkpoint], bool]
    target_config: Callable[[Checkpoint], dict[str, Any]]
    plan: Callable[[Checkpoint], Plan]
    tokenizer: str | None = None
    forward: Callable[[Checkpoint, Any, int, str], Any] | None = None
    answer: Callable[[Any, Any], Any] = lambda model, tokens: model(tokens).logits
    obstacle: Callable[[Checkpoint], str | None] = lambda checkpoint: None
    notes: Callable[[Checkpoint], tuple[str, ...]] = lambda checkpoint: ()
    register: Callable[[], None] = lambda: None


def rename(target: str, source: str, shape: tuple[int, ...]) -> TensorRule:
    """A target tensor that is a source tensor, unchanged."""
    return TensorRule(target, shape, (Part(source),))


def rows_of(target: str, source: str, shape: tuple[int, ...], rows: RowRange) -> TensorRule:
    """A target tensor that is a block of rows of a source tensor."""
    return TensorRule(target, shape, (Part(source, rows),))


def shown(value: Any) -> str:
    """A value from outside for a message: as Python writes it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def check_token_ids(key: str, value: Any, vocabulary: int, file: str = "config.json") -> None:
    """Refuse anything but an id of the vocabulary or a short list of them.

    Raises: GlmError ``checkpoint-config-invalid``.
    """
    from glm_deploy.errors import GlmError

    ids = value if isinstance(value, list) else [value]
    if not 0 < len(ids) <= MAX_STOPS or not all(type(item) is int and 0 <= item < vocabulary for item in ids):
        message = f"{file} has {key} = {shown(value)}, outside the vocabulary of {vocabulary} tokens."
        raise GlmError("checkpoint-config-invalid", message, key=key)


def check_no_prefix(checkpoint: Checkpoint) -> None:
    """Refuse a model whose config counts on a tuned prefix that is not there: without it the answers are those of another model.

    Raises: GlmError ``checkpoint-config-invalid``.
    """
    from glm_deploy.errors import GlmError

    length = checkpoint.config.get("pre_seq_len")
    if length and not any("prefix_encoder." in name for name in checkpoint.tensors):
        raise GlmError(
            "checkpoint-config-invalid", f"config.json has pre_seq_len = {shown(length)}, but the files hold no prefix.",
            hint="Convert the prefix as a checkpoint of its own, and take pre_seq_len out of this config.json for the model without it.",
            key="pre_seq_len",
        )  # fmt: skip


def number(
    config: Mapping[str, Any], key: str, *, low: float = 1, high: float = 1 << 24, default: float | None = None, file: str = "config.json"
) -> Any:
    """A number of a config within sensible bounds.

    Returns: the value as it stands, int or float. Raises: GlmError ``checkpoint-config-invalid`` with key and value.
    """
    from glm_deploy.errors import GlmError

    value = config.get(key, default)
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not fits or (isinstance(low, int) and isinstance(high, int) and not float(value).is_integer()):
        raise GlmError(
            "checkpoint-config-invalid", f"{file} has {key} = {shown(value)}, expected a number from {low} to {high}.",
            key=key, value=repr(value)[:200],
        )  # fmt: skip
    return value
