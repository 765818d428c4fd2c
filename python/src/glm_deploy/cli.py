"""People's commands: ``glm-deploy convert``, ``inspect``, ``lock``, ``demo-model`` and kin, with progress and closing summaries.

Heavy packages are imported inside the commands, so ``glm-deploy --help`` answers in well under a second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console

from glm_deploy import __version__, contract, events, stdio
from glm_deploy.errors import GlmError, exit_code, from_exception
from glm_deploy.machine import break_on_signals

INTERRUPTED = 130
"""What typer returns after Ctrl-C, by the shells' custom of 128 and the signal's number."""

app = typer.Typer(
    name="glm-deploy", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Bring a GLM to a verified, quantized, measured state: the commands of the model half.",
)  # fmt: skip


def _register() -> None:
    """Each command's function lives with its subject; here they only get their names."""
    from glm_deploy.convert.commands import convert, inspect
    from glm_deploy.demo.commands import demo_model
    from glm_deploy.locking.commands import lock
    from glm_deploy.stage_commands import fetch, probe, quantize, report, smoke

    for command in (convert, inspect, lock, demo_model, fetch, quantize, smoke, report, probe):
        app.command()(command)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Show the version and end.")) -> None:
    if version:
        sys.stdout.write(f"glm-deploy {__version__}\n")
        raise typer.Exit


@contextmanager
def _console_events(console: Console) -> Iterator[None]:
    """Show events as lines, progress as one line that moves."""
    with console.status("") as status:

        def show(event: events.Event) -> None:
            if event["level"] == "progress":
                fields = event["fields"]
                of = f" of {fields['total']}" if fields["total"] is not None else ""
                status.update(f"{event['message']}  {fields['done']}{of} {fields['unit']}")
            elif event["level"] in {"info", "warning"}:
                console.print(event["message"], style="yellow" if event["level"] == "warning" else None, markup=False)

        with events.sink(show):
            yield


def main(arguments: list[str]) -> int:
    """Run one command; failures print what was seen, why, what to do and the id. Returns the small exit code."""
    _register()
    console = Console(stderr=True)
    try:
        break_on_signals()
        with _console_events(console):
            code = app(arguments, standalone_mode=False)
        if code == INTERRUPTED:
            raise KeyboardInterrupt  # Typer turns it into a number that it returns.
        if isinstance(code, int) and code:
            return code
    except BaseException as caught:
        usage = _usage_text(caught)
        error = from_exception(caught) if usage is None else GlmError("usage", usage)
        if "--json" in arguments:
            _answer(arguments[0], error, getattr(caught, "partial_data", None))
        if usage is None:
            _show_error(console, error)
        else:
            console.print(usage, style="red", markup=False)
        return error.exit_code
    return exit_code("ok")


def _answer(command: str, error: GlmError, data: dict[str, Any] | None) -> None:
    """The contract's object on stdout, for programs; people read stderr."""
    try:
        stdio.guard()
        stdio.write_result(contract.failure("unknown" if command.startswith("-") else command, error, data))
    except OSError as caught:  # Whoever asked is gone; the exit code still tells.
        sys.stderr.write(f"The answer could not be written to stdout ({caught.strerror}).\n")


def _show_error(console: Console, error: GlmError) -> None:
    """Four lines. What came from outside cannot move the cursor or colour the terminal; lines are not broken, logs are searched."""
    seen = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in error.message)
    console.print(f"What was seen:  {seen}", style="red", markup=False, highlight=False, soft_wrap=True)
    rest = f"Why it matters: {error.entry.why}\nWhat to do:     {error.hint}\nError id:       {error.id}"
    console.print(rest, markup=False, highlight=False, soft_wrap=True)


def _usage_text(error: BaseException) -> str | None:
    """The text of a wrong command line as typer says it; None for any other error. Its classes are private, their method is not."""
    describe = getattr(error, "format_message", None)
    return f"{describe()}\nglm-deploy --help lists the commands." if callable(describe) else None


def entry() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))
