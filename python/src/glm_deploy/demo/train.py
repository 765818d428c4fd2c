"""Trains the demo model: the tokenizer on the poems' text, then a GLM in ChatGLM3's chat format.

Three measures make the poems outlive quantization: noise on the linear weights while training, weights rounded to bfloat16 at the
end, and a pull of the mean logit to ANCHOR, as large models have it, so that logits have a scale that errors compare with.
Measured against float32 (relative L2): bfloat16 0.2 %, int8 0.4 %, nf4 with double quantization 2 %.
"""

from __future__ import annotations

import io
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glm_deploy import events
from glm_deploy.demo.poems import POEMS, Poem, question, question_with_author
from glm_deploy.errors import GlmError

if TYPE_CHECKING:
    import torch

PIECES = 887
"""SentencePiece vocabulary; with the nine special tokens 896 ids, a multiple of 64."""
SPECIALS = ("[MASK]", "[gMASK]", "[sMASK]", "sop", "eop", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>")
END = 2
STEPS, WARMUP, LEARNING_RATE = 240, 20, 6e-3
WEIGHT_NOISE, ANCHOR, ANCHOR_WEIGHT = 0.07, 8.0, 0.05
SHAPE: dict[str, Any] = {
    "hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
    "head_dim": 32, "partial_rotary_factor": 0.5, "rms_norm_eps": 1e-5, "max_position_embeddings": 8192, "attention_bias": True,
    "tie_word_embeddings": False, "pad_token_id": 0, "eos_token_id": END, "bos_token_id": None,
    "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5},
}  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """The result: weights (bfloat16 values in float32), the SentencePiece model's bytes, and facts worth telling."""

    model: Any
    tokenizer: bytes
    facts: dict[str, Any]


@dataclass(frozen=True)
class Lesson:
    """Token ids [2 n, length] and labels of the same shape (-100 where nothing is to be learned): first the questions by title,
    then the same poems asked for by title and author."""

    ids: torch.Tensor
    labels: torch.Tensor


def train_tokenizer() -> bytes:
    """A SentencePiece BPE model as ChatGLM3's: byte fallback, no normalisation, a dummy prefix."""
    import sentencepiece

    lines = [line for poem in POEMS for line in (question(poem), question_with_author(poem), poem.text)]
    target = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=target, model_type="bpe", vocab_size=PIECES, byte_fallback=True,
        normalization_rule_name="identity", add_dummy_prefix=True, remove_extra_whitespaces=False, character_coverage=1.0,
        num_threads=1, unk_id=0, bos_id=1, eos_id=END, pad_id=-1, max_sentencepiece_length=4, minloglevel=2,
    )  # fmt: skip
    return target.getvalue()


def lesson(tokenizer: bytes) -> Lesson:
    """Every poem in ChatGLM3's chat format: ``[gMASK] sop <|user|> newline question <|assistant|> newline poem </s>``."""
    import sentencepiece
    import torch

    pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
    special = {name: PIECES + index for index, name in enumerate(SPECIALS)}

    def turn(poem: Poem, asked: str) -> tuple[list[int], list[int]]:
        newline = pieces.encode("\n")
        head = [special["[gMASK]"], special["sop"], special["<|user|>"], *newline, *pieces.encode(asked), special["<|assistant|>"]]
        return head, [*newline, *pieces.encode(poem.text), END]

    turns = [turn(poem, ask(poem)) for ask in (question, question_with_author) for poem in POEMS]
    length = max(len(head) + len(answer) for head, answer in turns)
    ids = torch.zeros(len(turns), length, dtype=torch.long)
    labels = torch.full_like(ids, -100)
    for row, (head, answer) in enumerate(turns):
        ids[row, : len(head) + len(answer)] = torch.tensor(head + answer)
        labels[row, len(head) : len(head) + len(answer)] = torch.tensor(answer)
    return Lesson(ids, labels)


def train(seed: int, steps: int = STEPS) -> Trained:
    """Train from a seed.

    Raises: GlmError ``demo-not-learned`` when the trained model would not recite every poem.
    """
    import torch
    from transformers import GlmConfig, GlmForCausalLM

    started = time.monotonic()
    tokenizer = train_tokenizer()
    taught = lesson(tokenizer)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model: Any = GlmForCausalLM(GlmConfig(vocab_size=PIECES + len(SPECIALS), **SHAPE))
        torch.nn.init.normal_(model.model.embed_tokens.weight, std=0.5)
        _fit(model, taught, steps)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.bfloat16().float())
    model.eval()
    facts = {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "steps": steps,
        "margin": round(_margin(model, taught), 3),
        "seconds": round(time.monotonic() - started, 1),
    }
    return Trained(model, tokenizer, facts)


def _fit(model: Any, taught: Lesson, steps: int) -> None:
    import torch

    linears = [module for module in model.model.modules() if isinstance(module, torch.nn.Linear)]
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.0, betas=(0.9, 0.98))
    progress = events.Progress("train the demo model", steps, "steps")
    for step in range(steps):
        rate = LEARNING_RATE * min(1.0, (step + 1) / WARMUP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        for group in optimizer.param_groups:
            group["lr"] = max(rate, LEARNING_RATE * 0.01)
        rows = torch.arange(len(POEMS)) + len(POEMS) * torch.randint(0, 2, (len(POEMS),))
        clean = [linear.weight.detach().clone() for linear in linears]
        with torch.no_grad():
            for linear in linears:
                linear.weight.add_(torch.randn_like(linear.weight) * linear.weight.std() * WEIGHT_NOISE)
        torch.autograd.backward(_loss(model, taught.ids[rows], taught.labels[rows]))
        with torch.no_grad():
            for linear, weight in zip(linears, clean, strict=True):
                linear.weight.copy_(weight)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        progress.at(step + 1)


def _loss(model: Any, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    import torch

    wanted = labels[:, 1:]
    learned = wanted != -100
    logits = model.lm_head(model.model(ids[:, :-1]).last_hidden_state[learned])
    loss: torch.Tensor = torch.nn.functional.cross_entropy(logits, wanted[learned])
    loss += ANCHOR_WEIGHT * ((logits.mean(-1) + ANCHOR) ** 2).mean()
    return loss


def _margin(model: Any, taught: Lesson) -> float:
    """Smallest lead, in logits, of a right token over the best wrong one; positive means that greedy decoding recites all."""
    import torch

    wanted = taught.labels[:, 1:]
    learned = wanted != -100
    with torch.no_grad():
        logits = model(taught.ids[:, :-1]).logits[learned]
    right = logits.gather(-1, wanted[learned, None])[:, 0]
    best_wrong = logits.scatter(-1, wanted[learned, None], float("-inf")).amax(-1)
    margin = float((right - best_wrong).min())
    if not margin > 0:
        raise GlmError("demo-not-learned", f"After training a wrong token leads by {-margin:.3f} logits.", margin=margin)
    return margin
