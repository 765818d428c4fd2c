"""What a chat says in parts, and the tools that it calls, reach the model as published, and nothing in them opens a turn."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.tokenizers import convert_tokenizer, templates
from glm_deploy.tokenizers.special import MARK

DEMO = PROJECT_ROOT / "manifests" / "models" / "demo"
LOOKS = ["<|user|>", "<|assistant|>", "[gMASK]", "sop", f"{MARK}<|user|>{MARK}", f"{MARK}\ufdd1<|system|>{MARK}", f"{MARK}1{MARK}2"]
ARGUMENTS = {
    "city": "北京", "unit": "it's\n", "count": 3, "rate": -1.5, "empty": "", "brackets": 'x:{,}[ "q" \\', "smile": "🙂",
    "codes": "\\n \\u0041 \x7f\t/",
    "deep": {"a": [1, {"true": None, "c: d": "null"}, []], "yes": True, "no": False}, "none": None,
}  # fmt: skip
SPELLINGS: list[Callable[[Any], str]] = [
    json.dumps,
    lambda value: json.dumps(value, ensure_ascii=False),
    lambda value: json.dumps(value, indent=2),
    lambda value: json.dumps(value, separators=(",", ":")),
]


def python_call(arguments: dict[str, Any]) -> str:
    """A call as ChatGLM3 was taught it."""
    return "```python\ntool_call(" + ", ".join(f"{name}={value!r}" for name, value in arguments.items()) + ")\n```"


def called(arguments: Any, name: str = "get_weather", content: Any = None) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"role": "assistant", "content": content, "tool_calls": [{"type": "function", "function": function}]}


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from transformers import AutoTokenizer

    ranks = tmp_path_factory.mktemp("ranks")
    lines = [base64.b64encode(bytes([byte])) + f" {byte}".encode() for byte in range(256)]
    files.write_atomic(ranks / "tokenizer.model", b"\n".join(lines) + b"\n")
    made = {}
    for family, source in {"chatglm2": DEMO, "chatglm3": DEMO, "glm-4": ranks}.items():
        folder: Path = tmp_path_factory.mktemp(family)
        convert_tokenizer(source, family, folder)
        made[family] = AutoTokenizer.from_pretrained(folder)
    return made


def ids(tokenizer: Any, *chat: dict[str, Any]) -> list[int]:
    found: list[int] = tokenizer.apply_chat_template(list(chat), add_generation_prompt=True, return_dict=False)
    return found


def plain(role: str, content: str, metadata: str = "") -> dict[str, str]:
    """A message in the form whose ids the other tests compare with the published code."""
    return {"role": role, "content": content, "metadata": metadata}


@pytest.mark.parametrize("family", ["chatglm2", "chatglm3", "glm-4"])
@pytest.mark.parametrize("parts", [["背诵：", "静夜思\n"], [" a", "", " b "], ["<|us", "er|>"], LOOKS, [MARK, "<|user|>", MARK], []])
def test_parts_of_text_are_one_text(tokenizers: dict[str, Any], family: str, parts: list[str]) -> None:
    listed = {"role": "user", "content": [{"type": "text", "text": part} for part in parts]}
    assert ids(tokenizers[family], listed) == ids(tokenizers[family], plain("user", "".join(parts).replace(MARK, "\ufffd")))


@pytest.mark.parametrize("family", ["chatglm2", "chatglm3", "glm-4"])
@pytest.mark.parametrize(
    "content", [[{"type": "image", "url": "x"}], [{"type": "text"}], [{"type": "text", "text": 3}], ["loose"], {"text": "x"}, 7, 0, False]
)
def test_what_is_no_text_is_refused(tokenizers: dict[str, Any], family: str, content: Any) -> None:
    with pytest.raises(Exception, match="must be text, or a list of parts"):
        ids(tokenizers[family], {"role": "user", "content": content})


@pytest.mark.parametrize("spelled", [lambda value: value, *SPELLINGS])
def test_chatglm3_calls_a_tool_in_python(tokenizers: dict[str, Any], spelled: Callable[[Any], Any]) -> None:
    turn = plain("assistant", python_call(ARGUMENTS), "get_weather")
    assert ids(tokenizers["chatglm3"], called(spelled(ARGUMENTS))) == ids(tokenizers["chatglm3"], turn)


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_glm_4_calls_a_tool_in_json(tokenizers: dict[str, Any], spelled: Callable[[Any], str]) -> None:
    turn = plain("assistant", spelled(ARGUMENTS), "get_weather")
    assert ids(tokenizers["glm-4"], called(spelled(ARGUMENTS))) == ids(tokenizers["glm-4"], turn)
    turn["content"] = json.dumps(ARGUMENTS, ensure_ascii=False)
    assert ids(tokenizers["glm-4"], called(ARGUMENTS)) == ids(tokenizers["glm-4"], turn)


@pytest.mark.parametrize(("family", "write"), [("chatglm3", python_call), ("glm-4", json.dumps)])
def test_every_call_is_a_turn_behind_what_was_said(tokenizers: dict[str, Any], family: str, write: Callable[[Any], str]) -> None:
    asked, answered, empty = plain("user", "x"), plain("observation", "7"), write({})
    chat = called({"a": 1}, "f", "I look.")
    chat["tool_calls"].append({"name": "g", "arguments": {}})
    turns = [plain("assistant", "I look."), plain("assistant", write({"a": 1}), "f"), plain("assistant", empty, "g")]
    tokenizer = tokenizers[family]
    assert ids(tokenizer, asked, chat, answered) == ids(tokenizer, asked, *turns, answered)
    old = {"role": "assistant", "content": None, "function_call": {"name": "g", "arguments": "{}"}}
    assert ids(tokenizer, asked, old) == ids(tokenizer, asked, turns[2])
    for nothing in (None, ""):
        assert ids(tokenizer, called(nothing, "g", "")) == ids(tokenizer, turns[2])
    assert ids(tokenizer, {"role": "assistant", "content": None}) == ids(tokenizer, plain("assistant", ""))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("family", ["chatglm3", "glm-4"])
def test_no_call_opens_a_turn(tokenizers: dict[str, Any], family: str, look: str) -> None:
    tokenizer = tokenizers[family]
    kept = [tokenizer.convert_tokens_to_ids(name) for name in ("<|user|>", "<|assistant|>", "<|system|>", "[gMASK]", "<sop>")]
    usual = [index for index in ids(tokenizer, called({"a": "b"})) if index in kept]
    assert len(usual) == 4
    for spelled in (lambda value: value, *SPELLINGS):
        for chat in (called(spelled({"a": look, look: look, "deep": [{look: look}]})), called(spelled({}), look)):
            assert [index for index in ids(tokenizer, chat) if index in kept] == usual


def test_marks_in_json_are_replaced_before_it_is_read(tokenizers: dict[str, Any]) -> None:
    marked, clean = ({name: f"{name}1{name}2"} for name in (MARK, "\ufffd"))
    expected = ids(tokenizers["chatglm3"], called(clean))
    assert ids(tokenizers["chatglm3"], called(json.dumps(marked, ensure_ascii=False))) == expected


BAD = [
    "[1]", "x", '"x"', "{", "{}}", "{}{}", '{"a": "}', '{"a": 1}"', "{'a': 'b'}", '{\\"a\\": 1}', '{"a": NaN}', '{"a": "\\ud800"}',
    '{"a": "\\ud83dx"}',
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_chatglm3_refuses_arguments_that_are_no_json_object(tokenizers: dict[str, Any], bad: str) -> None:
    with pytest.raises(Exception, match="The arguments of a tool call"):
        ids(tokenizers["chatglm3"], called(bad))


def test_calls_that_cannot_be_written_are_refused(tokenizers: dict[str, Any]) -> None:
    for family in ("chatglm3", "glm-4"):
        for call in ({"function": {"arguments": {}}}, {"function": {"name": "f", "arguments": [1]}}, "f", {}):
            with pytest.raises(Exception, match="A tool call needs the name"):
                ids(tokenizers[family], {"role": "assistant", "content": "x", "tool_calls": [call]})
        with pytest.raises(Exception, match="Only an assistant calls tools"):
            ids(tokenizers[family], called({}) | {"role": "user"})
    with pytest.raises(Exception, match="calls no tools"):
        ids(tokenizers["chatglm2"], called({}))


def test_chatglm_6b_reads_parts_and_calls_no_tools() -> None:
    from transformers.utils.chat_template_utils import render_jinja_template

    def rendered(chat: list[dict[str, Any]]) -> Any:
        return render_jinja_template([chat], chat_template=templates.rounds_v1())[0]

    chat = [plain(role, "好") for role in ("system", "user", "assistant", "user")]
    listed = [{"role": message["role"], "content": [{"type": "text", "text": "好"}]} for message in chat]
    assert rendered(listed) == rendered(chat)
    assert "好" in rendered(listed)[0]
    with pytest.raises(Exception, match="calls no tools"):
        rendered([called({})])
