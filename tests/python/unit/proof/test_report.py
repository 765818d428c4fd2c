"""The report: complete, self-contained, safe with hostile text, honest about what is missing."""

import ast
import copy
import json
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from glm_deploy import report, stage_commands
from glm_deploy.errors import CONTRACT_DIR, GlmError
from glm_deploy.leak import judge
from glm_deploy.report import plots, view

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}$x_1$"
POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"


def figure(middle: float, unit: str) -> dict:
    return {"median": middle, "low": middle * 0.9, "high": middle * 1.1, "repeats": 5, "unit": unit, "how": f"how {unit}"}


def measured(name: str, error: float, limit: float) -> dict:
    samples = [400_000_000 + 40_000 * min(index, 4) for index in range(12)]
    return {
        "path": f"/deployment/{name}",
        "verdict": "pass",
        "load_s": 0.5,
        "logit_error": {"value": error, "worst_prompt": error, "limit": limit, "same_top_token": 1.0, "unit": "relative L2"},
        "recitations": [{"user": "静夜思", "expect": POEM, "answer": POEM, "match": True}],
        "speed": {"first_token": figure(0.004, "s"), "decode": figure(400, "tokens/s"), "prefill": figure(30_000, "tokens/s")},
        "growth": {**judge(samples).as_dict(), "how": "resident set"},
        "memory": {"peak_bytes": 400_000_000, "gpu_peak_bytes": None, "unit": "bytes", "how": "VmHWM"},
    }


def check(artefact: str, status: str = "pass") -> dict:
    return {
        "id": f"{artefact}.logits",
        "artefact": artefact,
        "error": "smoke-logits",
        "name": "logits agree with float32",
        "status": status,
        "observed": 0.0044,
        "limit": 0.01,
        "unit": "relative L2",
        "how": "relative norm",
        "evidence": "0.44 % over 63 tokens",
    }


@pytest.fixture
def data(tmp_path) -> dict:
    """A whole good run."""
    return {
        "run_id": "20261123-demo",
        "profile": "demo",
        "root": str(tmp_path / "root"),
        "started": "2026-11-23 19:30",
        "stages": [
            {"name": "lock", "status": "done", "seconds": 0.03, "reason": ""},
            {"name": "packages", "status": "done", "seconds": 40.0, "reason": None, "started_s": 1.0},
            {"name": "nf4", "status": "skipped", "seconds": 0.1, "reason": "unchanged"},
            {"name": "smoke", "status": "done", "seconds": 12.5, "reason": ""},
        ],
        "preflight": [
            {
                "id": "gpu",
                "name": "GPU",
                "status": "unknown",
                "observed": None,
                "required": "none",
                "evidence": "no nvidia-smi",
                "remedy": "none",
            }
        ],
        "measurements": {
            "schema": 1,
            "verdict": "pass",
            "environment": {"torch": "2.13.0"},
            "reference": "float32",
            "checks": [check("bf16"), check("nf4")],
            "artefacts": {"bf16": measured("bf16", 0.0044, 0.01), "nf4": measured("nf4", 0.034, 0.04)},
            "seconds": 9.0,
        },
        "artefacts": [{"name": "nf4", "path": str(tmp_path / "root" / "it's nf4"), "sha256": "ab" * 32, "size": 223_411}],
        "model": {"name": "demo", "parameters": 300_000},
        "lock": {"packages": 41},
        "error": None,
        "host": {"system": "Linux"},
        "fingerprint": {"driver_version": None},
        "changes": [{"what": "driver", "from": "566.14", "to": "580.88"}],
    }


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "action", "data"}]

    def handle_data(self, data):
        self.text += data


def write(folder: Path, data: dict) -> tuple[str, dict]:
    path = report.write_report(folder, data)
    return path.read_text(encoding="utf-8"), json.loads((folder / "report.json").read_text(encoding="utf-8"))


def schema_errors(value: dict) -> list[str]:
    from jsonschema import Draft202012Validator

    schema = json.loads((CONTRACT_DIR / "schemas" / "report.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_a_good_run(data, tmp_path):
    html, written = write(tmp_path / "log", data)
    assert schema_errors(written) == []
    assert written["verdict"] == "pass"
    assert written["plots"] == {"drawn": ["growth", "logits", "speed"], "note": ""}
    text = Page(html).text
    for wanted in (
        "The model is ready.",
        "2 of 2 checks passed",
        "静夜思",
        "疑是地上霜",
        "566.14 → 580.88",
        "skipped",
        "ab" * 32,
        "218.2 KiB",
    ):
        assert wanted in text
    assert "no nvidia-smi" in text


def test_the_page_needs_nothing_from_outside_and_no_script(data, tmp_path):
    html, _ = write(tmp_path / "log", data)
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert page.tags.count("svg") == 3
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_hostile_text_stays_text(data, tmp_path):
    for row in data["measurements"]["artefacts"].values():
        row["recitations"][0].update(user=HOSTILE, expect=HOSTILE, answer=HOSTILE)
    bad = data["measurements"]["artefacts"].pop("nf4")
    data["measurements"]["artefacts"][HOSTILE] = bad
    data["measurements"]["checks"][0].update(evidence=HOSTILE, name=HOSTILE)
    for key in ("profile", "run_id"):
        data[key] = HOSTILE
    data["model"] = {"name": HOSTILE, HOSTILE: HOSTILE}
    data["stages"][0].update(name=HOSTILE, reason=HOSTILE)
    data["preflight"][0].update(name=HOSTILE, remedy=HOSTILE)
    data["changes"] = [HOSTILE]
    data["error"] = {"id": HOSTILE, "message": HOSTILE, "hint": HOSTILE, "why": HOSTILE}
    html, written = write(tmp_path / "log", data)
    assert written["plots"]["note"] == ""
    page = Page(html)
    assert "script" not in page.tags
    assert "<script" not in html.lower()
    assert page.text.count("{{7*7}}") > 8
    assert not re.search(r"49\$x_1", page.text)


def test_the_snippet_is_python_that_names_the_real_path(data, tmp_path):
    html, _ = write(tmp_path / "log", data)
    code = view.next_step({**data, "verdict": "pass"})["code"]
    assert len(code.splitlines()) == 6
    values = {node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)}
    assert data["artefacts"][0]["path"] in values
    assert "静夜思" in values
    assert sys.executable.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] in html


def test_a_failed_smoke_test_shows_its_figures_and_what_to_do(data, tmp_path):
    data["measurements"]["verdict"] = "fail"
    data["measurements"]["checks"][1] = check("nf4", "fail")
    data["measurements"]["artefacts"]["nf4"]["recitations"][0].update(answer="春眠不觉晓", match=False)
    data["stages"][3]["status"] = "failed"
    data["error"] = {"id": "smoke-logits", "message": "nf4 is 5 % away", "hint": "run with -Force", "why": "it computes something else"}
    html, written = write(tmp_path / "log", data)
    assert schema_errors(written) == []
    assert written["verdict"] == "fail"
    text = Page(html).text
    for wanted in (
        "Stopped at the stage 'smoke'.",
        "nf4 is 5 % away",
        "run with -Force",
        "smoke-logits",
        "deploy.log",
        "春眠不觉晓",
        "it computes",
    ):
        assert wanted in text
    assert "from_pretrained(path)" not in text


def test_a_run_that_stopped_early(tmp_path):
    stages = [{"name": "preflight", "status": "failed", "seconds": 0.4, "reason": "no NVIDIA GPU"}]
    html, written = write(tmp_path / "log", {"profile": "rtx3090", "stages": stages, "error": {"id": "gpu-none", "message": "no GPU"}})
    assert schema_errors(written) == []
    text = Page(html).text
    assert "Stopped at the stage 'preflight'." in text
    assert "What was checked" not in text
    assert "nothing to plot" in written["plots"]["note"]


def test_an_artefact_that_did_not_load_leaves_gaps_not_lies(data, tmp_path):
    data["measurements"]["artefacts"]["int8"] = {"path": "/x", "verdict": "fail"}
    html, written = write(tmp_path / "log", data)
    assert written["plots"]["drawn"] == ["growth", "logits", "speed"]
    assert Page(html).text.count("not measured") == 3


def test_plots_that_cannot_be_drawn_are_said_to_be_missing(data, tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(plots, "draw", broken)
    html, written = write(tmp_path / "log", data)
    assert written["plots"] == {"drawn": [], "note": "the plots could not be drawn: RuntimeError: no fonts"}
    assert "no fonts" in Page(html).text


def test_unchanged_measurements_are_not_drawn_twice(data, tmp_path, monkeypatch):
    first, _ = write(tmp_path / "log", data)
    monkeypatch.setattr(plots, "draw", lambda *_: pytest.fail("drawn again"))
    second, written = write(tmp_path / "log2", copy.deepcopy(data))
    assert written["plots"]["note"] == ""
    assert re.findall(r"<svg.*?</svg>", first, re.DOTALL) == re.findall(r"<svg.*?</svg>", second, re.DOTALL)


def test_plots_are_well_formed_and_say_what_they_show(data, tmp_path):
    drawn = plots.draw(data["measurements"]["artefacts"], tmp_path)
    assert set(drawn) == {"logits", "speed", "growth"}
    ids: list[str] = []
    for svg in drawn.values():
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert (root[0].text or "").strip()
        assert "bf16" in (root[1].text or "")
        assert not re.search(r"#[0-9a-f]{6}", svg.replace("#000000", ""))
        ids += set(re.findall(r'\bid="([^"]+)"', svg))
    assert len(ids) == len(set(ids))


def test_wrong_shapes_and_places_are_refused(data, tmp_path):
    with pytest.raises(GlmError) as caught:
        report.write_report(tmp_path / "log", {**data, "stages": {"lock": "done"}})
    assert caught.value.id == "report-data"
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GlmError) as caught:
        report.write_report(tmp_path / "file" / "log", data)
    assert caught.value.id == "report-not-written"


def test_verb(data, tmp_path):
    found = report.run_verb({"contract": 1, "verb": "report", "folder": str(tmp_path / "log"), "data": data})
    assert found == {"report": str(tmp_path / "log" / "report.html"), "verdict": "pass"}


def test_the_command_writes_a_page_anew(data, tmp_path):
    first = report.write_report(tmp_path / "log", data)
    stage_commands.report(first.with_suffix(".json"), tmp_path / "again")
    assert (tmp_path / "again" / "report.html").read_bytes() == first.read_bytes()
    with pytest.raises(GlmError, match="cannot be read"):
        stage_commands.report(tmp_path / "none.json", tmp_path / "out")


def test_timeline_fits_the_picture(data):
    rows = view.timeline(data["stages"])
    assert all(row["left"] >= 0 and row["left"] + row["width"] <= 100.01 for row in rows)
    assert view.timeline([]) == []
    assert view.timeline([{"name": "lock", "status": "done", "seconds": 0}])[0]["width"] == 0
