"""Loading models from artefact folders: the project's own classes registered, libraries quiet, one place for the device."""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from glm_deploy import files
from glm_deploy.errors import GlmError

if TYPE_CHECKING:
    import torch


def half_typed(name: str) -> Any:
    """A library module whose annotations are incomplete, as Any: one place instead of an exception at every call."""
    return importlib.import_module(name)


def quiet_libraries() -> None:
    """No progress bars and no advice on stderr; errors still come through."""
    library_logging = half_typed("transformers.utils.logging")
    library_logging.disable_progress_bar()
    library_logging.set_verbosity_error()
    # bitsandbytes says on every int8 layer of every pass that it casts its input: thousands of lines that say nothing.
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)


def register_own_models() -> None:
    """Make the classes of ``glm_deploy.models`` known to the Auto classes, where that package is part of this version."""
    if importlib.util.find_spec("glm_deploy.models") is not None:
        importlib.import_module("glm_deploy.models").register()


def device() -> str:
    """``cuda:0`` where torch sees a GPU, else ``cpu``."""
    import torch

    return "cuda:0" if torch.cuda.is_available() else "cpu"


def load_model(folder: Path, **settings: Any) -> Any:
    """``AutoModelForCausalLM.from_pretrained`` in bfloat16 (or as the folder says) on the device, never with remote code.

    Raises: GlmError ``model-unloadable`` when the folder does not load, with the library's own words.
    """
    import torch

    from glm_deploy.models import register

    register()
    chosen = {"dtype": torch.bfloat16, "device_map": {"": device()}, "trust_remote_code": False, "local_files_only": True, **settings}
    try:
        model = half_typed("transformers").AutoModelForCausalLM.from_pretrained(folder, **chosen)
    except Exception as error:  # Every library has its own; whichever it is, the folder does not load.
        raise GlmError("model-unloadable", f"{folder} does not load: {_first_line(error)}", path=str(folder)) from error
    return model.eval()


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__


class TensorFiles:
    """The safetensors of a folder, opened once, tensors read one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._where: dict[str, Any] = {}

    def __enter__(self) -> Self:
        from safetensors import safe_open

        for path in self._paths():
            handle = self._stack.enter_context(safe_open(path, framework="pt"))
            self._where.update(dict.fromkeys(handle.keys(), handle))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._where.clear()
        self._stack.close()

    def get(self, name: str) -> torch.Tensor:
        """One tensor; raises GlmError ``model-unloadable`` where no file holds it."""
        if name not in self._where:
            raise GlmError("model-unloadable", f"{self.folder} holds no tensor {name}.", path=str(self.folder), tensor=name)
        tensor: torch.Tensor = self._where[name].get_tensor(name)
        return tensor

    def _paths(self) -> list[Path]:
        index = self.folder / "model.safetensors.index.json"
        if not index.is_file():
            return [self.folder / "model.safetensors"]
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        return [files.safe_join(self.folder, name) for name in names]
