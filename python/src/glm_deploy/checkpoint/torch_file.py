"""The table of a torch file, both formats: what its pickle says of each tensor, joined with where the file keeps the bytes.

The pickle is read as data (see ``pickles``), the bytes later by position, so that memory does not depend on the file's size.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glm_deploy.checkpoint import pickles, strict, torch_legacy, torch_zip
from glm_deploy.checkpoint.blobs import FileBlob
from glm_deploy.checkpoint.pickles import Opaque, StorageRef, TensorRef
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, TensorInfo
from glm_deploy.errors import GlmError

Select = Callable[[Any], Any]


def whole(value: Any) -> Any:
    """The state dict of a file that holds nothing else."""
    return value


def read_table(path: Path, select: Select = whole) -> tuple[dict[str, TensorInfo], str]:
    """Tensors of a torch file by name, and its layout: ``torch`` (zip) or ``torch-legacy``.

    ``select`` takes the state dict out of what the file holds.
    Raises: GlmError ``checkpoint-pickle-refused``, ``checkpoint-truncated``, ``checkpoint-layout-invalid``,
        ``checkpoint-tensor-refused`` or ``checkpoint-not-weights``.
    """
    head = strict.look_at(path)
    if head.startswith(b"PK\x03\x04"):
        layout, (pickle, places) = "torch", torch_zip.contents(path)
        with refusals(path):
            value = pickles.load(io.BytesIO(pickle))
    elif head.startswith(b"\x80"):
        layout = "torch-legacy"
        with refusals(path):
            value, places = torch_legacy.contents(path)
    else:
        raise GlmError("checkpoint-not-weights", f"{path.name} is not a torch file; it starts with {head[:16]!r}.", file=path.name)
    state = select(value)
    if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
        what = f"{path.name} holds {_kind(state)}, expected tensors by name."
        raise GlmError("checkpoint-tensor-refused", what, file=path.name)
    return {name: _entry(path, name, tensor, places) for name, tensor in state.items()}, layout


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What is wrong with a pickle, as an error that names the file."""
    try:
        yield
    except pickles.PickleRefusedError as error:
        raise GlmError("checkpoint-pickle-refused", f"{path.name} asks for more than plain tensors: {error}.", file=path.name) from error
    except pickles.PickleDamagedError as error:
        raise GlmError("checkpoint-truncated", f"The pickle of {path.name} cannot be read: {error}.", file=path.name) from error


def _entry(path: Path, name: str, tensor: Any, places: Mapping[str, tuple[int, int]]) -> TensorInfo:
    if not isinstance(tensor, TensorRef):
        raise _refused(path, name, f"is {_kind(tensor)}")
    storage = tensor.storage
    if storage.location == "meta":
        raise _refused(path, name, "has no bytes in the file (meta device)")
    if not tensor.contiguous:
        raise _refused(path, name, f"is a view with strides {tensor.strides} for shape {tensor.shape}")
    start = _storage_place(path, name, storage, places)
    width = BYTES_PER_ELEMENT[storage.dtype]
    info = TensorInfo(name, tensor.shape, storage.dtype, FileBlob(path, start, 0))
    if tensor.offset * width + info.nbytes > storage.elements * width:
        raise _refused(path, name, "reaches beyond its storage")
    return TensorInfo(name, tensor.shape, storage.dtype, FileBlob(path, start + tensor.offset * width, info.nbytes))


def _storage_place(path: Path, name: str, storage: StorageRef, places: Mapping[str, tuple[int, int]]) -> int:
    start, size = places.get(storage.key, (0, -1))
    claimed = storage.elements * BYTES_PER_ELEMENT[storage.dtype]
    if size != claimed:
        seen = f"{name[:80]!r} claims {claimed} bytes of the storage {storage.key[:40]!r}, the file has {max(size, 0)} there"
        raise GlmError("checkpoint-layout-invalid", f"{path.name}: {seen}.", file=path.name)
    return start


def _kind(value: Any) -> str:
    return value.what if isinstance(value, Opaque) else f"a {type(value).__name__}, not a tensor"


def _refused(path: Path, name: str, what: str) -> GlmError:
    return GlmError("checkpoint-tensor-refused", f"The tensor {name[:120]!r} in {path.name} {what}.", file=path.name, tensor=name[:400])
