"""GLM-130B: the layer of ChatGLM-6B with a gated MLP, one-dimensional rotary positions and a tied output layer.

Written from the formulas of the project's notes on GLM (section 4.3) and compared with the published code.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from glm_deploy.models.chatglm_v1.modeling_chatglm_v1 import ChatGlmV1DecoderLayer, ChatGlmV1ForCausalLM, ChatGlmV1Model
from glm_deploy.models.glm_130b.configuration_glm_130b import Glm130BConfig


class Glm130BMLP(nn.Module):
    """Gated MLP: the first half of ``up_gate_proj`` times the GELU (erf form) of its second half, as published."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.up_gate_proj = nn.Linear(config.hidden_size, 2 * config.intermediate_size, bias=True)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=True)

    def forward(self, hidden_states: Tensor) -> Tensor:
        """``[batch, length, hidden]`` to the same shape."""
        up, gate = self.up_gate_proj(hidden_states).chunk(2, dim=-1)
        result: Tensor = self.down_proj(up * F.gelu(gate))
        return result


class Glm130BDecoderLayer(ChatGlmV1DecoderLayer):
    """One layer."""

    mlp_class = Glm130BMLP


class Glm130BModel(ChatGlmV1Model):  # type: ignore[no-untyped-call]
    """Embedding, layers and final norm, without the output layer."""

    config: Glm130BConfig  # type: ignore[assignment]
    config_class = Glm130BConfig  # type: ignore[assignment]
    _no_split_modules = ["Glm130BDecoderLayer"]  # noqa: RUF012 - transformers' own form.
    layer_class = Glm130BDecoderLayer


class Glm130BForCausalLM(ChatGlmV1ForCausalLM):  # type: ignore[no-untyped-call]
    """The model with its output layer: logits over the vocabulary, and ``generate``."""

    config: Glm130BConfig  # type: ignore[assignment]
    config_class = Glm130BConfig  # type: ignore[assignment]
    _no_split_modules = ["Glm130BDecoderLayer"]  # noqa: RUF012 - transformers' own form.
    model_class = Glm130BModel


__all__ = ["Glm130BForCausalLM", "Glm130BModel"]
