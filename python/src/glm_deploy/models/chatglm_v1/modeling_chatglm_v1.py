"""ChatGLM-6B (v1): prefix attention, two-dimensional rotary positions, residuals of the normalised input.

Written from the formulas of the project's notes on GLM (section 4.1) and compared with the published code.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from transformers import Cache, DynamicCache, PreTrainedModel
from transformers.activations import ACT2FN
from transformers.modeling_outputs import BaseModelOutputWithPast, CausalLMOutputWithPast
from transformers.utils.generic import can_return_tuple

from glm_deploy.models.attention import attend
from glm_deploy.models.chatglm_v1.configuration_chatglm_v1 import ChatGlmV1Config
from glm_deploy.models.generation import PrefixGenerationMixin
from glm_deploy.models.prefix_lm import positions_of, prompt_layout, remembered_layout, visibility
from glm_deploy.models.rotary import BlockRotaryEmbedding, rotate


class ChatGlmV1Attention(nn.Module):
    """Self-attention; the rows of ``qkv_proj`` are, head by head, its query, key and value, as published."""

    def __init__(self, config: Any, layer_idx: int) -> None:
        super().__init__()
        self.config = config
        self.layer_idx = layer_idx
        self.head_dim: int = config.head_dim
        self.is_causal = True
        self.qkv_proj = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=True)
        self.o_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=True)

    def split(self, fused: Tensor) -> tuple[Tensor, ...]:
        """``[batch, length, 3 * hidden]`` into query, key and value ``[batch, heads, length, dim]``."""
        return fused.reshape(*fused.shape[:2], -1, 3 * self.head_dim).transpose(1, 2).chunk(3, dim=-1)

    def forward(
        self, hidden_states: Tensor, rotary: tuple[Tensor, Tensor] | None, mask: Tensor | None, cache: Cache | None, **kwargs: Any
    ) -> tuple[Tensor, Tensor | None]:
        """``[batch, length, hidden]`` to the same shape, and the attention weights where the back end gives them."""
        query, key, value = self.split(self.qkv_proj(hidden_states))
        if rotary is not None:
            query, key = rotate(query, *rotary), rotate(key, *rotary)
        if cache is not None:
            key, value = cache.update(key, value, self.layer_idx)
        context, weights = attend(self, self.config._attn_implementation, (query, key, value), mask, **kwargs)
        return self.o_proj(context), weights


class ChatGlmV1MLP(nn.Module):
    """Two layers with GELU in its tanh form."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=True)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=True)
        self.activation = ACT2FN["gelu_pytorch_tanh"]

    def forward(self, hidden_states: Tensor) -> Tensor:
        """``[batch, length, hidden]`` to the same shape."""
        result: Tensor = self.down_proj(self.activation(self.up_proj(hidden_states)))
        return result


class ChatGlmV1DecoderLayer(nn.Module):
    """One layer; what is carried past each sub-layer is its normalised input times ``residual_scale``."""

    mlp_class: type[nn.Module] = ChatGlmV1MLP

    def __init__(self, config: Any, layer_idx: int) -> None:
        super().__init__()
        self.residual_scale: float = config.residual_scale
        self.input_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.self_attn = ChatGlmV1Attention(config, layer_idx)
        self.post_attention_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = self.mlp_class(config)

    def forward(self, hidden_states: Tensor, **kwargs: Any) -> tuple[Tensor, Tensor | None]:
        """``[batch, length, hidden]`` to the same shape; ``kwargs`` are those of the attention."""
        hidden_states = self.input_layernorm(hidden_states)
        attended, weights = self.self_attn(hidden_states, **kwargs)
        hidden_states = self.post_attention_layernorm(hidden_states * self.residual_scale + attended)
        return hidden_states * self.residual_scale + self.mlp(hidden_states), weights


class ChatGlmV1PreTrainedModel(PreTrainedModel):  # type: ignore[no-untyped-call]
    """What both classes tell transformers."""

    config: ChatGlmV1Config
    config_class = ChatGlmV1Config
    base_model_prefix = "model"
    _no_split_modules = ["ChatGlmV1DecoderLayer"]  # noqa: RUF012 - transformers' own form.
    _skip_keys_device_placement = ["cache"]  # noqa: RUF012 - transformers' own form.
    _supports_sdpa = True
    _supports_attention_backend = True


class ChatGlmV1Model(ChatGlmV1PreTrainedModel):  # type: ignore[no-untyped-call]
    """Embedding, layers and final norm, without the output layer."""

    layer_class: type[nn.Module] = ChatGlmV1DecoderLayer

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(self.layer_class(config, index) for index in range(config.num_hidden_layers))
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.add_positions(config)
        self.post_init()  # type: ignore[no-untyped-call]

    def add_positions(self, config: Any) -> None:
        """Make the module that knows places: here rotary angles, one block of a head for each row of positions."""
        self.rotary_emb = BlockRotaryEmbedding(config.head_dim // config.position_rows, config.rotary_theta, config.rotary_precision)

    def _resolve(
        self, input_ids: Tensor | None, attention_mask: Tensor | None, position_ids: Tensor | None, cache: Cache | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Positions ``[batch, rows, length]``, end of the context, and the attention mask over all keys."""
        if position_ids is None:
            if input_ids is None:
                raise ValueError("inputs_embeds alone do not tell positions: pass position_ids too.")
            layout, attention_mask = remembered_layout(self.config, input_ids, attention_mask, cache)
            fresh = positions_of(self.config, layout)[..., -input_ids.shape[1] :]
            return fresh, layout.context_end, attention_mask
        first_call = position_ids.shape[-1] > 1 and (cache is None or int(cache.get_seq_length()) == 0)
        if not first_call or input_ids is None:
            return position_ids, None, attention_mask
        return position_ids, prompt_layout(self.config, input_ids, attention_mask).context_end, attention_mask

    @can_return_tuple  # type: ignore[untyped-decorator]
    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Cache | None = None,
        inputs_embeds: Tensor | None = None,
        use_cache: bool | None = None,
        **kwargs: Any,
    ) -> BaseModelOutputWithPast:
        """Hidden states of a batch.

        Args:
            input_ids: ``[batch, length]``.
            attention_mask: ``[batch, keys]``, 0 on left padding; or 4-D: bool or integer (not 0: visible), or floating point, which is
                added to the scores (0: visible) as in transformers' own classes, also where it holds only 0 and 1.
            position_ids: ``[batch, 2, length]`` (GLM-130B: ``[batch, length]``); derived from the tokens when not given.
            past_key_values: keys and values of earlier calls.
            inputs_embeds: ``[batch, length, hidden]`` in place of ``input_ids``; then ``position_ids`` are needed.
            use_cache: whether to return a cache.
            **kwargs: ``output_hidden_states``, ``output_attentions``, ``return_dict`` (False: a tuple), and what the attention back
                end takes.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise ValueError("Pass either input_ids or inputs_embeds.")
        if past_key_values is None and (self.config.use_cache if use_cache is None else use_cache):
            past_key_values = DynamicCache(config=self.config)
        positions, context_end, attention_mask = self._resolve(input_ids, attention_mask, position_ids, past_key_values)
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        mask = visibility(hidden, past_key_values, context_end, attention_mask)
        hidden, rotary = self.place(hidden, positions if positions.dim() == 3 else positions[:, None])
        return self._run(hidden, past_key_values, rotary=rotary, mask=mask, **kwargs)

    def place(self, hidden: Tensor, positions: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor] | None]:
        """Let the places of tokens, ``[batch, rows, length]``, enter: here as angles for every layer."""
        return hidden, self.rotary_emb(positions, hidden.dtype)

    def _run(self, hidden: Tensor, cache: Cache | None, **kwargs: Any) -> BaseModelOutputWithPast:
        want_states = kwargs.pop("output_hidden_states", None) or self.config.output_hidden_states
        want_weights = kwargs.pop("output_attentions", None) or self.config.output_attentions
        states, weights = [hidden], []
        for layer in self.layers:
            hidden, weight = layer(hidden, cache=cache, **kwargs)
            if want_states:
                states.append(hidden)
            weights.append(weight)
        return BaseModelOutputWithPast(
            last_hidden_state=self.norm(hidden),
            past_key_values=cache,
            hidden_states=tuple(states) if want_states else None,
            attentions=tuple(weights) if want_weights else None,
        )


class ChatGlmV1ForCausalLM(PrefixGenerationMixin, ChatGlmV1PreTrainedModel):  # type: ignore[no-untyped-call]
    """The model with its output layer: logits over the vocabulary, and ``generate``."""

    _tied_weights_keys = {"lm_head.weight": "model.embed_tokens.weight"}  # noqa: RUF012 - transformers' own form.
    model_class: type[PreTrainedModel] = ChatGlmV1Model

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.model = self.model_class(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    @can_return_tuple  # type: ignore[untyped-decorator]
    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Cache | None = None,
        labels: Tensor | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int | Tensor = 0,
        **kwargs: Any,
    ) -> CausalLMOutputWithPast:
        """Logits ``[batch, length or logits_to_keep, vocabulary]``; other arguments as in the model without output layer.

        Args:
            input_ids: ``[batch, length]``.
            attention_mask: see the model.
            position_ids: see the model.
            past_key_values: see the model.
            labels: ``[batch, length]``, -100 where no loss is taken; they are shifted inside.
            use_cache: whether to return a cache.
            logits_to_keep: number of last places whose logits are wanted (0: all), or their indices.
            **kwargs: see the model.
        """
        outputs = self.model(
            input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids,
            past_key_values=past_key_values, use_cache=use_cache, return_dict=True, **kwargs,
        )  # fmt: skip
        chosen = slice(-logits_to_keep, None) if isinstance(logits_to_keep, int) else logits_to_keep
        logits = self.lm_head(outputs.last_hidden_state[:, chosen])
        loss = None
        if labels is not None:
            loss = self.loss_function(logits=logits, labels=labels, vocab_size=self.config.vocab_size)
        return CausalLMOutputWithPast(
            loss=loss, logits=logits, past_key_values=outputs.past_key_values,
            hidden_states=outputs.hidden_states, attentions=outputs.attentions,
        )  # fmt: skip


__all__ = ["ChatGlmV1ForCausalLM", "ChatGlmV1Model", "ChatGlmV1PreTrainedModel"]
