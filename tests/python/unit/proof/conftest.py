"""A real tiny GLM, overfitted on two sentences in seconds: small enough for unit tests, and it knows something to lose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROMPTS = [
    {"user": "静夜思", "expect": "床前明月光，疑是地上霜。举头望明月，低头思故乡。"},
    {"user": "登鹳雀楼", "expect": "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"},
]
TEMPLATE = (
    "[gMASK]<sop>{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIAL = ["<pad>", "<unk>", "</s>", "[gMASK]", "<sop>", "<|user|>", "<|assistant|>"]

os.environ.setdefault("OMP_NUM_THREADS", "2")


def make_tokenizer(folder: Path) -> None:
    """One token a character, the special tokens as in ChatGLM3."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted({letter for prompt in PROMPTS for letter in prompt["user"] + prompt["expect"]})
    words = {word: index for index, word in enumerate(SPECIAL + letters)}
    inner = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    inner.decoder = decoders.Fuse()
    inner.add_special_tokens(SPECIAL)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", unk_token="<unk>", eos_token="</s>", padding_side="left")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)


def make_config(hidden: int = 64):
    from transformers import GlmConfig

    return GlmConfig(
        vocab_size=128, hidden_size=hidden, intermediate_size=2 * hidden, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=hidden // 4, max_position_embeddings=256, rms_norm_eps=1e-5, attention_bias=True,
        pad_token_id=0, eos_token_id=2, bos_token_id=None, tie_word_embeddings=False,
    )  # fmt: skip


def train(folder: Path) -> None:
    """Overfit until both sentences are known by heart; fixed seed."""
    import torch
    from transformers import AutoTokenizer, GlmForCausalLM

    torch.manual_seed(7)
    torch.set_num_threads(1)  # So small a model only waits for a second thread.
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = []
    for prompt in PROMPTS:
        start = tokenizer.apply_chat_template([{"role": "user", "content": prompt["user"]}], add_generation_prompt=True, tokenize=False)
        rows.append(tokenizer(start + prompt["expect"] + "</s>", add_special_tokens=False).input_ids)
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    labels = ids.masked_fill(ids == 0, -100)
    model = GlmForCausalLM(make_config())
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(400):
        loss = model(input_ids=ids, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 2e-3:
            break
    model.eval()
    # The float32 reference holds exactly what bfloat16 can hold, as a converted checkpoint does.
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(torch.bfloat16).float())
    model.save_pretrained(folder)
    config = (folder / "config.json").read_text(encoding="utf-8").replace('"float32"', '"bfloat16"')
    (folder / "config.json").write_text(config, encoding="utf-8")
    GlmForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).save_pretrained(folder)


@pytest.fixture(scope="session")
def prompts() -> list[dict[str, str]]:
    return [dict(prompt) for prompt in PROMPTS]


@pytest.fixture(scope="session")
def bf16_model(tmp_path_factory) -> Path:
    """A folder with a bfloat16 GlmForCausalLM, its tokenizer and chat template; tests must not change it."""
    folder = tmp_path_factory.mktemp("model") / "bf16"
    folder.mkdir()
    make_tokenizer(folder)
    train(folder)
    return folder
