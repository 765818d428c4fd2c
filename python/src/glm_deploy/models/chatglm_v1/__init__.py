"""ChatGLM-6B, the first generation."""

from glm_deploy.models.chatglm_v1.configuration_chatglm_v1 import ChatGlmV1Config
from glm_deploy.models.chatglm_v1.modeling_chatglm_v1 import ChatGlmV1ForCausalLM, ChatGlmV1Model

__all__ = ["ChatGlmV1Config", "ChatGlmV1ForCausalLM", "ChatGlmV1Model"]
