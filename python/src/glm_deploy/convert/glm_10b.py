"""GLM-10B, GLM-10B-Chinese, GLM-Large-Chinese, GLM-2B and GLM-515M to ``Glm10BForCausalLM``.

Two forms are published: the Hugging Face one (``model_type`` is ``glm``, which is also what transformers calls GLM-4, so the config
must never meet an Auto class), and the training code's ``mp_rank_00_model_states.pt`` with the same tensors under ``module``. The
publisher's own conversion of the latter only unwraps it, and gives GLM-10B-Chinese's [gMASK] (row 50009 of the embedding) the row of
its end-of-piece token (50007); this one does the same.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import early, early_forward
from glm_deploy.convert.family import Drop, Family, Part, Plan, TensorRule, number, shown
from glm_deploy.errors import GlmError
from glm_deploy.loading import register_own_models as register

HEAD_DIM = 64
"""Of every published model; needed for the training code's files, which come without a config."""
EMBEDDING = "word_embeddings.weight"
TABLES = ("position_embeddings", "block_position_embeddings")
COPIED_FROM, COPIED_TO = 50007, 50009
CHINESE_10B_LAYERS = 48
_ENGLISH = {"mask": 50260, "gmask": 50263, "smask": 50264, "sop": 50257, "eos": 50258, "pad": 50256}
_CHINESE = {"mask": 50003, "gmask": 50009, "smask": 50008, "sop": 50006, "eos": 50007, "pad": 50000}
_BERT = {"mask": 103, "sop": 30522, "eos": 30523, "pad": 0}
"""BERT's uncased words and, behind them, the two tokens that the training code adds; it knows one kind of mask."""
ENGLISH, CHINESE, BERT = 50304, 50048, 30592
VOCABULARIES = {ENGLISH: _ENGLISH, CHINESE: _CHINESE, BERT: _BERT}


def prefix(checkpoint: Checkpoint) -> str | None:
    """What stands before every tensor's name; None where the checkpoint is of another kind."""
    for start in ("", "glm.", "mp_rank_00/", "mp_rank_00/glm."):
        names = (EMBEDDING, *(f"transformer.{table}.weight" for table in TABLES), "transformer.layers.0.attention.query_key_value.weight")
        if all(start + name in checkpoint.tensors for name in names):
            return start
    return None


def matches(checkpoint: Checkpoint) -> bool:
    """Learned places in text and answer; of the training code's files only unpartitioned ones."""
    return prefix(checkpoint) is not None and not any(name.startswith("mp_rank_01/") for name in checkpoint.tensors)


def _sizes(checkpoint: Checkpoint) -> early.Width:
    if checkpoint.config:
        size = early.width(checkpoint)
    else:
        start = prefix(checkpoint) or ""
        vocabulary, hidden = _matrix(checkpoint, start + EMBEDDING)
        layers = sum(name.endswith("attention.query_key_value.weight") for name in checkpoint.tensors)
        size = early.Width(layers, hidden, max(1, hidden // HEAD_DIM), 4 * hidden, vocabulary)
    if size.hidden % size.heads:
        raise GlmError("checkpoint-config-invalid", f"A width of {size.hidden} is not made of heads of {HEAD_DIM}.")
    return size


def _matrix(checkpoint: Checkpoint, name: str) -> tuple[int, int]:
    shape = checkpoint.shape(name) or ()
    if len(shape) != 2:
        raise GlmError("checkpoint-shape-mismatch", f"{name} is {list(shape)}, a matrix is expected.", tensor=name)
    return shape[0], shape[1]


def token_ids(checkpoint: Checkpoint, vocabulary: int) -> dict[str, int | None]:
    """Ids of the special tokens: from config, else by vocabulary; None where it has no such token.

    A model of another vocabulary has none: it is then causal unless its user names positions and mask, as the published code expects
    of every user.
    """
    known = VOCABULARIES.get(vocabulary, {})
    keys = {
        "mask_token_id": "mask", "gmask_token_id": "gmask", "smask_token_id": "smask", "sop_token_id": "sop",
        "eos_token_id": "eos", "pad_token_id": "pad",
    }  # fmt: skip
    found: dict[str, int | None] = {}
    for key, name in keys.items():
        value = checkpoint.config.get(key)
        # -1 for "no such token" would make the library warn at every load.
        value = known.get(name) if value is None or value == -1 else value
        if value is not None and (type(value) is not int or not 0 <= value < vocabulary):
            raise GlmError("checkpoint-config-invalid", f"config.json has {key} = {shown(value)}, not one of {vocabulary} tokens.", key=key)
        found[key] = value
    return found


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """``config.json`` of the target."""
    config, size = checkpoint.config, _sizes(checkpoint)
    if config.get("block_position_encoding", True) is not True or config.get("relative_encoding", False) is not False:
        raise GlmError("checkpoint-config-invalid", "config.json asks for positions that no published GLM-10B has.")
    places = _matrix(checkpoint, f"{prefix(checkpoint)}transformer.{TABLES[0]}.weight")[0] - 1
    ids = token_ids(checkpoint, size.vocabulary)
    return {
        "architectures": ["Glm10BForCausalLM"], "model_type": "glm_10b", "vocab_size": size.vocabulary, "hidden_size": size.hidden,
        "intermediate_size": size.inner, "num_hidden_layers": size.layers, "num_attention_heads": size.heads,
        "max_position_embeddings": places, "hidden_act": "gelu", "layer_norm_eps": 1e-5,
        "attention_scale": float(number(config, "attention_scale", low=1e-3, high=1e6, default=1.0)),
        "initializer_range": 0.02, "use_cache": True, "tie_word_embeddings": True,
        "bos_token_id": ids["sop_token_id"], **ids,
    }  # fmt: skip


def plan(checkpoint: Checkpoint) -> Plan:
    """The tensor rules."""
    size, start = _sizes(checkpoint), prefix(checkpoint) or ""
    rules, drops = [], []
    parts, note = _embedding(checkpoint, size, start + EMBEDDING)
    rules.append(TensorRule("model.embed_tokens.weight", (size.vocabulary, size.hidden), parts))
    if note:
        drops.append(note)
    places = _matrix(checkpoint, f"{start}transformer.{TABLES[0]}.weight")[0]
    for table in TABLES:
        rules.append(TensorRule(f"model.{table}.weight", (places, size.hidden), (Part(f"{start}transformer.{table}.weight"),)))
    rules += early.norm_rules("model.norm", start + "transformer.final_layernorm", size.hidden)
    for layer in range(size.layers):
        rules += early.layer_rules(size, start + early.LAYER.format(layer), f"model.layers.{layer}.", Part)
    return Plan(tuple(rules), tuple(drops))


def copies_gmask(checkpoint: Checkpoint) -> bool:
    """Whether this is GLM-10B-Chinese's training file, whose [gMASK] takes the row of another token."""
    size = _sizes(checkpoint)
    chinese = VOCABULARIES.get(size.vocabulary) is _CHINESE and size.layers == CHINESE_10B_LAYERS
    return chinese and checkpoint.layout == "sat"


def _embedding(checkpoint: Checkpoint, size: early.Width, name: str) -> tuple[tuple[Part, ...], Drop | None]:
    """The embedding's parts; in GLM-10B-Chinese's training file [gMASK] has no row of its own yet."""
    if not copies_gmask(checkpoint):
        return (Part(name),), None
    rows = ((0, COPIED_TO), (COPIED_FROM, COPIED_FROM + 1), (COPIED_TO + 1, size.vocabulary))
    note = f"row {COPIED_TO} ([gMASK]) takes the values of row {COPIED_FROM}, as in the publisher's conversion"
    return tuple(Part(name, cut) for cut in rows), Drop(name, note)


def _family(name: str, supports: str, vocabulary: int, tokenizer: str) -> Family:
    def fits(checkpoint: Checkpoint) -> bool:
        if not matches(checkpoint):
            return False
        seen = _matrix(checkpoint, f"{prefix(checkpoint)}{EMBEDDING}")[0]
        return vocabulary == (seen if seen in VOCABULARIES else ENGLISH)

    rules, forward = "glm-10b/2", early_forward.glm_10b
    return Family(name, "Glm10BForCausalLM", rules, supports, fits, target_config, plan, tokenizer, forward, register=register)


FAMILIES = (
    _family("glm_10b", "GLM-10B and GLM-2B, published form or training file", ENGLISH, "glm-10b"),
    _family("glm_10b_chinese", "GLM-10B-Chinese and GLM-Large-Chinese, published form or training file", CHINESE, "glm-10b-chinese"),
    _family("glm_515m", "GLM-515M, published form or training file (its tokenizer is BERT's own and not converted)", BERT, ""),
)
