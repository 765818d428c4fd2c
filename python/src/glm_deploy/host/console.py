"""What a person sees of a run: one line a stage, and an end that says what to do next. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glm_deploy.host.runlog import RunLog

_MARK = {"done": ("+", 32), "skipped": ("=", 36), "failed": ("x", 31)}


class Console:
    """Writes through the run's log, which knows whether anybody wants to read."""

    def __init__(self, log: RunLog) -> None:
        self._log = log
        self._shown: dict[str, str] = {}

    def start(self, profile: str, root: Path, run_id: str) -> None:
        """The opening line."""
        self._log.say(f"Deploy-GLM  profile {profile}  root {root}  run {run_id}")

    def stage(self, stage: dict[str, Any]) -> None:
        """One line for a finished stage; one that was shown while it ran is not repeated, one that had to be done after all is."""
        if self._shown.get(stage["name"]) == stage["status"]:
            return
        self._shown[stage["name"]] = stage["status"]
        mark, colour = _MARK[stage["status"]]
        reason = str(stage["reason"]).splitlines()[0][:96] if stage["reason"] else ""
        self._log.say(f"  {self._log.paint(mark, colour)} {stage['name']:<12}{stage['seconds']:>7.1f} s  {stage['status']:<8}{reason}")

    @contextmanager
    def following(self, log: RunLog) -> Iterator[None]:
        """Show stages of the model half as it reports them."""
        log.on_stage = self.stage
        try:
            yield
        finally:
            log.on_stage = None

    def finish(self, result: dict[str, Any]) -> None:
        """The last lines: what there is now and the next step, or at most five lines on what went wrong."""
        say = self._log.say
        if result["error"]:
            error = result["error"]
            say()
            complain = self._log.complain
            complain(self._log.paint("What was seen:  ", 31) + error["message"])
            complain(f"Why it matters: {error['why']}")
            complain(f"What to do:     {error['hint']}")
            complain(f"Error id:       {error['id']} (exit code {result['exit_code']})")
            complain(f"Log:            {error['log']}")
            return
        if result["verdict"] == "planned":
            say("\nNothing was changed. Run the same command without --what-if to do it.")
            return
        if not result["stages"]:
            say(self._log.paint("Rolled back. ", 32) + "current.json points at the deployment before; --rollback once more undoes it.")
        else:
            self._say_outcome(result)
        for artefact in result["artefacts"]:
            say(f"  {artefact['name']:<6}{artefact['path']}")
        if result["report"]:
            say(f"Report: {result['report']}")

    def say(self, line: str) -> None:
        """A line of its own."""
        self._log.say(line)

    def _say_outcome(self, result: dict[str, Any]) -> None:
        done = {stage["name"] for stage in result["stages"] if stage["status"] == "done"} - {"lock", "preflight"}
        self._log.say()
        outcome = "What was amiss was made again; everything verified."
        if "smoke" in done:
            outcome = f"The model was {'built, proved and measured' if done & {'convert', 'int8', 'nf4'} else 'proved and measured again'}."
        if not done:
            outcome = "Nothing had to be done; everything verified."
        self._log.say(self._log.paint("Ready. ", 32) + outcome)
