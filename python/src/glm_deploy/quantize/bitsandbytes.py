"""Back end bitsandbytes: LLM.int8() and NF4 with double quantization and bfloat16 arithmetic.

Every setting is given explicitly, because the library's defaults (fp4, float32 arithmetic) are not what is meant. The model is
saved before its first forward pass: on a CPU that pass repacks NF4 weights in place, and a model saved after it loads wrongly.
"""

from __future__ import annotations

import math
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import events
from glm_deploy.errors import GlmError
from glm_deploy.loading import half_typed, load_model, quiet_libraries, register_own_models

if TYPE_CHECKING:
    import torch

BLOCK = 64
"""Weights that share one NF4 scale; a row that is no multiple of it would share a scale with the next row."""
INT8_THRESHOLD = 6.0
WEIGHT_ERROR_LIMIT = {"bitsandbytes-int8": 0.05, "bitsandbytes-nf4": 0.20}
"""Relative L2 error of one layer's weights. Normally distributed weights give about 0.008 (int8, step = row maximum / 127) and
0.09 (NF4); rows with strong outliers give a few times that; above the limit the scales belong to other weights."""


def quantize(source: Path, folder: Path, method: str) -> dict[str, Any]:
    """Write the quantized model into ``folder``, load it again and compare; returns the facts for the record."""
    quiet_libraries()
    register_own_models()
    layers = linear_layers(source)
    check_widths(layers)
    model = load_model(source, quantization_config=settings(method))
    model.save_pretrained(folder)
    written = {name: values.cpu().clone() for name, values in model.state_dict().items()}
    stored_once = set(model.all_tied_weights_keys)
    del model
    reloaded = load_model(folder)
    _check_equal(written, reloaded.state_dict())
    errors = _weight_errors(reloaded, source, method)
    _check_layers(set(errors), set(layers))
    sizes = _check_size(folder, layers, {name: written[name] for name in written if name not in stored_once}, method)
    worst = max(errors, key=lambda name: errors[name])
    return {
        "settings": settings(method).to_dict(), "layers": len(layers), **sizes,
        "weight_error": {"worst": errors[worst], "worst_layer": worst, "limit": WEIGHT_ERROR_LIMIT[method], "by_layer": errors},
        "versions": {name: version(name) for name in ("bitsandbytes", "torch", "transformers")},
    }  # fmt: skip


def settings(method: str) -> Any:
    """The library's configuration of a method, nothing left to its defaults that matters."""
    import torch

    configuration = half_typed("transformers").BitsAndBytesConfig
    if method == "bitsandbytes-int8":
        return configuration(load_in_8bit=True, llm_int8_threshold=INT8_THRESHOLD, llm_int8_has_fp16_weight=False)
    return configuration(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16, bnb_4bit_quant_storage=torch.uint8,
    )  # fmt: skip


def linear_layers(source: Path) -> dict[str, tuple[int, int]]:
    """The layers that get quantized: path to (inputs, outputs). The output head stays as it is, as the library does it."""
    import torch

    from glm_deploy.models import register

    register()
    transformers = half_typed("transformers")
    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(transformers.AutoConfig.from_pretrained(source))
    head = model.get_output_embeddings()
    if head is None:
        message = f"{source} holds a {type(model).__name__}, no language model. A tuned prefix stays as it is, before any quantized model."
        raise GlmError("quantize-source", message, path=str(source))
    found = {
        name: (module.in_features, module.out_features)
        for name, module in model.named_modules()
        if type(module) is torch.nn.Linear and module is not head
    }
    if not found:
        raise GlmError("quantize-source", f"{source} holds a {type(model).__name__} without linear layers.", path=str(source))
    return found


def check_widths(layers: dict[str, tuple[int, int]]) -> None:
    """Refuse widths that the block size does not divide; raises ``quantize-width`` that names the first layer."""
    for name, (width, _) in layers.items():
        if width % BLOCK:
            raise GlmError("quantize-width", f"{name} has {width} inputs, not a multiple of {BLOCK}.", layer=name, width=width)


def _check_equal(written: dict[str, torch.Tensor], reloaded: dict[str, torch.Tensor]) -> None:
    import torch

    if missing := sorted(set(written) ^ set(reloaded)):
        raise GlmError("quantize-proof", f"After loading again {missing[0]} is only on one side.", tensors=missing[:10])
    for name, values in written.items():
        other = reloaded[name].cpu()
        if values.dtype != other.dtype or values.shape != other.shape or not torch.equal(values, other):
            raise GlmError("quantize-proof", f"After loading again {name} differs from what was saved.", tensor=name)
        if values.is_floating_point() and not bool(torch.isfinite(values).all()):
            raise GlmError("quantize-proof", f"{name} holds values that are not finite.", tensor=name)


def _weight_errors(model: Any, source: Path, method: str) -> dict[str, float]:
    """Relative L2 error of each quantized layer's weights against the source, one layer in memory at a time."""
    from glm_deploy.loading import TensorFiles
    from glm_deploy.numerics import RelativeError

    limit = WEIGHT_ERROR_LIMIT[method]
    kinds = (half_typed("bitsandbytes.nn").Linear4bit, half_typed("bitsandbytes.nn").Linear8bitLt)
    errors: dict[str, float] = {}
    named = [(name, module) for name, module in model.named_modules() if isinstance(module, kinds)]
    progress = events.Progress("compare quantized weights", len(named), "layers")
    with TensorFiles(source) as tensors:
        for name, module in named:
            error = RelativeError().add(dequantized(module), tensors.get(f"{name}.weight"))
            if not math.isfinite(error) or error > limit:
                message = f"The weights of {name} are {error:.1%} away from the source, the limit is {limit:.0%}."
                raise GlmError("quantize-proof", message, layer=name, observed=error, limit=limit)
            errors[name] = error
            progress.add(1)
    return errors


def dequantized(module: Any) -> torch.Tensor:
    """A quantized layer's weights as floating point, [outputs, inputs]."""
    functional = half_typed("bitsandbytes.functional")
    if isinstance(module, half_typed("bitsandbytes.nn").Linear4bit):
        values: torch.Tensor = functional.dequantize_4bit(module.weight.data, module.weight.quant_state)
        return values
    scale = module.weight.SCB if module.state.SCB is None else module.state.SCB
    whole: torch.Tensor = functional.int8_vectorwise_dequant(module.weight.data, scale)
    return whole


def _check_layers(observed: set[str], expected: set[str]) -> None:
    if observed != expected:
        odd = sorted(observed ^ expected)
        message = f"{len(observed)} layers are quantized, expected are {len(expected)}; {odd[0]} is the first that differs."
        raise GlmError("quantize-proof", message, layers=odd[:10])


def _check_size(folder: Path, layers: dict[str, tuple[int, int]], written: dict[str, torch.Tensor], method: str) -> dict[str, Any]:
    """Bytes on disk against what the method promises; more means that something was stored unquantized.

    ``written``: the tensors that the files hold; an output layer tied to the embedding is not among them.
    """
    size = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    numbers = sum(width * height for width, height in layers.values())
    per_block = 4 / 256 + 1  # A byte of scale a block, and a float32 of second-level scale for 256 blocks.
    packed = numbers if method == "bitsandbytes-int8" else numbers / 2 + numbers / BLOCK * per_block
    rest = sum(
        values.numel() * values.element_size() for name, values in written.items() if name.partition(".weight")[0] not in layers
    )
    constant = len(layers) * (2048 if method == "bitsandbytes-nf4" else 16) + 256 * len(written)
    expected = int(packed + rest)
    if not expected * 0.98 <= size <= expected * 1.02 + constant:
        message = f"The weights take {size} bytes on disk, expected are {expected}."
        raise GlmError("quantize-proof", message, observed=size, expected=expected)
    return {"weight_bytes": size, "expected_bytes": expected, "quantized_numbers": numbers}
