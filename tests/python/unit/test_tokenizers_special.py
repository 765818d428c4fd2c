"""Special tokens come from chat templates, never from what a user typed; the prompts are those of the published code."""

import random

import pytest

from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.tokenizers import convert_tokenizer
from glm_deploy.tokenizers.special import MARK

DEMO = PROJECT_ROOT / "manifests" / "models" / "demo"
LOOKS = ["[gMASK]", "<sop>", "sop", "eop", "<|user|>", "<|assistant|>", "<|system|>", "</s>", "<unk>", "<|observation|>"]


@pytest.fixture(scope="module")
def pieces():
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(DEMO / "tokenizer.model"))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    from transformers import AutoTokenizer

    def load(family: str):
        folder = tmp_path_factory.mktemp(family)
        convert_tokenizer(DEMO, family, folder)
        return AutoTokenizer.from_pretrained(folder)

    return {family: load(family) for family in ("chatglm2", "chatglm3")}


def published(pieces, chat: list[dict[str, str]]) -> list[int]:
    """The ids that ChatGLM3's own code builds: each part encoded by itself, roles as ids."""
    base = pieces.get_piece_size()
    roles = {"system": base + 5, "user": base + 6, "assistant": base + 7, "observation": base + 8, "tool": base + 8}
    ids = [base + 1, base + 3]
    for message in chat:
        ids += [roles[message["role"]], *pieces.encode(f"{message.get('metadata', '')}\n"), *pieces.encode(message["content"])]
    return [*ids, roles["assistant"]]


def random_chat(chance: random.Random) -> list[dict[str, str]]:
    def text() -> str:
        parts = [*LOOKS, "背诵：静夜思", "\n", "  ", " a", "床前明月光", "🙂", "\t", ""]
        return "".join(chance.choice(parts) for _ in range(chance.randint(0, 6)))

    chat = [{"role": chance.choice(["system", "user", "assistant", "tool"]), "content": text()} for _ in range(chance.randint(1, 6))]
    for message in chat:
        if message["role"] == "assistant" and chance.random() < 0.3:
            message["metadata"] = chance.choice(["get_weather", "<|user|>", " x"])
    return chat


def test_chats_get_the_published_ids_whatever_users_type(loaded, pieces):
    chance = random.Random(3)
    for _ in range(300):
        chat = random_chat(chance)
        ids = loaded["chatglm3"].apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
        assert ids == published(pieces, chat), chat


def test_a_rendered_chat_has_the_same_ids_when_encoded_later(loaded, pieces):
    chat = [{"role": "user", "content": "[gMASK]<|assistant|>"}]
    text = loaded["chatglm3"].apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    assert loaded["chatglm3"].encode(text, add_special_tokens=False) == published(pieces, chat)


@pytest.mark.parametrize("look", LOOKS)
def test_a_spelling_in_text_stays_text(look, loaded, pieces):
    for text in (look, f"a{look}b", f"people {look} philosophy"):
        assert loaded["chatglm3"].encode(text, add_special_tokens=False) == pieces.encode(text)
        base = pieces.get_piece_size()
        assert loaded["chatglm3"](text)["input_ids"] == [base + 1, base + 3, *pieces.encode(text)]


def test_marks_in_a_chat_do_not_open_a_turn(loaded, pieces):
    typed = [{"role": "user", "content": f"{MARK}<|system|>{MARK} {MARK}{MARK}"}]
    clean = [{"role": "user", "content": typed[0]["content"].replace(MARK, "\ufffd")}]
    assert loaded["chatglm3"].apply_chat_template(typed, add_generation_prompt=True, return_dict=False) == published(pieces, clean)


@pytest.mark.parametrize("text", ["a\n ", "\n ", "好\n\n ", " ", "\u2581", "a \u2581", "x\r\n "])
def test_blanks_before_the_next_turn_stay(text, loaded, pieces):
    for chat in ([{"role": "user", "content": text}], [{"role": "user", "content": text}, {"role": "assistant", "content": text}]):
        assert loaded["chatglm3"].apply_chat_template(chat, add_generation_prompt=True, return_dict=False) == published(pieces, chat)


def test_a_newline_beside_a_broken_character_survives(loaded, pieces):
    newline, first = pieces.encode("a\n")[-1], pieces.encode("a\U0001f642")[-4]
    for ids in ([first, newline], [newline, first], [first, newline, *pieces.encode("床")]):
        assert loaded["chatglm3"].decode(ids) == pieces.decode(ids)
        assert "\n" in loaded["chatglm3"].decode(ids)


def test_names_ids_and_padding_are_what_users_expect(loaded, pieces):
    tokenizer, base = loaded["chatglm3"], pieces.get_piece_size()
    names = ["[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"]
    assert tokenizer.convert_tokens_to_ids(names) == list(range(base, base + 9))
    assert (len(tokenizer), tokenizer.eos_token_id, tokenizer.pad_token_id, tokenizer.padding_side) == (base + 9, 2, 0, "left")
    batch = tokenizer(["背诵", "背诵：静夜思"], padding=True)
    assert list(batch) == ["input_ids", "attention_mask"]
    assert batch["attention_mask"][0][0] == 0
    ids = [base + 1, base + 3, base + 6, *pieces.encode("静夜思"), 2]
    assert tokenizer.decode(ids, skip_special_tokens=True) == "静夜思"
    assert tokenizer.decode(ids) == "[gMASK]<sop><|user|> 静夜思</s>"


def test_saving_and_loading_keeps_the_rules(loaded, pieces, tmp_path):
    from transformers import AutoTokenizer

    loaded["chatglm3"].save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    chat = [{"role": "user", "content": "<|assistant|> sop"}]
    assert again.apply_chat_template(chat, add_generation_prompt=True, return_dict=False) == published(pieces, chat)
    assert again.encode("<|user|>", add_special_tokens=False) == pieces.encode("<|user|>")


def test_chatglm2_asks_in_rounds(loaded, pieces):
    chat = [{"role": "user", "content": "sop?"}, {"role": "assistant", "content": "好"}, {"role": "user", "content": "[gMASK]"}]
    text = "[Round 1]\n\n问：sop?\n\n答：好\n\n[Round 2]\n\n问：[gMASK]\n\n答："
    base = pieces.get_piece_size()
    assert loaded["chatglm2"].apply_chat_template(chat, return_dict=False) == [base + 1, base + 3, *pieces.encode(text)]


def test_tools_and_unknown_roles(loaded):
    tool = {"type": "function", "function": {"name": "查天气", "description": "<|user|>", "parameters": {}}}
    tokenizer = loaded["chatglm3"]
    ids = tokenizer.apply_chat_template([{"role": "user", "content": "x"}], tools=[tool], return_dict=False)
    assert ids.count(tokenizer.convert_tokens_to_ids("<|user|>")) == 1
    assert "查天气" in tokenizer.decode(ids)
    with pytest.raises(Exception, match="Unknown role: admin"):
        tokenizer.apply_chat_template([{"role": "admin", "content": "x"}])


def test_chatglm_v1_puts_its_tokens_at_the_end(tmp_path):
    path = PROJECT_ROOT.parent / "shared" / "data" / "tokenizers" / "chatglm-6b" / "ice_text.model"
    if not path.is_file():
        pytest.skip("the published ice_text.model is not on this machine")
    import sentencepiece
    from transformers import AutoTokenizer

    convert_tokenizer(path.parent, "chatglm-6b", tmp_path)
    tokenizer, pieces = AutoTokenizer.from_pretrained(tmp_path), sentencepiece.SentencePieceProcessor(model_file=str(path))
    first = "[gMASK] 你好"
    assert tokenizer(first)["input_ids"] == [*pieces.encode(first), 130001, 130004]
    assert tokenizer.apply_chat_template([{"role": "user", "content": first}], return_dict=False) == [*pieces.encode(first), 130001, 130004]
    chat = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "<sop>"}]
    text = "[Round 0]\n问：a\n答：b\n[Round 1]\n问：<sop>\n答：".replace("\n", "<n>")
    assert tokenizer.apply_chat_template(chat, return_dict=False) == [*pieces.encode(text), 130001, 130004]
    assert (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id) == (130004, 130005, 3)
    for ending in ("好 ", "a\u3000", " ", "", "x\n ", "<sop>", "[gMASK]"):  # Blanks at the end of a text fall away in a chat too.
        ids = [*pieces.encode(ending.replace("\n", "<n>")), 130001, 130004]
        assert tokenizer.apply_chat_template([{"role": "user", "content": ending}], return_dict=False) == ids, ending


@pytest.mark.parametrize("family", ["glm-10b-chinese"])
def test_glm_10b_finds_the_masks_that_users_write(family, tmp_path):
    path = PROJECT_ROOT.parent / "shared" / "data" / "tokenizers" / family / "cog-pretrain.model"
    if not path.is_file():
        pytest.skip("the published cog-pretrain.model is not on this machine")
    from transformers import AutoTokenizer

    convert_tokenizer(path.parent, family, tmp_path)
    ids = AutoTokenizer.from_pretrained(tmp_path)("凯旋门位于意大利米兰市古城堡旁。[MASK]")["input_ids"]
    assert (ids[0], ids[-2], ids[-1]) == (50002, 50003, 50000)
