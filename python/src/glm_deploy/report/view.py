"""What the page shows, in the words and units that people read; the template only places it."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from datetime import UTC, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from glm_deploy.report.words import against, duration, moment, plain, size, spread

WORDS = {
    "pass": "passed", "fail": "failed", "unknown": "unknown", "done": "done", "skipped": "skipped, nothing to do", "failed": "failed",
}  # fmt: skip
SIGNS = {"pass": "\u2713", "done": "\u2713", "fail": "\u2717", "failed": "\u2717", "unknown": "?", "skipped": "\u2013"}
STAGE_WORDS = {
    "lock": "Lock checked", "preflight": "Machine checked", "environment": "Python environment", "packages": "Packages",
    "fetch": "Model fetched", "convert": "Converted to bf16", "int8": "Quantized to int8", "nf4": "Quantized to nf4",
    "smoke": "Smoke test", "report": "Report",
}  # fmt: skip
FIGURES = (("first_token", "Time to first token", 1000, "ms"), ("decode", "Decoding", 1, "tokens/s"), ("prefill", "Prefill", 1, "tokens/s"))


def compose(report: dict[str, Any]) -> dict[str, Any]:
    """Everything the template places; ``report`` is the content of ``report.json``."""
    measured = report["measurements"] or {}
    checks = measured.get("checks") or []
    names = list(dict.fromkeys(str(check["artefact"]) for check in checks))
    return {
        "report": report, "words": WORDS, "signs": SIGNS, "verdict": report["verdict"], "headline": headline(report),
        "summary": summary(report, checks), "tiles": tiles(report, measured, checks), "timeline": timeline(report["stages"]),
        "asked": names, "matrix": matrix(checks, names), "figures": figures(measured), "recitations": recitations(measured),
        "needs": [{**need, "status": need.get("status", "unknown")} for need in report["preflight"]],
        "artefacts": [{**one, "size_words": size(one.get("size"))} for one in report["artefacts"]],
        "changes": [change_words(change) for change in report["changes"]], "next": next_step(report),
        "about": about(report, measured), "started": moment(report["started"]),
        "generated": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "model_name": (report["model"] or {}).get("name") or report["profile"] or "model", "measured": measured,
    }  # fmt: skip


def headline(report: dict[str, Any]) -> str:
    """The verdict in plain words."""
    if report["verdict"] == "pass":
        return "The model is ready." if report["measurements"] else "All stages ended well."
    failed = [stage["name"] for stage in report["stages"] if stage.get("status") == "failed"]
    return f"Stopped at the stage {failed[0]!r}." if failed else "The run did not end well."


def summary(report: dict[str, Any], checks: list[dict[str, Any]]) -> str:
    """One sentence below the headline."""
    if report["verdict"] == "fail" and report["error"]:
        return str(report["error"].get("message", ""))
    passed = sum(check["status"] == "pass" for check in checks)
    unknown = sum(check["status"] == "unknown" for check in checks)
    if not checks:
        return "No model was measured in this run."
    tail = f", {unknown} could not be decided" if unknown else ""
    return f"{passed} of {len(checks)} checks passed{tail}; the evidence is below."


def tiles(report: dict[str, Any], measured: dict[str, Any], checks: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The few numbers worth seeing first."""
    found = []
    total = sum(float(stage.get("seconds") or 0) for stage in report["stages"])
    if report["stages"]:
        found.append({"value": duration(total), "label": "from start to report"})
    if checks:
        found.append({"value": f"{sum(check['status'] == 'pass' for check in checks)}/{len(checks)}", "label": "checks passed"})
    speeds = [(one["speed"]["decode"]["median"], name) for name, one in (measured.get("artefacts") or {}).items() if one.get("speed")]
    if speeds:
        found.append({"value": f"{max(speeds)[0]:.0f} tokens/s", "label": f"decoding with {max(speeds)[1]}"})
    sizes = [(int(one["size"]), str(one["name"])) for one in report["artefacts"] if one.get("size")]
    if sizes:
        found.append({"value": size(min(sizes)[0]), "label": f"smallest artefact, {min(sizes)[1]}"})
    return found


def timeline(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stages with the place and width of their bar in per cent of the whole; a stage without a start follows its predecessor."""
    rows, clock = [], 0.0
    for stage in stages:
        seconds = float(stage.get("seconds") or 0)
        start = float(stage["started_s"]) if stage.get("started_s") is not None else clock
        clock = start + seconds
        rows.append({**stage, "seconds": seconds, "start": start})
    whole = max((row["start"] + row["seconds"] for row in rows), default=0) or 1.0
    return [
        {
            "name": row["name"], "title": STAGE_WORDS.get(row["name"], row["name"]), "status": row.get("status", "unknown"),
            "reason": row.get("reason") or "", "left": round(100 * row["start"] / whole, 2),
            "width": round(100 * row["seconds"] / whole, 2), "took": duration(row["seconds"]),
        }
        for row in rows
    ]  # fmt: skip


def matrix(checks: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Checks as rows, one cell an artefact (None where it was not asked), so that a question stands next to all its answers."""
    rows: dict[str, dict[str, Any]] = {}
    for check in checks:
        slug = str(check["id"]).removeprefix(f"{check['artefact']}.")
        row = rows.setdefault(slug, {"name": check["name"], "how": "", "cells": dict.fromkeys(names)})
        row["how"] = row["how"] or check.get("how") or ""
        row["cells"][check["artefact"]] = {**check, "value": against(check)}
    return [{**row, "cells": list(row["cells"].values())} for row in rows.values()]


def figures(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the figures table: one row a quantity, one cell an artefact."""
    shown = measured.get("artefacts") or {}
    rows = []
    for key, title, factor, unit in FIGURES:
        cells = []
        for one in shown.values():
            figure = (one.get("speed") or {}).get(key)
            cells.append(spread(figure, factor) if figure else "not measured")
        how = next((one["speed"][key]["how"] for one in shown.values() if one.get("speed")), "")
        rows.append({"title": title, "unit": unit, "cells": cells, "how": how})
    memory = [one.get("memory") or {} for one in shown.values()]
    how = next((one["how"] for one in memory if one.get("how")), "")
    rows.append({"title": "Peak memory", "unit": "of the process", "cells": [size(one.get("peak_bytes")) for one in memory], "how": how})
    if any(one.get("gpu_peak_bytes") for one in memory):
        cells = [size(one.get("gpu_peak_bytes")) for one in memory]
        rows.append({"title": "Peak GPU memory", "unit": "held by torch", "cells": cells, "how": "torch.cuda.max_memory_allocated"})
    loads = [f"{one['load_s']:.2f}" if one.get("load_s") is not None else "not loaded" for one in shown.values()]
    rows.append({"title": "Loading", "unit": "s", "cells": loads, "how": "from_pretrained of model and tokenizer, once"})
    return rows


def recitations(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """Each prompt once, with the artefacts that answered as expected and the answers of those that did not."""
    prompts: dict[str, dict[str, Any]] = {}
    for name, one in (measured.get("artefacts") or {}).items():
        for entry in one.get("recitations") or []:
            row = prompts.setdefault(entry["user"], {"user": entry["user"], "expect": entry["expect"], "answers": []})
            row["answers"].append({"artefact": name, "answer": str(entry["answer"]).strip(), "match": entry["match"]})
    rows = list(prompts.values())
    for row in rows:
        good = [answer for answer in row["answers"] if answer["match"]]
        row["by"] = [answer["artefact"] for answer in good]
        row["text"] = verse(good[0]["answer"] if good else row["expect"])
        row["others"] = [answer for answer in row["answers"] if not answer["match"]]
    return rows


def verse(text: str) -> str:
    """A new line after each sentence, as poems are set."""
    return re.sub(r"([\u3002\uff01\uff1f])(?=.)", r"\1\n", text)


def change_words(change: Any) -> str:
    """A change since the last run as a sentence; given as text or as ``{what, from, to}``."""
    if isinstance(change, dict) and {"what", "from", "to"} <= set(change):
        return f"{change['what']}: {change['from']} \u2192 {change['to']}"
    return change if isinstance(change, str) else json.dumps(change, ensure_ascii=False)


def next_step(report: dict[str, Any]) -> dict[str, Any]:
    """What the user does now: load the model, or mend what failed."""
    windows = sys.platform == "win32"
    profile = str(report["profile"] or "demo")
    again = f".\\Deploy-GLM.ps1 -Profile {profile}" if windows else f"python3 python/deploy.py --profile {profile}"
    if report["root"]:  # Without it the command would build a second deployment at the default place.
        again += f" {'-Root' if windows else '--root'} {quoted(str(report['root']), windows, call=False)}"
    paths = {str(one["name"]): str(one["path"]) for one in report["artefacts"] if one.get("path")}
    chosen = next((paths[name] for name in ("nf4", "int8", "bf16") if name in paths), None)
    prompts = recitations(report["measurements"] or {})
    question = prompts[0]["user"] if prompts else "hello"
    code = snippet(chosen, str(question)) if chosen and report["verdict"] == "pass" else ""
    log = (report["error"] or {}).get("log") or log_file(report, windows)
    return {"code": code, "python": quoted(sys.executable, windows), "again": again, "paths": paths, "log": log}


def snippet(path: str, question: str) -> str:
    """Six lines of Python that load an artefact and ask it something; values as Python literals, whatever they hold."""
    return "\n".join([
        "from transformers import AutoModelForCausalLM, AutoTokenizer",
        f"path = {path!r}",
        "model, tokenizer = AutoModelForCausalLM.from_pretrained(path), AutoTokenizer.from_pretrained(path)",
        f'chat = [{{"role": "user", "content": {question!r}}}]',
        'inputs = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)',
        "print(tokenizer.decode(model.generate(**inputs.to(model.device))[0], skip_special_tokens=True))",
    ])  # fmt: skip


def quoted(path: str, windows: bool, *, call: bool = True) -> str:
    """A path for a command line of the system's shell; ``call``: as the program to start, which PowerShell wants to be told."""
    if re.fullmatch(r"[\w./\\:+-]+", path):
        return path
    if not windows:
        return shlex.quote(path)
    return ("& " if call else "") + "'" + path.replace("'", "''") + "'"


def log_file(report: dict[str, Any], windows: bool) -> str:
    """Where the log lies; empty where the root or the run is not known."""
    if not report["root"] or not report["run_id"]:
        return ""
    kind = PureWindowsPath if windows else PurePosixPath
    return str(kind(os.fspath(report["root"])) / "logs" / str(report["run_id"]) / "deploy.log")


def about(report: dict[str, Any], measured: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts about model, machine, lock and libraries as tables of name and value."""
    tables = (
        ("Model", report["model"]), ("Measured on", measured.get("environment")), ("Machine", report["host"]),
        ("Driver fingerprint", report["fingerprint"]), ("Lock", report["lock"]),
    )  # fmt: skip
    return [
        {"title": title, "rows": [{"name": str(name).replace("_", " "), "value": plain(value)} for name, value in facts.items()]}
        for title, facts in tables
        if facts
    ]
