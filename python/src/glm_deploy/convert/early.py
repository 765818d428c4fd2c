"""What the checkpoints of ChatGLM-6B, GLM-10B and GLM-130B have in common: the names of a layer's tensors and their new names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from glm_deploy.checkpoint import blobs
from glm_deploy.checkpoint.table import Checkpoint, TensorInfo
from glm_deploy.convert.family import Drop, Part, TensorRule, number
from glm_deploy.errors import GlmError

LAYER = "transformer.layers.{}."
COMPARE_BYTES = 4 << 20
SAMPLES = 64


class Width(NamedTuple):
    """Sizes of a model of these generations."""

    layers: int
    hidden: int
    heads: int
    inner: int
    vocabulary: int


PartOf = Callable[[str], Part]
"""Makes a part of a source tensor's name; the place where the publisher's quantization enters."""


def width(checkpoint: Checkpoint, *, inner: str | None = None) -> Width:
    """The widths in config, checked. ``inner``: the config key of the MLP's width; None: four times the model's.

    Raises: GlmError ``checkpoint-config-invalid``.
    """
    config = checkpoint.config
    hidden = int(number(config, "hidden_size", high=1 << 17))
    heads = int(number(config, "num_attention_heads", high=4096))
    if hidden % heads or (hidden // heads) % 4:
        raise GlmError("checkpoint-config-invalid", f"config.json has {heads} heads for a width of {hidden}, which does not divide.")
    wide = int(number(config, inner, high=1 << 20, default=4 * hidden)) if inner else 4 * hidden
    return Width(int(number(config, "num_layers", high=1024)), hidden, heads, wide, int(number(config, "vocab_size")))


def norm_rules(target: str, source: str, hidden: int) -> list[TensorRule]:
    """Weight and bias of a LayerNorm."""
    return [TensorRule(f"{target}.{kind}", (hidden,), (Part(f"{source}.{kind}"),)) for kind in ("weight", "bias")]


def layer_rules(size: Width, source: str, target: str, part: PartOf) -> list[TensorRule]:
    """All tensors of one layer whose MLP is a plain one."""
    hidden, inner = size.hidden, size.inner
    rules = norm_rules(target + "input_layernorm", source + "input_layernorm", hidden)
    rules += norm_rules(target + "post_attention_layernorm", source + "post_attention_layernorm", hidden)
    for new, old, rows, columns in (
        ("self_attn.qkv_proj", "attention.query_key_value", 3 * hidden, hidden),
        ("self_attn.o_proj", "attention.dense", hidden, hidden),
        ("mlp.up_proj", "mlp.dense_h_to_4h", inner, hidden),
        ("mlp.down_proj", "mlp.dense_4h_to_h", hidden, inner),
    ):
        rules.append(TensorRule(f"{target}{new}.weight", (rows, columns), (part(f"{source}{old}.weight"),)))
        rules.append(TensorRule(f"{target}{new}.bias", (rows,), (Part(f"{source}{old}.bias"),)))
    return rules


def rotary_drops(checkpoint: Checkpoint) -> list[Drop]:
    """The rotary tables in the files; the published loaders ignore them too."""
    return [Drop(name, "rotary table, computed anew") for name in checkpoint.tensors if name.endswith("rotary_emb.inv_freq")]


_EQUAL: dict[tuple[object, ...], bool] = {}


def equal(one: TensorInfo | None, other: TensorInfo | None) -> bool:
    """Whether two tensors hold the same bytes; a sample first, so that different ones cost nothing, and each pair once."""
    if one is None or other is None or (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    key = (one.name, other.name, *_identity(one.blob.file), *_identity(other.blob.file))
    if key not in _EQUAL:
        jump = max(COMPARE_BYTES, one.nbytes // SAMPLES)
        sampled = all(_same(one, other, start, 4096) for start in range(0, one.nbytes, jump))
        _EQUAL[key] = sampled and all(_same(one, other, start, COMPARE_BYTES) for start in range(0, one.nbytes, COMPARE_BYTES))
        blobs.release()
    return _EQUAL[key]


def _identity(path: Path) -> tuple[object, ...]:
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns, status.st_ino


def _same(one: TensorInfo, other: TensorInfo, start: int, count: int) -> bool:
    first = bytearray(min(count, one.nbytes - start))
    second = bytearray(len(first))
    one.blob.read_into(start, memoryview(first))
    other.blob.read_into(start, memoryview(second))
    return first == second
