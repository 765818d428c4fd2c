"""Numbers of models: how far two sets of logits are apart, and where the first NaN or Inf appears."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class NonFinite:
    """The first place in execution order whose values are not finite.

    ``layer`` is the module's path, ``tensor`` says which of its tensors (``output``, ``output[1]``, ``weight``), ``nan`` and
    ``inf`` are counts of values, ``shape`` is the tensor's.
    """

    layer: str
    tensor: str
    nan: int
    inf: int
    shape: tuple[int, ...]

    def sentence(self) -> str:
        """The finding in words."""
        return f"{self.layer}: {self.tensor} {list(self.shape)} holds {self.nan} NaN and {self.inf} Inf"

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {**asdict(self), "shape": list(self.shape)}


@dataclass
class RelativeError:
    """Relative L2 error ``||a - b|| / ||b||`` gathered over several pairs of tensors, in float64.

    Not finite values on either side make the error infinite: they are never averaged away.
    """

    difference: float = 0.0
    norm: float = 0.0

    def add(self, observed: torch.Tensor, reference: torch.Tensor) -> float:
        """Count one pair of equal shape; returns this pair's own relative error."""
        import torch

        wanted = reference.detach().to("cpu", torch.float64)
        difference = float((observed.detach().to("cpu", torch.float64) - wanted).square().sum())
        norm = float(wanted.square().sum())
        self.difference += difference
        self.norm += norm
        return _ratio(difference, norm)

    @property
    def value(self) -> float:
        """The error over everything counted so far, as a fraction (0.01 is one per cent)."""
        return _ratio(self.difference, self.norm)


def _ratio(difference: float, norm: float) -> float:
    if not (math.isfinite(difference) and math.isfinite(norm)):
        return math.inf
    if norm == 0:
        return 0.0 if difference == 0 else math.inf
    return math.sqrt(difference / norm)


def inspect_tensor(layer: str, tensor: str, values: torch.Tensor) -> NonFinite | None:
    """Look at one tensor; None when every value is finite. Integer tensors are finite by nature."""
    import torch

    if not values.is_floating_point() or bool(torch.isfinite(values).all()):
        return None
    nan, inf = int(torch.isnan(values).sum()), int(torch.isinf(values).sum())
    return NonFinite(layer or "model", tensor, nan, inf, tuple(values.shape))


def first_nonfinite_weight(tensors: Iterable[tuple[str, torch.Tensor]]) -> NonFinite | None:
    """The first tensor of a state dict that is not finite."""
    for name, values in tensors:
        layer, _, tensor = name.rpartition(".")
        if found := inspect_tensor(layer, tensor, values):
            return found
    return None


@contextmanager
def watch_nonfinite(model: torch.nn.Module) -> Iterator[list[NonFinite]]:
    """Watch every layer's output inside the block; the list's first entry is the first bad one in execution order.

    Forward hooks see the values before any logits processor can hide them. Only modules without children and the model's own
    logits are watched: a parent would only repeat what its children produced.
    """
    found: list[NonFinite] = []

    def watch(name: str) -> Any:
        def hook(_module: Any, _inputs: Any, output: Any) -> None:
            if not found:
                found.extend(_first_bad(name, output))

        return hook

    handles = [module.register_forward_hook(watch(name)) for name, module in model.named_modules() if not _has_children(module)]
    handles.append(model.register_forward_hook(watch("")))
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def _has_children(module: torch.nn.Module) -> bool:
    return next(module.children(), None) is not None


def _first_bad(name: str, output: Any) -> list[NonFinite]:
    import torch

    if isinstance(output, torch.Tensor):
        pairs = [("output", output)]
    elif hasattr(output, "logits"):
        pairs = [("logits", output.logits)]
    elif isinstance(output, tuple | list):
        pairs = [(f"output[{index}]", item) for index, item in enumerate(output) if isinstance(item, torch.Tensor)]
    else:
        pairs = []
    for label, values in pairs:
        if bad := inspect_tensor(name, label, values):
            return [bad]
    return []
