"""Everything the smoke test asks of one artefact, in order; the later questions only where the earlier make sense."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glm_deploy import events, measure, numerics
from glm_deploy.errors import GlmError
from glm_deploy.leak import DEFAULT_TOLERANCE, LeakVerdict
from glm_deploy.loading import half_typed, load_model
from glm_deploy.smoke import speed
from glm_deploy.smoke.checks import Check, Status
from glm_deploy.smoke.prompts import SPARE_TOKENS, Prompt, encode, left_padded
from glm_deploy.smoke.reference import Reference

BATCH = 8
"""Prompts that are recited together; left padding is part of what is tested."""

RECITED_NAME = "recites the expected answers"
GROWTH_NAME = "memory does not grow with use"
GROWTH_STATUS: dict[LeakVerdict, Status] = {"leak": "fail", "no leak": "pass", "undecided": "unknown"}


@dataclass
class Examination:
    """One artefact under examination; ``figures`` is what the report shows of it."""

    name: str
    path: Path
    smoke: dict[str, Any]
    generation: dict[str, Any]
    checks: list[Check] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def note(self, slug: str, error: str, name: str, status: Status, **rest: Any) -> bool:
        """Add a check; True when it passed."""
        filled = {"observed": None, "limit": None, "unit": "", "how": "", "evidence": "", **rest}
        self.checks.append(Check(self.name, slug, error, name, status, **filled))
        return status == "pass"


def examine(one: Examination, prompts: list[Prompt], reference: Reference) -> None:
    """Load the artefact and put every question to it; findings go into ``one``."""
    can_reset = measure.reset_peak()
    start = time.perf_counter()
    how = "AutoModelForCausalLM and AutoTokenizer.from_pretrained, without remote code"
    try:
        model, tokenizer = load_model(one.path), load_tokenizer(one.path)
    except GlmError as fault:
        one.note("load", "smoke-load", "loads from its folder", "fail", how=how, evidence=fault.message)
        return
    one.figures["load_s"] = time.perf_counter() - start
    one.note("load", "smoke-load", "loads from its folder", "pass", observed=one.figures["load_s"], unit="s", how=how)
    _settings(one, model)
    if _tokens(one, tokenizer, prompts, reference) and _logits(one, model, reference):
        _recite(one, model, tokenizer, prompts, reference)
        _speed(one, model, reference)
        _growth(one, model, reference)
    else:
        for slug, error, name in (("recitation", "smoke-recitation", RECITED_NAME), ("growth", "smoke-leak", GROWTH_NAME)):
            one.note(slug, error, name, "unknown", evidence="not asked, because its numbers are already wrong")
    _peak(one, can_reset)
    del model
    gc.collect()


def load_tokenizer(folder: Path) -> Any:
    """The folder's own tokenizer; raises GlmError ``model-unloadable`` with the library's words."""
    try:
        return half_typed("transformers").AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except Exception as error:  # Every library has its own; whichever it is, the folder does not load.
        raise GlmError("model-unloadable", f"The tokenizer in {folder} does not load: {str(error)[:300]}", path=str(folder)) from error


def _settings(one: Examination, model: Any) -> None:
    own = model.generation_config.to_dict()
    wrong = {key: own.get(key) for key, value in one.generation.items() if own.get(key) != value}
    evidence = ", ".join(f"{key} is {value!r}" for key, value in sorted(wrong.items()))
    one.note(
        "settings", "smoke-settings", "generation settings as in the manifest", "fail" if wrong else "pass",
        observed=len(one.generation) - len(wrong), limit=len(one.generation), unit="settings",
        how="generation_config.json after loading", evidence=evidence or ", ".join(f"{k} {v}" for k, v in one.generation.items()),
    )  # fmt: skip


def _tokens(one: Examination, tokenizer: Any, prompts: list[Prompt], reference: Reference) -> bool:
    own = [encode(tokenizer, prompt) for prompt in prompts]
    differing = [
        prompt.user
        for prompt, mine, theirs in zip(prompts, own, reference.tokens, strict=True)
        if mine.whole.tolist() != theirs.whole.tolist()
    ]
    return one.note(
        "tokens", "smoke-tokens", "tokenizes the prompts alike", "fail" if differing else "pass", observed=len(prompts) - len(differing),
        limit=len(prompts), unit="prompts", how="token ids of every chat against those of the first artefact",
        evidence=f"differs on {differing[0]!r}" if differing else f"{sum(ids.whole.shape[1] for ids in own)} tokens",
    )  # fmt: skip


def _logits(one: Examination, model: Any, reference: Reference) -> bool:
    """Run every prompt under the watch for NaN and Inf, and compare; False when values are not finite."""
    import torch

    error, worst, tops, total = numerics.RelativeError(), 0.0, 0, 0
    bad = numerics.first_nonfinite_weight(model.state_dict().items())
    with numerics.watch_nonfinite(model) as found, torch.inference_mode():
        for index, tokens in enumerate(reference.tokens):
            logits = model(input_ids=tokens.whole.to(model.device), use_cache=False).logits[0].float().cpu()
            if reference.logits is not None:
                worst = max(worst, error.add(logits, reference.logits[index]))
                tops += int((logits.argmax(-1) == reference.logits[index].argmax(-1)).sum())
                total += len(logits)
    culprit = found[0] if found else bad
    evidence = "" if culprit is None else culprit.sentence()
    if culprit is not None and bad is not None and culprit is not bad:
        evidence += f"; the first bad weight is {bad.layer}.{bad.tensor}"
    one.note(
        "finite", "smoke-not-finite", "no NaN and no Inf", "fail" if culprit else "pass",
        observed=culprit.as_dict() if culprit else 0, limit=0, unit="values", evidence=evidence or "every layer's output is finite",
        how="forward hooks on every layer, before any logits processor, and every weight",
    )  # fmt: skip
    _compare(one, error.value, worst, (tops, total), reference)
    return culprit is None


def _compare(one: Examination, observed: float, worst: float, tops: tuple[int, int], reference: Reference) -> None:
    limit = one.smoke.get("limits", {}).get(one.name)
    name = "logits agree with float32"
    if reference.logits is None or limit is None:
        reason = reference.how if reference.logits is None else f"the lock gives no limit for {one.name}"
        one.note("logits", "smoke-logits", name, "unknown", limit=limit, unit="relative L2", evidence=reason)
        return
    agree = tops[0] / tops[1] if tops[1] else 1.0
    one.figures["logit_error"] = {"value": observed, "worst_prompt": worst, "limit": limit, "same_top_token": agree, "unit": "relative L2"}
    one.note(
        "logits", "smoke-logits", name, "pass" if observed <= limit else "fail", observed=observed, limit=limit, unit="relative L2",
        how=f"||a-b|| / ||b|| over all tokens of all prompts; b: {reference.how}",
        evidence=f"{observed:.3%} over {tops[1]} tokens, worst prompt {worst:.3%}, same most likely token in {agree:.1%}",
    )  # fmt: skip


def _recite(one: Examination, model: Any, tokenizer: Any, prompts: list[Prompt], reference: Reference) -> None:
    recited = []
    progress = events.Progress(f"recite with {one.name}", len(prompts), "prompts")
    for start in range(0, len(prompts), BATCH):
        part, tokens = prompts[start : start + BATCH], reference.tokens[start : start + BATCH]
        settings = speed.greedy(model, max(ids.answer_length for ids in tokens) + SPARE_TOKENS)
        answers = speed.generate_batch(model, *left_padded([ids.question for ids in tokens], settings.pad_token_id), settings)
        for prompt, ids in zip(part, answers, strict=True):
            answer = tokenizer.decode(ids, skip_special_tokens=True)
            recited.append({"user": prompt.user, "expect": prompt.expect, "answer": answer, "match": prompt.matches(answer)})
        progress.add(len(part))
    one.figures["recitations"] = recited
    wrong = [entry for entry in recited if not entry["match"]]
    evidence = f"to {wrong[0]['user']!r} it answers {str(wrong[0]['answer'])[:80]!r}" if wrong else "every answer as expected"
    one.note(
        "recitation", "smoke-recitation", RECITED_NAME, "fail" if wrong else "pass",
        observed=len(recited) - len(wrong), limit=len(recited), unit="answers", evidence=evidence,
        how=f"greedy, the artefact's chat template, left-padded batches of up to {BATCH}",
    )  # fmt: skip


def _speed(one: Examination, model: Any, reference: Reference) -> None:
    repeats = max(1, min(5, int(one.smoke.get("repeats", 5))))
    figures = speed.speeds(model, reference.tokens[0].question, repeats)
    one.figures["speed"] = {name: figure.as_dict() for name, figure in figures.items()}


def _growth(one: Examination, model: Any, reference: Reference) -> None:
    repeats, tolerance = int(one.smoke.get("repeats", 12)), float(one.smoke.get("leak_tolerance_bytes", DEFAULT_TOLERANCE))
    gauge = measure.memory_gauge()
    if gauge is None:
        reason = "no memory gauge of this system follows a test allocation"
        one.note("growth", "smoke-leak", GROWTH_NAME, "unknown", limit=tolerance, unit="bytes/generation", evidence=reason)
        return
    found = speed.growth(model, reference.tokens[0].question, one.generation, repeats, tolerance=tolerance, gauge=gauge)
    how = f"{gauge.how} after each of {len(found.samples)} generations with the manifest's settings"
    one.figures["growth"] = {**found.as_dict(), "how": how}
    status = GROWTH_STATUS[found.verdict]
    one.note(
        "growth", "smoke-leak", GROWTH_NAME, status, observed=found.slope, limit=tolerance, unit="bytes/generation",
        how=f"{how}; Theil-Sen slope with its {found.confidence:.0%} interval, {found.warm_up} left out as warm-up",
        evidence=f"{found.verdict}: {found.slope:.0f} ({found.low:.0f} to {found.high:.0f}) bytes a generation",
    )  # fmt: skip


def _peak(one: Examination, can_reset: bool) -> None:
    peak, where = measure.peak_bytes()
    how = where if can_reset else f"{where}; all of the process so far, the system cannot start a new peak"
    one.figures["memory"] = {"peak_bytes": peak, "gpu_peak_bytes": measure.cuda_peak_bytes(), "unit": "bytes", "how": how}
