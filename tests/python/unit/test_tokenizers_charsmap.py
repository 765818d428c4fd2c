"""SentencePiece's normalisation table gives SentencePiece's result: on the published table, and on that of the installed package."""

import hashlib
import io
import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.tokenizers import charsmap, convert_tokenizer, sentencepiece_file

PUBLISHED = {"chatglm-6b": "ice_text.model", "glm-10b-chinese": "cog-pretrain.model"}
PASSED = ["<n>", "<|tab|>", "<|blank_2|>"]
NAMES = [
    "[MASK]", "[gMASK]", "[sMASK]", "[CLS]", "[SEP]", "[UNK]", "<|endoftext|>", "<|startofpiece|>", "<unused_0>", "<unk>", "</s>", "<s>",
]  # fmt: skip
SENTENCES = ["hello world, abc 你好", "かがきぎ 각한글 ﬁ x = y", "de fi gh", " ".join("".join(NAMES))] * 20
FIRST_NEWER = "\U000105d2"
"""The first character that the installed package's Unicode composes and the library's does not; the published table is older."""
TEXTS = [
    "ﬁ\u0302", "Ａ\u0301", "a\u0302\u0301", "a\u0302\u0323", "²\u200cx", "\u0301a", "か\u3099", "ｶﾞ", "\u1112\u1161\u11ab", "ㅎㅏㄴ",
    "가\u11a8", "<n>\u0338", ">\u0338", "<|blank_2|>\u0338", "a\u0001\u0301", "a\u0002\u0301", "\u0002\u0301", "Å ﬃ ～ ㍿", "½\u0e33",
    "😀\u200d👍🏽❤\ufe0f", "\r", "",
]  # fmt: skip


def trained(kind: str) -> bytes:
    """A small model with the installed package's table and the pieces that the conversion asks for."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES), model_writer=model, model_type=kind, vocab_size=120 if kind == "bpe" else 400, pad_id=3,
        hard_vocab_limit=False, byte_fallback=kind == "unigram", normalization_rule_name="nmt_nfkc", minloglevel=2,
        user_defined_symbols=PASSED if kind == "unigram" else PASSED[:1], control_symbols=["[gMASK]", "<sop>"] if kind == "unigram" else [],
    )  # fmt: skip
    return model.getvalue()


class Case(NamedTuple):
    """The fast tokenizer, SentencePiece and the table of one model."""

    family: str
    published: bool
    fast: Any
    slow: Any
    table: dict[str, str]
    folder: Path

    def keys(self) -> list[str]:
        """The keys of several characters that both sides know."""
        return [key for key in self.table if len(key) > 1 and (self.published or max(key) < FIRST_NEWER)]

    def ids(self, text: str) -> list[int]:
        return self.fast.encode(text, add_special_tokens=False, split_special_tokens=True)


def opened(family: str, published: bool, folder: Path, patch: pytest.MonkeyPatch) -> Case:
    import sentencepiece
    from transformers import AutoTokenizer

    path = PROJECT_ROOT.parent / "shared" / "data" / "tokenizers" / family / PUBLISHED[family]
    if published and not path.is_file():
        pytest.skip(f"the published {path.name} is not on this machine")
    if not published:
        path = folder / PUBLISHED[family]
        path.write_bytes(trained("unigram" if family == "chatglm-6b" else "bpe"))
        patch.setattr(sentencepiece_file, "NMT_NFKC", hashlib.sha256(table_of(path)).hexdigest())
    convert_tokenizer(path.parent, family, folder)
    slow = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return Case(family, published, AutoTokenizer.from_pretrained(folder), slow, charsmap.keys(table_of(path)), folder)


def table_of(path: Path) -> bytes:
    """A model's table, read by the package's own code."""
    from sentencepiece import sentencepiece_model_pb2

    return sentencepiece_model_pb2.ModelProto.FromString(path.read_bytes()).normalizer_spec.precompiled_charsmap


CASES = {f"{family} {what}": (family, what == "published") for family in PUBLISHED for what in ("published", "small")}


@pytest.fixture(scope="module", params=CASES)
def case(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        yield opened(*CASES[request.param], tmp_path_factory.mktemp("model"), patch)


def blanks(text: str) -> str:
    """Blanks as pieces, as ChatGLM-6B's published code writes them before SentencePiece sees the text."""
    text = text.replace("\n", "<n>").replace("\t", "<|tab|>")
    for count in range(80, 1, -1):
        text = text.replace(" " * count, f"<|blank_{count}|>")
    return text


def random_texts(case: Case, count: int) -> list[str]:
    """Keys, what may follow in them, plain text and any character, mixed."""
    chance, keys = random.Random(17), sorted(case.keys())
    follow = sorted({char for key in keys for char in key[1:]})
    pools = [
        keys,
        sorted(key for key in case.table if len(key) == 1),
        follow,
        follow,
        list("aeoAO<>= \r\u0001\u0002\u200d\ufe0f，Ａ½ﬁか가的"),
        PASSED,
    ]

    def part() -> str:
        return chr(chance.randint(0x370, 0xD7FF)) if chance.random() < 0.1 else chance.choice(chance.choice(pools))

    return ["".join(part() for _ in range(chance.choice((1, 2, 3, 5, 12)))) for _ in range(count)]


def test_any_text_is_normalized_as_sentencepiece_does(case):
    normalizer = case.fast.backend_tokenizer.normalizer
    for text in [*TEXTS, *random_texts(case, 12_000)]:
        asked = blanks(text) if case.family == "chatglm-6b" else text
        same = normalizer.normalize_str(text).removeprefix("▁") == case.slow.normalize(asked).removeprefix("▁")
        assert same, ascii(text)


def test_what_the_steps_rely_on_holds_for_every_key(case):
    from tokenizers import normalizers

    compose, keys = normalizers.NFC(), case.keys()
    assert len(keys) > 150_000
    assert not {key[0] for key in keys} & {char for key in keys for char in key[1:]}
    assert all(key[:-1] in case.table for key in keys if len(key) > 2)
    assert all(compose.normalize_str("".join(case.table.get(char, char) for char in key)) == case.table[key] for key in keys)


def test_ids_and_places_stay_after_saving_and_loading(case, tmp_path):
    from transformers import AutoTokenizer

    case.fast.save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    for text in [*TEXTS, "x がかﬁ\u0302 = Ａ\u0301 y"]:
        found = again(text, add_special_tokens=False, return_offsets_mapping=True, split_special_tokens=True)
        assert found["input_ids"] == case.ids(text) == case.slow.encode(text), ascii(text)
        places = found["offset_mapping"]
        assert all(0 <= start <= end <= len(text) for start, end in places)
        assert all(before[0] <= after[0] for before, after in pairwise(places)), (ascii(text), places)


@pytest.mark.parametrize("case", ["glm-10b-chinese published", "glm-10b-chinese small"], indirect=True)
def test_a_name_behind_a_newline_piece_stays_text(case):
    for name in NAMES:
        for text in (f"<n>{name}", f"a<n>{name}<n>", f"<n><n>{name}b", f"<n>{name}{name}", f"\ufdd0<n>{name}"):
            assert case.ids(text) == case.slow.encode(text), text
    mask = case.fast.convert_tokens_to_ids("[MASK]")
    assert case.fast.encode("a<n>[MASK]<n>b", add_special_tokens=False).count(mask) == 1  # By default a mask that a user writes is one.
    assert case.ids("a<n>\ufdd0[MASK]\ufdd0")[-1] == mask


@pytest.mark.parametrize("case", ["chatglm-6b published", "chatglm-6b small"], indirect=True)
def test_the_library_reads_scores_exactly(case):
    written = json.loads((case.folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert json.loads(case.fast.backend_tokenizer.to_str())["model"]["vocab"] == written


@pytest.mark.parametrize("case", ["chatglm-6b published"], indirect=True)
def test_where_two_cuts_of_a_run_are_equally_good_only_their_order_differs(case):
    runs = [start + sign * count for sign in ("哈", ".", "=", "la") for start in ("", "我", "我说") for count in range(2, 40)]
    pairs = [(case.ids(run), case.slow.encode(run)) for run in runs]
    assert all(sorted(ours) == sorted(theirs) for ours, theirs in pairs)
    assert sum(ours == theirs for ours, theirs in pairs) > len(pairs) // 2
