"""People's commands: ``glm-deploy convert``, ``inspect``, ``lock``, ``demo-model`` and kin, with progress and closing summaries.

Heavy packages are imported inside the commands, so ``glm-deploy --help`` answers in well under a second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from glm_deploy import __version__, events
from glm_deploy.errors import exit_code, from_exception

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
        with _console_events(console):
            app(arguments, standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except BaseException as caught:
        usage = _usage_text(caught)
        if usage is not None:
            console.print(usage, style="red", markup=False)
            return exit_code("usage")
        error = from_exception(caught)
        console.print(f"What was seen:  {error.message}", style="red", markup=False)
        console.print(f"Why it matters: {error.entry.why}\nWhat to do:     {error.hint}\nError id:       {error.id}", markup=False)
        return error.exit_code
    return exit_code("ok")


def _usage_text(error: BaseException) -> str | None:
    """The text of a wrong command line as typer says it; None for any other error. Its classes are private, their method is not."""
    describe = getattr(error, "format_message", None)
    return f"{describe()}\nglm-deploy --help lists the commands." if callable(describe) else None


def entry() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))
