"""The fixed prompts: as token ids, and what the model must answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

SPARE_TOKENS = 8
"""Room beyond the expected answer, so that a model that runs on is seen to run on."""


@dataclass(frozen=True)
class Prompt:
    """A question and its expected answer; ``whole``: the answer must end there, else it must only begin so."""

    user: str
    expect: str
    whole: bool

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Prompt:
        """From the lock's ``{user, expect, match?}``; ``match`` is ``prefix`` (default) or ``whole``."""
        return cls(str(raw["user"]), str(raw["expect"]), raw.get("match", "prefix") == "whole")

    def matches(self, answer: str) -> bool:
        """Whether an answer is the expected one; blanks at both ends do not count."""
        seen, wanted = answer.strip(), self.expect.strip()
        return seen == wanted if self.whole else seen.startswith(wanted)


@dataclass(frozen=True)
class Tokens:
    """Token ids of a prompt: ``question`` [1, q] up to where the answer begins, ``whole`` [1, n] with the expected answer."""

    question: torch.Tensor
    whole: torch.Tensor

    @property
    def answer_length(self) -> int:
        """Tokens of the expected answer; at least one."""
        return max(1, self.whole.shape[1] - self.question.shape[1])


def encode(tokenizer: Any, prompt: Prompt) -> Tokens:
    """Apply the artefact's own chat template to the question, and to the question with its answer."""
    turns = [{"role": "user", "content": prompt.user}]
    answered = [*turns, {"role": "assistant", "content": prompt.expect}]
    question = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    whole = tokenizer.apply_chat_template(answered, add_generation_prompt=False, return_tensors="pt", return_dict=True)
    return Tokens(question["input_ids"], whole["input_ids"])


def left_padded(questions: list[torch.Tensor], pad: int | None) -> tuple[torch.Tensor, torch.Tensor]:
    """Questions [1, q_i] as one batch [b, q] padded on the left, and its attention mask [b, q]."""
    import torch

    width = max(ids.shape[1] for ids in questions)
    batch = torch.full((len(questions), width), 0 if pad is None else pad, dtype=torch.long)
    mask = torch.zeros_like(batch)
    for row, ids in enumerate(questions):
        batch[row, width - ids.shape[1] :] = ids[0]
        mask[row, width - ids.shape[1] :] = 1
    return batch, mask
