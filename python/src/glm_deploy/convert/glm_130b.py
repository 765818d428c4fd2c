"""GLM-130B from its tensor-parallel SAT files to ``Glm130BForCausalLM``: the ranks' shares are joined while they are read.

Rules of the joining (section 2.4 of the project's notes on GLM): embedding, fused query-key-value and their biases below each other;
output projections of attention and MLP side by side; of the gated MLP first all first halves, then all second halves; the rest is
the same on every rank. Integer shares (the publisher's int8 and int4) are dequantized rank by rank, each with its own scales.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import quantized, sat_forward
from glm_deploy.convert.early import LAYER
from glm_deploy.convert.family import Drop, Family, Part, Plan, RowRange, TensorRule, check_token_ids, number, shown
from glm_deploy.errors import GlmError
from glm_deploy.loading import register_own_models as register

HEAD_DIM = 128
"""Of GLM-130B; read from the rotary table or from a config where there is one."""
_RANK = re.compile(r"^mp_rank_(\d\d)/")
_LAYER_NUMBER = re.compile(r"^mp_rank_00/transformer\.layers\.(\d+)\.")
EMBEDDING = "transformer.word_embeddings.weight"
QKV, DENSE, UP, DOWN = "attention.query_key_value", "attention.dense", "mlp.dense_h_to_4h", "mlp.dense_4h_to_h"


class Sizes(NamedTuple):
    """What the shares add up to."""

    ranks: int
    layers: int
    hidden: int
    heads: int
    inner: int
    vocabulary: int


def share(rank: int, name: str) -> str:
    """Name of a rank's share of a tensor."""
    return f"mp_rank_{rank:02d}/{name}"


def matches(checkpoint: Checkpoint) -> bool:
    """SAT files with a gated MLP and no learned positions."""
    names = checkpoint.tensors
    up, down = checkpoint.shape(share(0, LAYER.format(0) + UP + ".weight")), checkpoint.shape(share(0, LAYER.format(0) + DOWN + ".bias"))
    bias = checkpoint.shape(share(0, LAYER.format(0) + UP + ".bias"))
    known = checkpoint.layout == "sat" and share(0, EMBEDDING) in names and bool(up and down and bias)
    if not known or any(name.endswith("position_embeddings.weight") for name in names):
        return False
    weight = checkpoint.shape(share(0, LAYER.format(0) + DOWN + ".weight"))
    packed = _bits(checkpoint, share(0, LAYER.format(0) + DOWN + ".weight"), None) == 4
    return bool(weight and bias and len(weight) == 2 and bias[0] == 2 * weight[1] * (2 if packed else 1))


def sizes(checkpoint: Checkpoint) -> Sizes:
    """Sizes, from the tensors; a config, where one lies beside them, must agree.

    Raises: GlmError ``checkpoint-config-invalid`` or ``checkpoint-tensor-missing``.
    """
    names = checkpoint.tensors
    ranks = 1 + max(int(match[1]) for name in names if (match := _RANK.match(name)))
    layers = 1 + max(int(match[1]) for name in names if (match := _LAYER_NUMBER.match(name)))
    hidden = _shape(checkpoint, share(0, EMBEDDING), 2)[1]
    vocabulary = sum(_shape(checkpoint, share(rank, EMBEDDING), 2)[0] for rank in range(ranks))
    inner = sum(_shape(checkpoint, share(rank, LAYER.format(0) + UP + ".bias"), 1)[0] for rank in range(ranks)) // 2
    tables = [info.shape[0] for name, info in names.items() if name.endswith("rotary_emb.inv_freq") and len(info.shape) == 1]
    head = 2 * tables[0] if tables else HEAD_DIM
    config = checkpoint.config
    heads = int(number(config, "num_attention_heads", high=4096, default=max(1, hidden // head)))
    found = Sizes(ranks, layers, hidden, heads, inner, vocabulary)
    for key, value in (("num_layers", layers), ("hidden_size", hidden), ("vocab_size", vocabulary)):
        if config.get(key, value) != value:
            raise GlmError("checkpoint-config-invalid", f"The config has {key} = {shown(config[key])}, the tensors make {value}.", key=key)
    if hidden % heads or (hidden // heads) % 2 or heads % ranks:
        message = f"A width of {hidden} with {heads} heads on {ranks} ranks does not divide."
        raise GlmError("checkpoint-config-invalid", message)
    return found


def _shape(checkpoint: Checkpoint, name: str, dimensions: int) -> tuple[int, ...]:
    shape = checkpoint.shape(name)
    if shape is None or len(shape) != dimensions:
        raise GlmError("checkpoint-tensor-missing", f"{name} is {shape or 'not there'}; {dimensions} dimensions are expected.", tensor=name)
    return shape


def _bits(checkpoint: Checkpoint, name: str, columns: int | None) -> int:
    """0 for a plain tensor, 8 or 4 for integers with a scale. ``columns``: of the values; None: told from the bytes a scale has.

    Raises: GlmError ``checkpoint-quantized`` for integers that have no scale or do not fit.
    """
    info = checkpoint.tensors.get(name)
    if info is None or info.dtype not in ("int8", "uint8"):
        return 0
    if name + quantized.SCALE not in checkpoint.tensors:
        raise GlmError("checkpoint-quantized", f"{name} holds {info.dtype} numbers and has no {quantized.SCALE[1:]}.", tensor=name)
    if columns is None:
        columns = _plain_columns(checkpoint, name)
    for bits in (8, 4):
        if info.shape[-1] * 8 // bits == columns:
            return bits
    message = f"{name} is {list(info.shape)}, neither {columns} bytes a row (8 bit) nor half of it (4 bit)."
    raise GlmError("checkpoint-quantized", message, tensor=name)


def _plain_columns(checkpoint: Checkpoint, name: str) -> int:
    """Columns of a share of the down projection, told from the bias of the up projection."""
    bias = _shape(checkpoint, name.replace(DOWN + ".weight", UP + ".bias"), 1)
    return bias[0] // 2


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """``config.json`` of the target; token ids are those of the published vocabulary, scaled models keep them where they fit."""
    size, config = sizes(checkpoint), checkpoint.config
    ids = {"mask_token_id": 150000, "gmask_token_id": 150001, "smask_token_id": 150002, "sop_token_id": 150004, "pad_token_id": 20003}
    ids = {key: int(number(config, key, low=0, default=value)) for key, value in ids.items()}
    stops = config.get("eos_token_id", [150005, 20002])
    if "eos_token_id" in config:
        check_token_ids("eos_token_id", stops, size.vocabulary)
    return {
        "architectures": ["Glm130BForCausalLM"], "model_type": "glm_130b", "vocab_size": size.vocabulary, "hidden_size": size.hidden,
        "intermediate_size": size.inner, "num_hidden_layers": size.layers, "num_attention_heads": size.heads,
        "max_position_embeddings": int(number(config, "max_sequence_length", default=2048)),
        "layer_norm_eps": float(number(config, "layernorm_epsilon", low=1e-12, high=1e-2, default=1e-5)),
        "residual_scale": math.sqrt(2 * size.layers), "rotary_precision": "float32", "rotary_theta": 10000.0,
        "initializer_range": 0.02, "use_cache": True, "tie_word_embeddings": True,
        "bos_token_id": ids["sop_token_id"], "eos_token_id": stops, **ids,
    }  # fmt: skip


def plan(checkpoint: Checkpoint) -> Plan:
    """The tensor rules."""
    size = sizes(checkpoint)
    join = _Join(checkpoint, size)
    join.below("model.embed_tokens.weight", EMBEDDING, (size.vocabulary, size.hidden))
    join.same("model.norm.weight", "transformer.final_layernorm.weight", size.hidden)
    join.same("model.norm.bias", "transformer.final_layernorm.bias", size.hidden)
    for layer in range(size.layers):
        _layer(join, size, LAYER.format(layer), f"model.layers.{layer}.")
    drops = [Drop(name, "rotary table, computed anew") for name in checkpoint.tensors if name.endswith("rotary_emb.inv_freq")]
    return Plan(tuple(join.rules), (*join.drops, *drops))


def _layer(join: _Join, size: Sizes, source: str, target: str) -> None:
    hidden, inner = size.hidden, size.inner
    for norm in ("input_layernorm", "post_attention_layernorm"):
        for kind in ("weight", "bias"):
            join.same(f"{target}{norm}.{kind}", f"{source}{norm}.{kind}", hidden)
    join.below(target + "self_attn.qkv_proj.weight", f"{source}{QKV}.weight", (3 * hidden, hidden))
    join.below(target + "self_attn.qkv_proj.bias", f"{source}{QKV}.bias", (3 * hidden,))
    join.beside(target + "self_attn.o_proj.weight", f"{source}{DENSE}.weight", (hidden, hidden))
    join.same(target + "self_attn.o_proj.bias", f"{source}{DENSE}.bias", hidden)
    join.halves(target + "mlp.up_gate_proj.weight", f"{source}{UP}.weight", (2 * inner, hidden))
    join.halves(target + "mlp.up_gate_proj.bias", f"{source}{UP}.bias", (2 * inner,))
    join.beside(target + "mlp.down_proj.weight", f"{source}{DOWN}.weight", (hidden, inner))
    join.same(target + "mlp.down_proj.bias", f"{source}{DOWN}.bias", hidden)


class _Join:
    """Collects the rules of a plan."""

    def __init__(self, checkpoint: Checkpoint, size: Sizes) -> None:
        self.checkpoint, self.ranks = checkpoint, range(size.ranks)
        self.rules: list[TensorRule] = []
        self.drops: list[Drop] = []

    def _part(self, rank: int, name: str, columns: int | None, rows: RowRange | None = None) -> Part:
        full = share(rank, name)
        bits = _bits(self.checkpoint, full, columns) if columns else 0
        return Part(full, rows, full + quantized.SCALE if bits else None, bits)

    def _add(self, target: str, shape: tuple[int, ...], parts: Sequence[Part], dim: int = 0) -> None:
        self.rules.append(TensorRule(target, shape, tuple(parts), dim))

    def below(self, target: str, name: str, shape: tuple[int, ...]) -> None:
        """Shares below each other."""
        columns = shape[1] if len(shape) == 2 else None
        self._add(target, shape, [self._part(rank, name, columns) for rank in self.ranks])

    def beside(self, target: str, name: str, shape: tuple[int, int]) -> None:
        """Shares side by side."""
        self._add(target, shape, [self._part(rank, name, shape[1] // len(self.ranks)) for rank in self.ranks], dim=1)

    def halves(self, target: str, name: str, shape: tuple[int, ...]) -> None:
        """All first halves of the shares, then all second halves."""
        columns = shape[1] if len(shape) == 2 else None
        half = shape[0] // len(self.ranks) // 2
        cuts = ((0, half), (half, 2 * half))
        self._add(target, shape, [self._part(rank, name, columns, rows) for rows in cuts for rank in self.ranks])

    def same(self, target: str, name: str, width: int) -> None:
        """One tensor that every rank holds; it is taken from rank 0, and the others must equal it."""
        self._add(target, (width,), [Part(share(0, name))])
        self.drops += [Drop(share(rank, name), "held by every rank, taken from rank 0", share(0, name)) for rank in self.ranks[1:]]


FAMILIES = (
    Family(
        "glm_130b", "Glm130BForCausalLM", "glm-130b/1", "GLM-130B in SAT tensor-parallel files, also int4 and int8",
        matches, target_config, plan, "glm-130b", sat_forward.glm_130b, register=register,
    ),
)  # fmt: skip
