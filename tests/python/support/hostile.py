"""What tests of hostile checkpoints share: a pickle that would run a command, and the proof that a refusal leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glm_deploy import events
from glm_deploy.convert import convert_checkpoint
from glm_deploy.errors import GlmError, error_table


class Foreign:
    """A pickle that runs a command when it is loaded the ordinary way."""

    def __reduce__(self):
        return os.system, ("touch ran-somebody-elses-code",)


def refused(folder: Path, error_id: str) -> GlmError:
    """The conversion is refused with this id, and leaves nothing."""
    before = sorted(path.name for path in folder.parent.iterdir())
    with pytest.raises(GlmError) as caught, events.sink(lambda event: None):
        convert_checkpoint(folder, folder.parent / "out")
    assert caught.value.id == error_id, caught.value.message
    assert error_id in error_table()
    assert sorted(path.name for path in folder.parent.iterdir()) == before
    assert not list(Path.cwd().glob("ran-somebody*"))
    return caught.value
