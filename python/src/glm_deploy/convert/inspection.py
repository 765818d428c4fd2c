"""``glm-deploy inspect``: what a checkpoint is, what is wrong with it, and how much memory it would need."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from glm_deploy.checkpoint import Checkpoint, blobs, open_checkpoint
from glm_deploy.convert import account, job, registry, side_files, stream
from glm_deploy.errors import GlmError
from glm_deploy.units import count_text, size_text

GIB = float(1 << 30)
BYTES_PER_WEIGHT = {"float32": 4.0, "bfloat16": 2.0, "int8": 1.0, "nf4": (4 + 8 / 64 + 32 / (64 * 256)) / 8}
"""Bytes a weight takes: nf4 has 4 bits and, per block of 64, an 8-bit scale with a 32-bit second scale per 256 of these."""

CONTEXT = 2048
_TOKENIZERS = {
    "tokenizer.json": "fast (tokenizer.json)", "tokenizer.model": "SentencePiece or tiktoken (tokenizer.model)",
    "ice_text.model": "SentencePiece (ice_text.model)", "cog-pretrain.model": "SentencePiece (cog-pretrain.model)",
    "vocab.json": "BPE (vocab.json)",
}  # fmt: skip


@dataclass(frozen=True)
class Inspection:
    """What ``inspect_checkpoint`` found.

    Attributes:
        family: name of the family, None where it is not known or the checkpoint cannot be opened.
        described: the family in words, empty where it is not known.
        parameters: number of weights of the target; of the source where the family is unknown.
        dtypes: element type to number of source tensors.
        tensors: number of source tensors.
        layout: how the weights are stored.
        size_bytes: size of the weight files.
        tokenizer: kind of tokenizer, in words.
        problems: ``{id, message, hint}`` of everything that a conversion would refuse.
        notes: findings that do not stop it.
        memory: per quantization: weights, cache and total in bytes, and the arithmetic in words.
    """

    family: str | None
    parameters: int
    dtypes: dict[str, int]
    tensors: int
    layout: str | None
    size_bytes: int
    tokenizer: str
    problems: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    described: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)


def inspect_checkpoint(source: Path) -> Inspection:
    """Look at a checkpoint without converting or changing anything; problems are findings here, not exceptions."""
    problems: list[dict[str, str]] = []
    try:
        checkpoint = open_checkpoint(source)
    except GlmError as error:
        return Inspection(None, 0, {}, 0, None, 0, _tokenizer(source), (_problem(error),), ())
    dtypes: dict[str, int] = {}
    for info in checkpoint.tensors.values():
        dtypes[info.dtype] = dtypes.get(info.dtype, 0) + 1
    family, described, memory, notes = None, "", {}, list(_notes(checkpoint))
    parameters = sum(info.elements for info in checkpoint.tensors.values())
    try:
        found = registry.recognise(checkpoint)
        family, described = found.name, found.supports
        config = found.target_config(checkpoint)
        notes += found.notes(checkpoint)
        plan = found.plan(checkpoint)
        parameters = job.parameters(plan)
        if "vocab_size" in config:
            memory = memory_needs(parameters, config)
        else:
            notes.append(f"no model of its own: it goes before one, and takes {size_text(2 * parameters)} of memory beside it")
        account.settle(checkpoint, plan)
        stream.check_ties(checkpoint, plan.drops)
        notes += side_files.check_tokenizer(checkpoint, found)
    except GlmError as error:
        problems.append(_problem(error))
    finally:
        blobs.release()
    size = sum(path.stat().st_size for path in checkpoint.files)
    return Inspection(
        family, parameters, dtypes, len(checkpoint.tensors), checkpoint.layout, size, _tokenizer(source), tuple(problems),
        tuple(notes), memory, described,
    )  # fmt: skip


def memory_needs(parameters: int, config: dict[str, Any], context: int = CONTEXT) -> dict[str, dict[str, Any]]:
    """Memory for inference per quantization.

    Embedding, output and norms stay in 16 bit when the linear layers are quantized. The cache holds keys and values of ``context``
    tokens, or as many as the model can take, in 16 bit. Activations and the library's own share come on top and are not counted.
    """
    context = min(context, int(config.get("max_position_embeddings", context)))
    hidden, vocabulary = int(config["hidden_size"]), int(config["vocab_size"])
    ends = min(parameters, hidden * vocabulary * (1 if config.get("tie_word_embeddings") else 2))
    heads = int(config.get("num_key_value_heads") or config["num_attention_heads"])
    width = int(config.get("head_dim") or hidden // int(config["num_attention_heads"]))
    layers = int(config["num_hidden_layers"])
    cache = 2 * layers * heads * width * context * 2
    needs = {}
    for name, per_weight in BYTES_PER_WEIGHT.items():
        kept = per_weight if per_weight >= 2 else 2.0
        weights = round(ends * kept + (parameters - ends) * per_weight)
        words = (
            f"{count_text(parameters - ends)} weights x {per_weight:.3g} B + {count_text(ends)} in embedding and output"
            f" x {kept:.3g} B = {size_text(weights)}; cache 2 x {layers} layers x {heads} heads x {width}"
            f" x {context} tokens x 2 B = {size_text(cache)}"
        )
        needs[name] = {
            "weights_bytes": weights, "cache_bytes": cache, "total_bytes": weights + cache, "context_tokens": context, "arithmetic": words,
        }  # fmt: skip
    return needs


def _notes(checkpoint: Checkpoint) -> tuple[str, ...]:
    notes = list(checkpoint.notes)
    said = checkpoint.config.get("torch_dtype") or checkpoint.config.get("dtype")
    floats = {info.dtype for info in checkpoint.tensors.values() if "float" in info.dtype}
    if said and floats and str(said) not in floats:
        notes.append(f"config.json says {str(said)[:40]}, the tensors are {', '.join(sorted(floats))}")
    if checkpoint.config.get("quantization_bit") and any("int" in info.dtype for info in checkpoint.tensors.values()):
        bits = str(checkpoint.config["quantization_bit"])[:40]
        notes.append(f"quantized by its publisher to {bits} bit; the lost precision does not come back")
    return tuple(notes)


def _tokenizer(source: Path) -> str:
    found = [what for name, what in _TOKENIZERS.items() if (source / name).is_file()]
    return found[0] if found else "none found"


def _problem(error: GlmError) -> dict[str, str]:
    return {"id": error.id, "message": error.message, "hint": error.hint}
