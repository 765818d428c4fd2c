"""How fast an artefact answers, and whether its memory grows with every answer."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any

from glm_deploy import leak, measure
from glm_deploy.loading import half_typed

if TYPE_CHECKING:
    import torch

DECODE_TOKENS = 32
PREFILL_TOKENS = 256
GROWTH_TOKENS = 8
GROWTH_EXTENSIONS = 4
"""How often as many samples again are taken while the verdict is undecided."""


class TokenClock:
    """A streamer for ``generate`` that only notes when each token came; the question's own call comes first and is not counted."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._question_seen = False

    def put(self, _tokens: torch.Tensor) -> None:
        """Called by ``generate`` with the question and then with each token."""
        if self._question_seen:
            self.times.append(time.perf_counter())
        self._question_seen = True

    def end(self) -> None:
        """Called by ``generate`` when it stops."""


def greedy(model: Any, tokens: int, *, exactly: bool = False) -> Any:
    """Generation settings without chance: at most (or exactly) that many new tokens, the model's own stop tokens."""
    own = model.generation_config
    return half_typed("transformers").GenerationConfig(
        do_sample=False, num_beams=1, max_new_tokens=tokens, min_new_tokens=tokens if exactly else None,
        eos_token_id=own.eos_token_id, pad_token_id=own.pad_token_id, bos_token_id=own.bos_token_id,
    )  # fmt: skip


def as_manifest(model: Any, generation: dict[str, Any], tokens: int) -> Any:
    """The manifest's generation settings, shortened to that many new tokens."""
    own = model.generation_config
    kept = {key: value for key, value in generation.items() if key != "max_length"}
    stops = {"eos_token_id": own.eos_token_id, "pad_token_id": own.pad_token_id, "bos_token_id": own.bos_token_id}
    return half_typed("transformers").GenerationConfig(**kept, **stops, max_new_tokens=tokens, min_new_tokens=tokens)


def generate(model: Any, question: torch.Tensor, settings: Any, streamer: Any = None) -> torch.Tensor:
    """New token ids [1, n] after a question [1, q]."""
    import torch

    return generate_batch(model, question, torch.ones_like(question), settings, streamer)


def generate_batch(model: Any, ids: torch.Tensor, mask: torch.Tensor, settings: Any, streamer: Any = None) -> torch.Tensor:
    """New token ids [b, n] after left-padded questions [b, q] with their attention mask."""
    import torch

    with torch.inference_mode():
        output = model.generate(
            inputs=ids.to(model.device), attention_mask=mask.to(model.device), generation_config=settings, streamer=streamer
        )
    answer: torch.Tensor = output[:, ids.shape[1] :].cpu()
    return answer


def speeds(model: Any, question: torch.Tensor, repeats: int) -> dict[str, measure.Figure]:
    """Time to first token (s), decoding and prefill (tokens/s): median and range over repeats after one warm-up.

    Prefill is a single forward pass over the question repeated to 256 tokens (or half the context, where that is less).
    """
    settings = greedy(model, DECODE_TOKENS, exactly=True)
    generate(model, question, greedy(model, 2))
    first, decode = [], []
    for _ in range(repeats):
        clock, start = TokenClock(), time.perf_counter()
        generate(model, question, settings, clock)
        first.append(clock.times[0] - start)
        decode.append((len(clock.times) - 1) / (clock.times[-1] - clock.times[0]))
    length, prefill = _prefill(model, question, repeats)
    shape = f"batch 1, question of {question.shape[1]} tokens, greedy"
    return {
        "first_token": measure.figure(first, "s", f"generate() until its first token; {shape}"),
        "decode": measure.figure(decode, "tokens/s", f"{DECODE_TOKENS - 1} tokens after the first, with cache; {shape}"),
        "prefill": measure.figure(prefill, "tokens/s", f"one forward pass over {length} tokens; batch 1"),
    }


def _prefill(model: Any, question: torch.Tensor, repeats: int) -> tuple[int, list[float]]:
    import torch

    limit = getattr(model.config, "max_position_embeddings", None) or 2 * PREFILL_TOKENS
    length = max(1, min(PREFILL_TOKENS, int(limit) // 2))
    ids = question.repeat(1, -(-length // question.shape[1]))[:, :length].to(model.device)
    rates = []
    with torch.inference_mode():
        model(input_ids=ids, use_cache=True)
        for _ in range(repeats):
            start = time.perf_counter()
            model(input_ids=ids, use_cache=True)
            if ids.is_cuda:
                torch.cuda.synchronize()
            rates.append(length / (time.perf_counter() - start))
    return length, rates


def growth(
    model: Any, question: torch.Tensor, generation: dict[str, Any], repeats: int, *, tolerance: float, gauge: measure.Gauge
) -> leak.Growth:
    """Memory after each of several equal generations with the manifest's settings, judged; more samples while undecided."""
    import torch

    settings = as_manifest(model, generation, GROWTH_TOKENS)
    torch.manual_seed(0)
    gc.collect()
    samples: list[int] = []
    verdict = leak.judge(samples, tolerance)
    for _ in range(GROWTH_EXTENSIONS):
        for _ in range(repeats):
            generate(model, question, settings)
            samples.append(_held_bytes(gauge))
        verdict = leak.judge(samples, tolerance)
        if verdict.verdict == "no leak":
            break
    return verdict


def _held_bytes(gauge: measure.Gauge) -> int:
    import torch

    gpu = torch.cuda.memory_allocated() if torch.cuda.is_available() else 0
    return gauge.read() + int(gpu)
