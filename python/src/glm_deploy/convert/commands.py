"""The commands ``convert`` and ``inspect`` for people: progress while working, a summary at the end. Registered by ``cli``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glm_deploy import artifact, events
from glm_deploy.errors import GlmError
from glm_deploy.units import count_text, size_text

if TYPE_CHECKING:
    from rich.console import Console

_SIZE = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:([KMGT])(I)?)?B?$", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_TOKENIZER_WORDS = {
    "converted": "converted to tokenizer.json", "copied": "copied from the source", "none": "none belongs to it",
    "missing": "none was beside the weights; put one there and convert again",
}  # fmt: skip
_LAYOUT_WORDS = {
    "safetensors": "safetensors", "torch": "torch files", "torch-legacy": "torch files of the old format",
    "sat": "mp_rank files of the training code",
}  # fmt: skip

Source = Annotated[Path, typer.Argument(help="Folder of the published checkpoint.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, also on failure, instead of a table.")]


class InspectionError(GlmError):
    """The first problem of a checkpoint; ``partial_data`` holds all that was found."""

    partial_data: dict[str, Any]


def parse_size(text: str) -> int:
    """Bytes of a size such as ``5GiB``, ``500MB``, ``5G`` (as 5GB) or ``1000000``. Raises: GlmError ``convert-options``."""
    match = _SIZE.match(text.strip())
    if not match:
        raise GlmError("convert-options", f"The shard size {text[:40]!r} is not a size such as 5GiB or 500MB.")
    return int(float(match[1]) * (1024 if match[3] else 1000) ** _POWERS[(match[2] or "").upper()])


def convert(
    source: Source,
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    dtype: Annotated[str | None, typer.Option(help="bfloat16, float16 or float32 (bf16, fp16, fp32); by default the source's own.")] = None,
    shard_size: Annotated[str, typer.Option(help="Largest output file, e.g. 5GiB or 5GB.")] = "5GiB",
    verify: Annotated[str, typer.Option(help="sample: compare samples with the source; forward: also compare the logits.")] = "sample",
    as_json: AsJson = False,
) -> None:
    """Convert a published GLM checkpoint to a folder that transformers loads without remote code."""
    from glm_deploy.convert import convert_checkpoint

    artifact.require_own_place(out)
    with _progress() as console:
        record = convert_checkpoint(source, out, dtype=dtype, shard_size=parse_size(shard_size), verify=verify)
    summary = {"ok": True, "path": str(out), "kind": record.kind, "sha256": record.digest, "facts": record.facts}
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        _show_conversion(console, record, out)


def inspect(source: Source, as_json: AsJson = False) -> None:
    """Say what a checkpoint is: family, size, types, tokenizer, problems, and the memory it needs."""
    from glm_deploy.convert.inspection import inspect_checkpoint

    with _progress() as console:
        found = inspect_checkpoint(source)
    if not as_json:
        _show_inspection(console, found)
    if found.problems:
        problem = found.problems[0]
        error = InspectionError(problem["id"], problem["message"], hint=problem["hint"])
        error.partial_data = found.as_dict()
        raise error
    if as_json:
        typer.echo(json.dumps({"ok": True, **found.as_dict()}, ensure_ascii=False))


@contextmanager
def _progress() -> Iterator[Console]:
    """Events as a progress bar and lines on stderr; where no bar can move, the lines alone."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeRemainingColumn())
    tasks: dict[str, Any] = {}
    with ExitStack() as shown:
        # On a pipe it would draw nothing but an empty line at the end.
        bars = shown.enter_context(Progress(*columns, console=console, transient=True)) if console.is_interactive else None

        def show(event: events.Event) -> None:
            fields = event["fields"]
            if event["level"] == "progress":
                if bars is None:
                    return
                if event["message"] not in tasks:
                    tasks[event["message"]] = bars.add_task(event["message"], total=fields["total"])
                bars.update(tasks[event["message"]], completed=fields["done"])
            elif event["level"] != "debug":
                console.print(event["message"], markup=False)

        shown.enter_context(events.sink(show))
        yield console


def _show_conversion(console: Console, record: artifact.Record, out: Path) -> None:
    from rich.table import Table

    facts, checked = record.facts, record.facts["verified"]
    table = Table(show_header=False, title=f"{facts['family']} -> {facts['architecture']}, {facts['dtype']}")
    table.add_row("folder", str(out))
    table.add_row("weights", f"{count_text(facts['parameters'])} in {facts['tensors']['target']} tensors")
    table.add_row("files", f"{len(record.outputs)}, {size_text(sum(entry.size for entry in record.outputs))}")
    tensors = facts["tensors"]
    reasons = "; ".join(sorted(set(tensors["dropped"].values())))
    dropped = f"{len(tensors['dropped'])} dropped" + (f" ({reasons})" if reasons else "")
    table.add_row("source tensors", f"{tensors['used']} used, {tensors['derived']} derived, {dropped}")
    table.add_row("compared", _comparison(facts["dtype"], checked))
    if "forward" in checked:
        forward = checked["forward"]
        difference = f"{forward['max_difference']:.1e} where the largest value is {forward['largest_logit']:.2g}"
        # Both sides take the weights as written, so what was rounded on the way is no part of the difference.
        how = f"{forward['layers']} layers, {forward['weights']} weights computed in float32, at most {forward['allowed']:.1e} allowed"
        table.add_row("forward", f"formulas of the source and converted model differ by {difference}; {how}")
    table.add_row("rules", facts["rules"])
    table.add_row("tokenizer", _TOKENIZER_WORDS.get(str(facts["tokenizer"].get("kind")), "unknown"))
    table.add_row("to load it", _how_to_load(facts["architecture"]))
    console.print(table)


def _comparison(dtype: str, checked: dict[str, Any]) -> str:
    """What equals the source, and whether it had to be rounded for that."""
    samples, rounded = checked["samples"], checked["rounded"]
    share = f"{samples['samples']} samples of {samples['tensors']} tensors ({size_text(samples['bytes'])})"
    if not rounded:
        return f"{share} equal the source bit for bit"
    made_of = ", ".join(f"{count} from {kind}" for kind, count in rounded.items())
    return f"{share} equal the source rounded to {dtype}; rounded tensors: {made_of}"


def _how_to_load(architecture: str) -> str:
    from glm_deploy.convert import native

    if architecture == "TunedPrefix":
        return "glm_deploy.models.ptuning.prefix_cache(folder, model)"
    load = "AutoModelForCausalLM.from_pretrained(folder)"
    return load if architecture in native.CLASSES.values() else f"glm_deploy.models.register(), then {load}"


def _show_inspection(console: Console, found: Any) -> None:
    from rich.table import Table

    table = Table(show_header=False, title="checkpoint")
    table.add_row("family", f"{found.family}: {found.described}" if found.family else "unknown")
    table.add_row("weights", f"{count_text(found.parameters)} in {found.tensors} tensors")
    table.add_row("files", f"{size_text(found.size_bytes)}, {_LAYOUT_WORDS.get(found.layout, 'nothing that can be read')}")
    table.add_row("types", ", ".join(f"{name}: {count}" for name, count in sorted(found.dtypes.items())) or "unknown")
    table.add_row("tokenizer", found.tokenizer)
    for note in found.notes:
        table.add_row("note", note)
    for name, need in found.memory.items():
        cache = f"{size_text(need['cache_bytes'])} for {count_text(need['context_tokens'])} tokens"
        table.add_row(f"memory {name}", f"{size_text(need['total_bytes'])}: weights {size_text(need['weights_bytes'])}, cache {cache}")
    for problem in found.problems[1:]:
        table.add_row("problem", f"{problem['id']}: {problem['message']}")
    if found.problems:
        table.add_row("problem", f"{found.problems[0]['id']}: see below")
    console.print(table)
