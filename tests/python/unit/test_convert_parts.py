"""The parts of a conversion one by one: sharding, headers, rows, the account, samples, sizes, options, memory figures."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from support import chatglm_checkpoint as small

from glm_deploy import bench, events
from glm_deploy.checkpoint import open_checkpoint
from glm_deploy.convert import account, chatglm, commands, convert_checkpoint, inspection, quantized, rows, run_verb, stream, verify, writer
from glm_deploy.convert.family import Drop, Part, Plan, TensorRule, rename
from glm_deploy.errors import GlmError, exit_code

SOURCE_ROOT = Path(bench.__file__).parents[1]


@pytest.fixture(autouse=True)
def quiet():
    with events.sink(lambda event: None):
        yield


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return small.write(tmp_path / "source", small.SMALL, small.random_state(small.SMALL))


def test_shards_keep_order_and_size() -> None:
    rules = tuple(rename(f"t{n}", f"s{n}", (10, 10)) for n in range(5))
    shards = writer.into_shards(rules, "float16", 450)
    assert [[rule.target for rule in shard.rules] for shard in shards] == [["t0", "t1"], ["t2", "t3"], ["t4"]]
    assert shards[0].name == "model-00001-of-00003.safetensors"
    assert writer.into_shards(rules, "float16", 100)[4].rules[0].target == "t4"
    assert writer.into_shards(rules, "float16", 1 << 20)[0].name == "model.safetensors"
    assert writer.index(shards, "float16")["weight_map"]["t3"] == "model-00002-of-00003.safetensors"


def test_a_written_shard_is_read_by_the_library_and_hashed(tmp_path: Path) -> None:
    rule = rename("a", "b", (3, 4))
    values = torch.arange(12.0).reshape(3, 4)
    with writer.pools() as pools, writer.shard_file(tmp_path / "x.safetensors", pools) as file:
        file.put(memoryview(writer.header(writer.Shard("x", (rule,)), "float32")))
        file.put(values.view(torch.uint8).numpy().reshape(-1).data)
        digest = file.finish()
    assert digest == hashlib.sha256((tmp_path / "x.safetensors").read_bytes()).hexdigest()
    with safe_open(tmp_path / "x.safetensors", framework="pt") as read:
        assert torch.equal(read.get_tensor("a"), values)


@pytest.mark.parametrize(("start", "stop"), [(0, 6), (0, 1), (1, 4), (3, 6), (2, 3)])
def test_rows_across_parts_and_side_by_side(start: int, stop: int, source: Path) -> None:
    checkpoint = open_checkpoint(source)
    name = "transformer.encoder.layers.0.mlp.dense_h_to_4h.weight"
    whole = small.random_state(small.SMALL)[name]
    below = TensorRule("t", (6, 64), (Part(name, (10, 13)), Part(name, (2, 4)), Part(name, (7, 8))))
    want = torch.cat([whole[10:13], whole[2:4], whole[7:8]])
    assert torch.equal(rows.target_rows(checkpoint, below, start, stop), want[start:stop])
    beside = TensorRule("t", (6, 128), (Part(name, (10, 16)), Part(name, (0, 6))), dim=1)
    want = torch.cat([whole[10:16], whole[0:6]], dim=1)
    assert torch.equal(rows.target_rows(checkpoint, beside, start, stop), want[start:stop])


def cast_of(block: torch.Tensor, dtype: str) -> torch.Tensor:
    result: torch.Tensor = stream.cast(rename("w", "w", tuple(block.shape)), block, dtype)
    return result


def test_casting_in_pieces_rounds_as_in_one_and_looks_at_every_piece() -> None:
    size = 2 * stream.PIECE + 7
    values = torch.randn(size, generator=torch.Generator().manual_seed(1)) * 0.02
    for kind in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        for dtype in ("bfloat16", "float16", "float32"):
            block = values.to(kind)
            assert torch.equal(cast_of(block, dtype), block.to(torch.float32).to(getattr(torch, dtype))), (kind, dtype)
    for place in (0, stream.PIECE, size - 1):
        for kind, value, wanted in (("float16", float("nan"), "checkpoint-not-finite"), ("float32", 1e6, "convert-overflow")):
            block = values.to(getattr(torch, kind))
            block[place] = value
            with pytest.raises(GlmError) as caught:
                cast_of(block, "float16" if kind == "float32" else "bfloat16")
            assert caught.value.id == wanted
    assert cast_of(torch.tensor(1.5), "bfloat16").shape == ()
    assert cast_of(torch.empty(0, 4, dtype=torch.float16), "bfloat16").shape == (0, 4)


def test_int4_nibbles_have_their_sign() -> None:
    packed = torch.tensor([[0x7F, -128 + 0x01]], dtype=torch.int8)
    assert quantized.dequantize(packed, torch.tensor([0.5]), 4).tolist() == [[3.5, -0.5, -4.0, 0.5]]


def fault(plan: Plan, source: Path) -> str:
    with pytest.raises(GlmError) as caught:
        account.settle(open_checkpoint(source), plan)
    return caught.value.id


def test_nothing_is_lost_silently(source: Path) -> None:
    plan = chatglm.plan(open_checkpoint(source))
    settled = account.settle(open_checkpoint(source), plan)
    assert (len(settled.used), len(settled.derived), len(settled.dropped)) == (13, 4, 1)
    assert fault(dataclasses.replace(plan, drops=()), source) == "checkpoint-tensor-unknown"
    assert fault(dataclasses.replace(plan, rules=plan.rules[1:]), source) == "checkpoint-tensor-unknown"
    assert fault(dataclasses.replace(plan, rules=(*plan.rules, plan.rules[0])), source) == "convert-unaccounted"
    without_keys = tuple(rule for rule in plan.rules if ".k_proj." not in rule.target)
    assert fault(dataclasses.replace(plan, rules=without_keys), source) == "convert-unaccounted"
    with pytest.raises(GlmError) as caught:
        verify.check_targets(plan, {"model.norm.weight": (64,)})
    assert caught.value.id == "convert-target-mismatch"


def test_a_changed_byte_is_seen_by_the_comparison(source: Path, tmp_path: Path) -> None:
    checkpoint = open_checkpoint(source)
    plan = chatglm.plan(checkpoint)
    (tmp_path / "out").mkdir()
    stream.write_weights(checkpoint, plan, tmp_path / "out", "bfloat16", 1 << 30)
    assert verify.compare_samples(checkpoint, plan, tmp_path / "out", "bfloat16")["tensors"] == 25
    with (tmp_path / "out" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(GlmError) as caught:
        verify.compare_samples(checkpoint, plan, tmp_path / "out", "bfloat16")
    assert caught.value.id == "convert-verify-failed"


def test_tied_tensors_must_be_equal(tmp_path: Path) -> None:
    state = small.random_state(small.SMALL)
    names = ("transformer.embedding.word_embeddings.weight", "transformer.output_layer.weight")
    checkpoint = open_checkpoint(small.write(tmp_path / "differ", small.SMALL, state))
    with pytest.raises(GlmError) as caught:
        stream.check_ties(checkpoint, (Drop(names[1], "tied", same_as=names[0]),))
    assert caught.value.id == "convert-tied-differs"
    checkpoint = open_checkpoint(small.write(tmp_path / "equal", small.SMALL, state | {names[1]: state[names[0]]}, shards=1))
    stream.check_ties(checkpoint, (Drop(names[1], "tied", same_as=names[0]),))


@pytest.mark.parametrize("options", [{"dtype": "int8"}, {"dtype": ""}, {"shard_size": 10}, {"verify": "hope"}])
def test_wrong_options(options: dict, source: Path, tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / "out", **options)
    assert caught.value.id == "convert-options"


@pytest.mark.parametrize("out", ["source", "source/inside", "."])
def test_the_source_is_never_replaced(out: str, source: Path, tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / out)
    assert caught.value.id == "convert-options"
    assert (source / "config.json").exists()


def test_a_folder_of_somebody_is_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(GlmError) as caught:
        commands.convert(source, tmp_path / "mine")
    assert caught.value.id == "output-foreign"
    with pytest.raises(GlmError) as caught:
        run_verb({"verb": "convert", "source": str(source), "out": str(tmp_path / "mine")})
    assert caught.value.id == "output-foreign"
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_commands_speak_json(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.convert(source, tmp_path / "out", dtype="fp16", as_json=True)
    assert json.loads(capsys.readouterr().out)["facts"]["dtype"] == "float16"
    commands.convert(source, tmp_path / "out", dtype="bf16")
    assert "25 tensors" in capsys.readouterr().err
    commands.inspect(source, as_json=True)
    assert json.loads(capsys.readouterr().out)["family"] == "chatglm3"


def test_the_verb(source: Path, tmp_path: Path) -> None:
    data = run_verb({"verb": "convert", "source": str(source), "out": str(tmp_path / "out"), "inputs": {"a": 1}, "shard_size": 100_000})
    assert data["kind"] == "fp16"
    assert len(list((tmp_path / "out").glob("*.safetensors"))) > 1
    with pytest.raises(GlmError) as caught:
        run_verb({"verb": "convert", "source": str(source), "out": str(tmp_path / "out"), "shard_size": "5"})
    assert caught.value.id == "request-invalid"


def test_inspection_of_good_and_bad(source: Path, tmp_path: Path) -> None:
    found = inspection.inspect_checkpoint(source)
    assert (found.family, found.problems, found.dtypes, found.tokenizer) == ("chatglm3", (), {"float16": 18}, "none found")
    (source / "pytorch_model-00002-of-00002.bin").unlink()
    assert [problem["id"] for problem in inspection.inspect_checkpoint(source).problems] == ["checkpoint-shard-missing"]
    assert [problem["id"] for problem in inspection.inspect_checkpoint(tmp_path / "no").problems] == ["checkpoint-missing"]


def test_memory_of_chatglm3_6b() -> None:
    widths = {"hidden_size": 4096, "vocab_size": 65024, "num_hidden_layers": 28}
    config = {**widths, "num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 128}
    needs = inspection.memory_needs(6_243_584_000, config)
    assert needs["bfloat16"]["weights_bytes"] == 12_487_168_000
    assert needs["bfloat16"]["cache_bytes"] == 2 * 28 * 2 * 128 * 2048 * 2
    assert 3.8e9 < needs["nf4"]["weights_bytes"] < 4.1e9
    assert "28 layers" in needs["nf4"]["arithmetic"]


@pytest.mark.parametrize("wait_s", [0.0, 0.3])
def test_a_killed_conversion_leaves_no_artefact_and_the_next_one_works(wait_s: float, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import sys, time; from pathlib import Path; from glm_deploy.convert import convert_checkpoint, stream;"
        " old = stream.cast\n"
        "def slow(*a):\n    print('writing', flush=True); time.sleep(0.05); return old(*a)\n"
        "stream.cast = slow; convert_checkpoint(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(source), str(out)], cwd=SOURCE_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline().strip() == b"writing"
        time.sleep(wait_s)
        child.kill()
        child.wait()
    assert not out.exists()
    assert all(path.name == "source" or path.name.startswith(".out.") for path in tmp_path.iterdir())
    convert_checkpoint(source, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "source"]


def test_the_measurements_figures_and_verdict() -> None:
    item = {"copy_s": 2.0, "convert_s": 2.5, "peak_rss": float(bench.LARGEST) + 1e9, "peak_anonymous": 1.0, "rss_before": 1.0}
    result = bench.summary(4_000_000_000, [item], "bfloat16")
    assert (result["share_of_copy"], result["copy_gb_s"], result["peak_above_largest_bytes"]) == (0.8, 2.0, 1e9)
    assert result["holds"]
    assert not bench.summary(1, [item | {"convert_s": 3.0}], "bfloat16")["holds"]
    assert not bench.summary(1, [item | {"peak_rss": 1e12}], "bfloat16")["holds"]


@pytest.mark.parametrize("change", ["replaced", "touched", "removed"])
def test_a_source_that_changes_meanwhile_is_noticed(change: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = stream.write_weights

    def write(checkpoint, *arguments):
        path = checkpoint.files[-1]
        if change == "replaced":
            (tmp_path / "new").write_bytes(path.read_bytes())
            (tmp_path / "new").replace(path)
        elif change == "touched":
            os.utime(path, ns=(0, 0))
        else:
            path.unlink()
        return written(checkpoint, *arguments)

    monkeypatch.setattr(stream, "write_weights", write)
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / "out")
    assert caught.value.id == "checkpoint-changed"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_command_says_so_and_leaves_nothing(name: str, source: Path, tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from glm_deploy import cli; from glm_deploy.convert import stream\n"
        f"stream.write_weights = lambda *arguments: os.kill(os.getpid(), signal.{name})\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "convert", str(source), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=SOURCE_ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == exit_code("interrupted"), done.stderr
    assert done.stderr.count("Error id:       interrupted") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]
