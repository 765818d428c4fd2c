"""What a torch pickle says, read as data: nothing that it names is imported, called or built.

A small stack machine over the standard library's ``pickletools``. It knows the instructions that ``torch.save`` writes and the few
names that stand for tensors; where it meets another name it stops. So its time and memory are bounded by the pickle's own length,
which no unpickler can promise: theirs call what the pickle asks for. See docs/decisions/0008-pickles-are-read-not-run.md.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

MAX_BYTES = 8 << 20
MAX_STEPS = 1_000_000
"""Bounds of one pickle; a tensor takes about 300 bytes and 70 instructions."""

MAX_NUMBER = 1 << 50


@dataclass(frozen=True)
class Name:
    """A class or function that a pickle refers to."""

    full: str


@dataclass(frozen=True)
class Opaque:
    """A value that only needs to be known as something other than a plain tensor."""

    what: str


@dataclass(frozen=True)
class StorageRef:
    """A run of numbers somewhere else in the file: its key there, element type, number of elements and device."""

    key: str
    dtype: str
    elements: int
    location: str


@dataclass(frozen=True)
class TensorRef:
    """A tensor as pickled: ``shape`` and ``strides`` in elements of its storage, the first one at element ``offset``."""

    storage: StorageRef
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def contiguous(self) -> bool:
        """Whether its elements stand one behind the other, row by row; what has no elements or one does."""
        expected = 1
        for size, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if size > 1 and stride != expected:
                return 0 in self.shape
            expected *= size
        return True


class PickleRefusedError(Exception):
    """The pickle asks for something that no plain tensor needs; the text says for what."""


class PickleDamagedError(Exception):
    """The pickle contradicts itself or its format; the text says how."""


STORAGES = {
    "Double": "float64", "Float": "float32", "Half": "float16", "BFloat16": "bfloat16", "Long": "int64", "Int": "int32",
    "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool", "ComplexDouble": "complex128", "ComplexFloat": "complex64",
    "QUInt8": "quint8", "QInt8": "qint8", "QInt32": "qint32", "QUInt4x2": "quint4x2", "QUInt2x4": "quint2x4",
}  # fmt: skip
"""Element types by the storage class that torch writes for them."""

FOREIGN = {"complex128": 16, "complex64": 8, "quint8": 1, "qint8": 1, "qint32": 4, "quint4x2": 1, "quint2x4": 1}
"""Bytes per element of the types among them that no weight has."""

_REBUILD = ("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2")
_PARAMETER = ("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state")
_OTHER_TENSORS = {
    "torch._utils._rebuild_sparse_tensor": "a sparse tensor", "torch._utils._rebuild_qtensor": "a quantized tensor",
    "torch._utils._rebuild_meta_tensor_no_storage": "a tensor without bytes (meta device)",
    "torch._utils._rebuild_nested_tensor": "a nested tensor", "torch._utils._rebuild_tensor_v3": "a tensor of a type that weights lack",
    "torch._utils._rebuild_wrapper_subclass": "a tensor of another class",
    "torch._tensor._rebuild_from_type_v2": "a tensor of another class",
    "torch._utils._rebuild_device_tensor_from_numpy": "a tensor of another device",
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": "a tensor of another device",
}  # fmt: skip
_VALUES = {
    "argparse.Namespace", "collections.Counter", "torch.serialization._get_layout", "torch.device", "_codecs.encode",
    "builtins.bytearray", "builtins.set", "builtins.complex", "torch.nn.parameter.Parameter", "torch.Tensor",
}  # fmt: skip
_DICT, _SIZE = "collections.OrderedDict", "torch.Size"
_OLD = {"__builtin__": "builtins", "copy_reg": "copyreg"}
_PLAIN = {*_REBUILD, *_PARAMETER, *_OTHER_TENSORS, *_VALUES, _DICT, _SIZE}


def _named(text: str) -> Any:
    """What a name stands for; ``text``: module and name with a blank between, as ``pickletools`` gives it."""
    module, _, name = text.partition(" ")
    full = f"{_OLD.get(module, module)}.{name}"
    storage = name.removesuffix("Storage")
    if module in ("torch", "torch.cuda") and name.endswith("Storage") and storage in STORAGES:
        return Name(f"storage {STORAGES[storage]}")
    if full in ("torch.storage.UntypedStorage", "torch.storage._UntypedStorage"):
        return Name("storage uint8")
    if full in _PLAIN:
        return Name(full)
    if module == "torch" and name.islower() and name.isalnum():  # torch.float16 and kin; a value, nothing that could be called.
        return Opaque("a data type")
    raise PickleRefusedError(f"GLOBAL {full[:200]}")


def load(file: IO[bytes], storages: dict[str, StorageRef] | None = None) -> Any:
    """The value that a pickle describes, as dicts, lists, tuples, texts, numbers and the classes of this module.

    ``file`` stands behind the pickle afterwards. ``storages`` is filled with the storages that the pickle names, by key.
    Raises: PickleRefusedError, PickleDamagedError.
    """
    machine = _Machine({} if storages is None else storages)
    try:
        for steps, (opcode, argument, _) in enumerate(pickletools.genops(file)):
            if steps > MAX_STEPS:
                raise PickleDamagedError(f"it has more than {MAX_STEPS} instructions")
            if opcode.name == "STOP":
                return machine.stack.pop()
            machine.step(opcode.name, argument)
    except (ValueError, IndexError, KeyError, OverflowError, MemoryError) as error:
        raise PickleDamagedError(f"{type(error).__name__}: {str(error)[:160]}") from error
    raise PickleDamagedError("it has no end")


class _Machine:
    def __init__(self, storages: dict[str, StorageRef]) -> None:
        self.stack: list[Any] = []
        self._storages = storages
        self._marks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}
        self._rest: dict[str, Callable[[], None]] = {
            "MARK": self._mark, "TUPLE": lambda: self._push(tuple(self._above())), "TUPLE1": lambda: self._tuple(1),
            "TUPLE2": lambda: self._tuple(2), "TUPLE3": lambda: self._tuple(3), "EMPTY_TUPLE": lambda: self._push(()),
            "EMPTY_LIST": lambda: self._push([]), "EMPTY_DICT": lambda: self._push({}), "EMPTY_SET": lambda: self._push(Opaque("a set")),
            "NONE": lambda: self._push(None), "NEWTRUE": lambda: self._push(True), "NEWFALSE": lambda: self._push(False),
            "APPEND": lambda: self._extend([self.stack.pop()]), "APPENDS": lambda: self._extend(self._above()),
            "SETITEM": lambda: self._update([self.stack.pop(), self.stack.pop()][::-1]), "SETITEMS": lambda: self._update(self._above()),
            "REDUCE": self._reduce, "NEWOBJ": self._reduce, "BUILD": self._build, "BINPERSID": self._persistent,
        }  # fmt: skip

    def step(self, name: str, argument: Any) -> None:
        if name in ("BINPUT", "LONG_BINPUT"):
            self._memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            self._push(self._memo[argument])
        elif name in ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "BINSTRING", "SHORT_BINSTRING"):
            self._push(argument)
        elif name == "GLOBAL":
            self._push(_named(argument))
        elif name in self._rest:
            self._rest[name]()
        elif name != "PROTO":
            raise PickleRefusedError(f"the instruction {name}")

    def _push(self, value: Any) -> None:
        self.stack.append(value)

    def _mark(self) -> None:
        self._marks.append(self.stack)
        self.stack = []

    def _above(self) -> list[Any]:
        found, self.stack = self.stack, self._marks.pop()
        return found

    def _tuple(self, count: int) -> None:
        if len(self.stack) < count:
            raise IndexError("too few values for a tuple")
        self.stack[-count:] = [tuple(self.stack[-count:])]

    def _extend(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, list):
            target.extend(values)
        elif not isinstance(target, Opaque):
            raise PickleRefusedError(f"items of a {type(target).__name__}")

    def _update(self, pairs: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, Opaque):
            return
        if not isinstance(target, dict) or len(pairs) % 2:
            raise PickleRefusedError(f"entries of a {type(target).__name__}")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            # A nested tuple as a key could take for ever to hash.
            if not isinstance(key, str | int):
                raise PickleRefusedError(f"a {type(key).__name__} as a key")
            if key in target:
                raise PickleDamagedError(f"the key {str(key)[:80]!r} stands twice")
            target[key] = value

    def _reduce(self) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        if not isinstance(function, Name) or not isinstance(arguments, tuple):
            raise PickleRefusedError(f"a call of a {type(function).__name__}")
        self._push(_called(function.full, arguments))

    def _build(self) -> None:
        self.stack.pop()
        if not isinstance(self.stack[-1], dict | Opaque | TensorRef):
            raise PickleRefusedError(f"a state for a {type(self.stack[-1]).__name__}")

    def _persistent(self) -> None:
        value = self.stack.pop()
        if not isinstance(value, tuple) or len(value) not in (5, 6) or value[0] != "storage":
            raise PickleRefusedError("a persistent id that is no storage")
        kind, key, location, elements = value[1:5]
        if len(value) == 6 and value[5] is not None:
            raise PickleRefusedError("a view of a storage, as torch wrote before 0.4")
        known = isinstance(kind, Name) and kind.full.startswith("storage ") and isinstance(key, str) and isinstance(location, str)
        if not known or not _number(elements):
            raise PickleRefusedError("a storage without type, key, place and size")
        storage = StorageRef(key, kind.full.removeprefix("storage "), elements, location)
        if self._storages.setdefault(key, storage) != storage:
            raise PickleDamagedError(f"the storage {key[:40]!r} is described in two ways")
        self._push(storage)


def _called(name: str, arguments: tuple[Any, ...]) -> Any:
    """What the call of one of the known names gives."""
    if name in _REBUILD:
        return _tensor(arguments)
    if name in _PARAMETER and arguments and isinstance(arguments[0], TensorRef | Opaque):
        return arguments[0]
    if name == _DICT and not (arguments and arguments[0]):
        return {}
    if name == _SIZE and len(arguments) == 1 and isinstance(arguments[0], tuple):
        return arguments[0]
    if name in _OTHER_TENSORS:
        return Opaque(_OTHER_TENSORS[name])
    if name in _VALUES:
        return Opaque(f"a {name.rpartition('.')[2]}")
    raise PickleRefusedError(f"a call of {name} with other arguments than torch writes")


def _tensor(arguments: tuple[Any, ...]) -> Any:
    if not 4 <= len(arguments) <= 7:
        raise PickleRefusedError("a tensor with other arguments than torch writes")
    storage, offset, shape, strides = arguments[:4]
    if len(arguments) == 7 and arguments[6]:
        return Opaque("a tensor that is conjugated or negated when it is used")
    fits = isinstance(storage, StorageRef) and _number(offset) and _numbers(shape) and _numbers(strides)
    if not fits or len(shape) != len(strides):
        raise PickleDamagedError("a tensor has an impossible place, shape or stride")
    if storage.dtype in FOREIGN:
        return Opaque(f"of dtype {storage.dtype}")
    return TensorRef(storage, offset, shape, strides)


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value < MAX_NUMBER


def _numbers(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) <= 8 and all(_number(item) for item in value)
