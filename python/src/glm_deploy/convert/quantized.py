"""The publisher's own int8 and int4 weights: what they look like and how their exact values come back.

Layout (published quantization code of ChatGLM-6B and ChatGLM2-6B): ``weight`` int8 ``[out, in]`` (8 bit) or ``[out, in/2]``
(4 bit, two columns a byte, the even column in the high half, both with sign) and ``weight_scale`` ``[out]``; the value is
``q * scale``. The product of 8 and 11 significant bits is exact in float32, so it is rounded once, on output.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Part, RowRange, shown
from glm_deploy.errors import GlmError

SCALE = "_scale"


def part(checkpoint: Checkpoint, name: str, rows: RowRange | None = None) -> Part:
    """A part of a weight that may be quantized by its publisher; plain where it is not.

    Raises: GlmError ``checkpoint-quantized`` where ``quantization_bit`` and the tensors contradict each other.
    """
    info = checkpoint.tensors.get(name)
    if info is None or info.dtype not in ("int8", "uint8"):
        return Part(name, rows)
    bits = checkpoint.config.get("quantization_bit")
    if bits not in (4, 8) or name + SCALE not in checkpoint.tensors:
        raise GlmError(
            "checkpoint-quantized", f"{name} holds {info.dtype} numbers, but quantization_bit is {shown(bits)} and"
            f" {name + SCALE} {'is there' if name + SCALE in checkpoint.tensors else 'is missing'}.",
            tensor=name, quantization_bit=repr(bits)[:50],
        )  # fmt: skip
    scale = checkpoint.tensors[name + SCALE]
    if len(info.shape) != 2 or scale.shape not in ((info.shape[0],), (info.shape[0], 1)):
        message = f"{name} is {list(info.shape)} and its scale {list(scale.shape)}; one scale a row is expected."
        raise GlmError("checkpoint-shape-mismatch", message, tensor=name)
    return Part(name, rows, name + SCALE, bits)


def dequantize(packed: Any, scale: Any, bits: int) -> Any:
    """Values of int8 rows.

    Args:
        packed: int8 tensor ``[rows, columns]``, for 4 bit ``[rows, columns / 2]``.
        scale: tensor ``[rows]``.
        bits: 8 or 4.

    Returns: float32 tensor ``[rows, columns]``.
    """
    import torch

    numbers = packed.view(torch.int8)
    if bits == 4:
        high, low = numbers >> 4, (numbers << 4) >> 4
        numbers = torch.stack((high, low), dim=-1).reshape(numbers.shape[0], -1)
    return numbers.to(torch.float32) * scale.reshape(-1, 1).to(torch.float32)
