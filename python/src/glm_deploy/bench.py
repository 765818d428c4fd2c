"""``python -m glm_deploy.bench convert``: conversion against a plain copy of the same bytes on the same disk, in one run.

Both sides read a synthetic ChatGLM3 checkpoint of real widths from the disk (its pages are dropped from the cache first where
the system allows it), write as many bytes and wait until they are on the disk. The conversion runs in a process of its own, so
that its peak memory is its own; the time of importing torch and transformers is not counted, the verification is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from glm_deploy import events, files

GIB = float(1 << 30)
LAYOUTS = ("torch", "torch-legacy", "safetensors")
LIMIT_SHARE, LIMIT_MEMORY = 0.70, 1.5e9
"""What the conversion promises: share of the copy's speed, and bytes above the largest tensor."""

CONFIG: dict[str, Any] = {
    "_name_or_path": "THUDM/chatglm3-6b", "model_type": "chatglm", "architectures": ["ChatGLMModel"], "add_bias_linear": False,
    "add_qkv_bias": True, "apply_residual_connection_post_layernorm": False, "ffn_hidden_size": 13696, "fp32_residual_connection": False,
    "hidden_size": 4096, "kv_channels": 128, "layernorm_epsilon": 1e-05, "multi_query_attention": True, "multi_query_group_num": 2,
    "num_attention_heads": 32, "original_rope": True, "padded_vocab_size": 65024, "post_layer_norm": True, "rmsnorm": True,
    "seq_length": 8192, "torch_dtype": "float16", "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
LARGEST = 65024 * 4096 * 2

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Measurements of Deploy-GLM's own work.")


@app.callback()
def main() -> None:
    """Keeps ``convert`` a command of its own."""


@app.command()
def convert(
    gib: Annotated[float, typer.Option(min=1.5, help="Size of the synthetic checkpoint in GiB.")] = 3.0,
    repeat: Annotated[int, typer.Option(min=1, max=20, help="How often to measure both sides, alternately.")] = 2,
    dtype: Annotated[str, typer.Option(help="Output type.")] = "bfloat16",
    layout: Annotated[str, typer.Option(help=f"How the source is stored: {', '.join(LAYOUTS)}.")] = "torch",
    folder: Annotated[Path | None, typer.Option(help="Where to work; by default the system's folder for temporary files.")] = None,
) -> None:
    """Measure the conversion's speed and memory against a plain copy; fails when a promise is broken."""
    if layout not in LAYOUTS:
        raise typer.BadParameter(f"{layout} is not one of {', '.join(LAYOUTS)}", param_hint="--layout")
    with tempfile.TemporaryDirectory(prefix="glm-bench-", dir=folder) as name:
        base = Path(name)
        files.require_space(base, int(gib * 2.2 * GIB), "The measurement")
        source = write_source(base / "source", gib, layout)
        size = sum(path.stat().st_size for path in source.iterdir())
        rounds = []
        for _ in range(repeat):
            copy_s = _timed_copy(source, base / "copy")
            rounds.append({"copy_s": copy_s, **_converted(source, base / "out", dtype)})
    result = {**summary(size, rounds, dtype), "layout": layout}
    _show(result)
    if not result["holds"]:
        raise typer.Exit(1)


def write_source(folder: Path, gib: float, layout: str = "torch") -> Path:
    """A checkpoint in the published form of about ``gib`` GiB: random float16 weights, one block of them repeated."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    hidden, ffn, vocabulary = CONFIG["hidden_size"], CONFIG["ffn_hidden_size"], CONFIG["padded_vocab_size"]
    layer_shapes = {
        "input_layernorm.weight": (hidden,), "self_attention.query_key_value.weight": (4608, hidden),
        "self_attention.query_key_value.bias": (4608,), "self_attention.dense.weight": (hidden, hidden),
        "post_attention_layernorm.weight": (hidden,), "mlp.dense_h_to_4h.weight": (2 * ffn, hidden),
        "mlp.dense_4h_to_h.weight": (hidden, ffn),
    }  # fmt: skip
    per_layer = 2 * sum(shape[0] * (shape[1] if len(shape) > 1 else 1) for shape in layer_shapes.values())
    layers = max(1, round((gib * GIB - 2 * LARGEST) / per_layer))
    block = (torch.randn(1 << 22, generator=torch.Generator().manual_seed(0)) * 0.02).to(torch.float16)

    def tensor(*shape: int) -> Any:
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        return block.repeat(-(-count // block.numel()))[:count].reshape(shape).clone()

    shards = [{f"transformer.encoder.layers.{n}.{name}": shape for name, shape in layer_shapes.items()} for n in range(layers)]
    shards.insert(0, {"transformer.embedding.word_embeddings.weight": (vocabulary, hidden)})
    shards.append({"transformer.output_layer.weight": (vocabulary, hidden), "transformer.encoder.final_layernorm.weight": (hidden,)})
    weight_map: dict[str, str] = {}
    stem, kind = ("model", "safetensors") if layout == "safetensors" else ("pytorch_model", "bin")
    for number, shapes in enumerate(shards, 1):
        name = f"{stem}-{number:05d}-of-{len(shards):05d}.{kind}"
        tensors = {key: tensor(*shape) for key, shape in shapes.items()}
        if kind == "safetensors":
            save_file(tensors, folder / name)
        else:
            torch.save(tensors, folder / name, _use_new_zipfile_serialization=layout == "torch")
        weight_map |= dict.fromkeys(shapes, name)
    files.write_json(folder / f"{stem}.{kind}.index.json", {"metadata": {}, "weight_map": weight_map})
    files.write_json(folder / "config.json", {**CONFIG, "num_layers": layers})
    return folder


def settle_disk(folder: Path) -> bool:
    """Bring all writes to the disk and drop the folder's pages from the cache. Returns: whether the system could drop them."""
    if sys.platform == "win32":
        return False
    os.sync()
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def _timed_copy(source: Path, target: Path) -> float:
    settle_disk(source)
    target.mkdir()
    start = time.perf_counter()
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, target / path.name)
        with (target / path.name).open("rb+") as file:
            os.fsync(file.fileno())
    seconds = time.perf_counter() - start
    files.remove_tree(target)
    return seconds


def _converted(source: Path, out: Path, dtype: str) -> dict[str, float]:
    settle_disk(source)
    command = [sys.executable, "-m", "glm_deploy.bench", "convert-once", str(source), str(out), dtype]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], timeout=3600)
    files.remove_tree(out)
    found: dict[str, float] = json.loads(done.stdout.decode().splitlines()[-1])
    return found


@app.command(hidden=True)
def convert_once(source: Path, out: Path, dtype: str) -> None:
    """One conversion in this process; writes its seconds and its memory as JSON."""
    import psutil
    import torch
    import transformers

    from glm_deploy.convert import convert_checkpoint

    transformers.GlmForCausalLM  # noqa: B018  (imports the class now, so that its time does not count)
    process, peak, over = psutil.Process(), [0, 0], threading.Event()
    before = process.memory_info().rss

    def watch() -> None:
        while not over.wait(0.01):
            peak[0] = max(peak[0], process.memory_info().rss)
            peak[1] = max(peak[1], _anonymous())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    with events.sink(lambda event: None):
        start = time.perf_counter()
        convert_checkpoint(source, out, dtype=dtype)
        seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    found = {"convert_s": seconds, "rss_before": before, "peak_rss": peak[0], "peak_anonymous": peak[1], "threads": torch.get_num_threads()}
    typer.echo(json.dumps(found))


def _anonymous() -> int:
    """Bytes of private memory, where the system tells them apart (Linux); else 0."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next((line for line in status.read_text().splitlines() if line.startswith("RssAnon")), "RssAnon: 0 kB")
    return int(line.split()[1]) << 10


def summary(size: int, rounds: list[dict[str, float]], dtype: str) -> dict[str, Any]:
    """The figures of all rounds: medians, the share of the copy's speed, memory above the largest tensor, and the verdict."""
    middle = len(rounds) // 2
    copy = sorted(item["copy_s"] for item in rounds)[middle]
    converted = sorted(item["convert_s"] for item in rounds)[middle]
    above = max(item["peak_rss"] for item in rounds) - LARGEST
    share = copy / converted
    return {
        "bytes": size, "dtype": dtype, "copy_s": copy, "convert_s": converted, "copy_gb_s": size / copy / 1e9,
        "convert_gb_s": size / converted / 1e9, "share_of_copy": share, "largest_tensor_bytes": LARGEST,
        "peak_rss_bytes": LARGEST + above, "peak_above_largest_bytes": above, "rounds": rounds,
        "holds": share >= LIMIT_SHARE and above <= LIMIT_MEMORY,
    }  # fmt: skip


def _show(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("measure", "value", "promise", title=f"convert {result['bytes'] / 1e9:.2f} GB to {result['dtype']}")
    table.add_row("plain copy", f"{result['copy_s']:.2f} s, {result['copy_gb_s']:.2f} GB/s", "")
    table.add_row("conversion", f"{result['convert_s']:.2f} s, {result['convert_gb_s']:.2f} GB/s", "")
    table.add_row("share of the copy's speed", f"{result['share_of_copy']:.0%}", f">= {LIMIT_SHARE:.0%}")
    table.add_row("peak memory (resident)", f"{result['peak_rss_bytes'] / 1e9:.2f} GB", "")
    table.add_row("above the largest tensor", f"{result['peak_above_largest_bytes'] / 1e9:.2f} GB", f"<= {LIMIT_MEMORY / 1e9:.1f} GB")
    Console(stderr=True).print(table)
    typer.echo(json.dumps(result))


if __name__ == "__main__":
    app()
