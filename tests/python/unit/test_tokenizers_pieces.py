"""The converted tokenizers give the ids and the text that SentencePiece and tiktoken give, on a hard corpus."""

import base64
import itertools
import json
import random
from pathlib import Path

import pytest

from glm_deploy import files
from glm_deploy.demo import train
from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.tokenizers import convert_tokenizer

DEMO = PROJECT_ROOT / "manifests" / "models" / "demo"
FIXED = [
    "", "a", " ", " a", "a ", "  a  b   c", "\n", "\n\n\n", "\t\tx", "a\r\nb", "\x00\x01\x02", "\x7f\u200b\u200d\ufeff",
    "\u3000全角　空格",
    "ＡＢＣ１２３，．！", "ﬁ ﬂ ½ ² ™"
    "🙂👍🏽👨‍👩‍👧‍👦🇨🇳", "[gMASK]", "[MASK]", "[sMASK]", "<|user|>", "<|assistant|>x",
    "a<|system|>\n b", "sop", "eop",
    "<sop>", "<eop>", "</s>", "<s>", "<unk>", "<pad>", "<0x0A>", "<n>", "a<n>b", "<|tab|>", "<|blank_2|>",
    "philosophy people sopranos eopx",
    "▁", "▁▁a", "a▁b", "====", "=" * 50, " " * 5, "x" + " " * 100 + "y", "def f(x):\n    return x\n\n\tif a:\n\t\tpass",
    "你好，世界！Hello, world。",
    "1234567890 3.14159", "𠀀𠮷", "é e\u0301", "\ufdd0 \ufdd0x", "CCTV", "CCTV5直播", "ⅧⅨ①②㈱",
    "\u2028\u2029\x85x", "<|endoftext|>", "I'LL don't",
]  # fmt: skip
POOLS = [
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生",
    "abcdefghijklmnopqrstuvwxyz     ETAOIN,.'",
    "，。！？；：“”（）《》、", "{}[]()<>=+-*/\\|&^%$#@!~`\"'_:;\n\t    ", "0123456789.,", " \t\n\u3000",
    "🙂😀👍🏽❤️‍🔥🇨🇳", "ａｂｃＡＢＣ０１２！？　",
]  # fmt: skip
LOOKS = ["[gMASK]", "<|user|>", "sop", "eop", "</s>", "<sop>", "[MASK]", "<n>", "<|blank_3|>", "people", "philosophy", "hello world", "x=1"]
PLANES = [(32, 0x2FF), (0x370, 0x2FFF), (0x3000, 0x9FFF), (0xA000, 0xD7FF), (0xE000, 0xFDCF), (0x10000, 0x1FFFD)]


def corpus(count: int) -> list[str]:
    chance = random.Random(11)
    result = list(FIXED)
    for index in range(count):
        if index % 3 == 0:
            result.append("".join(chance.choice(chance.choice(POOLS)) for _ in range(chance.randint(1, 60))))
        elif index % 3 == 1:
            result.append("".join(chr(chance.randint(*chance.choice(PLANES))) for _ in range(chance.randint(1, 30))))
        else:
            result.append("".join(chance.choice([chance.choice(LOOKS), "中文", " " * chance.randint(0, 4)]) for _ in range(9)))
    return result


def converted(source: Path, family: str, out: Path):
    from transformers import AutoTokenizer

    convert_tokenizer(source, family, out)
    return AutoTokenizer.from_pretrained(out)


def sentencepiece_of(path: Path):
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def assert_same(tokenizer, pieces, texts: list[str]) -> None:
    for text in texts:
        ids = pieces.encode(text)
        assert tokenizer.encode(text, add_special_tokens=False) == ids, text
        assert tokenizer.decode(ids) == pieces.decode(ids), text


def test_the_demo_tokenizer_is_sentencepiece_id_for_id(tmp_path):
    assert_same(converted(DEMO, "chatglm3", tmp_path), sentencepiece_of(DEMO / "tokenizer.model"), corpus(600))


REAL = {
    "chatglm3": "chatglm3-6b/tokenizer.model",
    "chatglm2": "chatglm3-6b/tokenizer.model",
    "glm-10b-chinese": "glm-10b-chinese/cog-pretrain.model",
}


def real_model(name: str) -> Path:
    """A published tokenizer; they are not part of the project, so a test without them says so."""
    path = PROJECT_ROOT.parent / "shared" / "data" / "tokenizers" / name
    if not path.is_file():
        pytest.skip(f"the published tokenizer {name} is not on this machine")
    return path


@pytest.mark.parametrize("family", REAL)
def test_published_bpe_models_are_matched(family, tmp_path):
    path = real_model(REAL[family])
    tokenizer = converted(path.parent, family, tmp_path)
    tokenizer.split_special_tokens = True
    assert_same(tokenizer, sentencepiece_of(path), corpus(600))


def blanks(text: str) -> str:
    text = text.replace("\n", "<n>").replace("\t", "<|tab|>")
    for count in range(80, 1, -1):
        text = text.replace(" " * count, f"<|blank_{count}|>")
    return text


@pytest.mark.parametrize(("family", "offset"), [("chatglm-6b", 0), ("glm-130b", 20_000)])
def test_the_published_unigram_model_is_matched(family, offset, tmp_path):
    path = real_model("chatglm-6b/ice_text.model")
    tokenizer, pieces = converted(path.parent, family, tmp_path), sentencepiece_of(path)
    tokenizer.split_special_tokens = True
    for text in corpus(600):
        ids = [index + offset for index in pieces.encode(blanks(text))]
        assert tokenizer.encode(text, add_special_tokens=False) == ids, text
    text = "def f(x):\n\treturn  1\n好"
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False)) == text


def rank_file(folder: Path) -> dict[bytes, int]:
    """A small rank file: all bytes, then the commonest neighbours in the corpus, greedily."""
    ranks = {bytes([byte]): byte for byte in range(256)}
    words = [list(text.encode()) for text in corpus(150)]
    units = [[bytes([byte]) for byte in word] for word in words]
    for _ in range(150):
        counts: dict[bytes, int] = {}
        for word in units:
            for left, right in itertools.pairwise(word):
                counts[left + right] = counts.get(left + right, 0) + 1
        best = max((pair for pair in counts if pair not in ranks), key=lambda pair: (counts[pair], pair))
        ranks[best] = len(ranks)
        for word in units:
            at = 0
            while at + 1 < len(word):
                if word[at] + word[at + 1] == best:
                    word[at : at + 2] = [best]
                at += 1
    lines = [base64.b64encode(token) + b" " + str(rank).encode() for token, rank in ranks.items()]
    files.write_atomic(folder / "tokenizer.model", b"\n".join(lines) + b"\n")
    return ranks


def test_a_rank_file_is_tiktoken_id_for_id(tmp_path):
    import tiktoken

    from glm_deploy.tokenizers.byte_level import GLM4, GLM4_WORDS

    ranks = rank_file(tmp_path)
    tokenizer = converted(tmp_path, "glm-4", tmp_path)
    reference = tiktoken.Encoding("glm-4", pat_str=GLM4_WORDS, mergeable_ranks=ranks, special_tokens={})
    for text in corpus(500):
        ids = reference.encode_ordinary(text)
        assert tokenizer.encode(text, add_special_tokens=False) == ids, text
        assert tokenizer.decode(ids) == text, text
    assert tokenizer.convert_tokens_to_ids(list(GLM4)) == list(range(len(ranks), len(ranks) + len(GLM4)))
    chat = [{"role": "user", "content": "\n\n  <|user|> hi"}, {"role": "assistant", "content": "x"}]
    user = [len(ranks) + 7, *reference.encode_ordinary("\n"), *reference.encode_ordinary("\n\n  <|user|> hi")]
    prefix, assistant = [len(ranks) + 2, len(ranks) + 4], len(ranks) + 8
    expected = [*prefix, *user, assistant, *reference.encode_ordinary("\n"), *reference.encode_ordinary("x"), assistant]
    assert tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False) == expected
    for name in (*GLM4, f"{GLM4[7]}\n", "\ufdd1", f"\ufdd1{GLM4[7]}\ufdd1"):  # A message that is nothing but a name stays text.
        chat = [{"role": "user", "content": name}, {"role": "assistant", "content": name}]
        turns = [[len(ranks) + role, *reference.encode_ordinary("\n"), *reference.encode_ordinary(name)] for role in (7, 8)]
        found = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
        assert found == [*prefix, *turns[0], *turns[1], assistant], name


def test_byte_pieces_stream_without_losing_a_character(tmp_path):
    import torch
    from transformers import TextStreamer

    tokenizer = converted(DEMO, "chatglm3", tmp_path)
    shown: list[str] = []

    class Collect(TextStreamer):
        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            shown.append(text)

    text = "好🙂 龘 done"
    streamer = Collect(tokenizer)
    for index in tokenizer.encode(text, add_special_tokens=False):
        streamer.put(torch.tensor([index]))
    streamer.end()
    assert "".join(shown) == text
    assert tokenizer.convert_tokens_to_ids("[gMASK]") == train.PIECES + 1


def test_gpt2_files_become_glm_10b(tmp_path):
    from tokenizers import ByteLevelBPETokenizer

    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(FIXED, vocab_size=300, min_frequency=1, special_tokens=[])
    trained.save_model(str(tmp_path))
    path = tmp_path / "vocab.json"
    vocabulary = json.loads(path.read_text(encoding="utf-8"))
    size = len(vocabulary) + 1
    path.write_text(json.dumps({**vocabulary, "<|endoftext|>": size - 1}), encoding="utf-8")
    tokenizer = converted(tmp_path, "glm-10b", tmp_path)
    for text in ["philosophy people", "I'LL don't  wait", "你好 🙂\n"]:
        assert tokenizer.encode(text, add_special_tokens=False) == trained.encode(text).ids
        assert tokenizer.decode(trained.encode(text).ids) == text
    assert tokenizer("a[MASK]")["input_ids"] == [size + 2, *trained.encode("a").ids, size + 3, size - 1]
