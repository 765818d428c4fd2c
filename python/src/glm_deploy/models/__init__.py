"""Model classes for the GLM generations that transformers does not know: ChatGLM-6B (v1), GLM-10B and GLM-130B.

Importing this package, or any module in it, makes them known to ``AutoConfig``, ``AutoModel`` and ``AutoModelForCausalLM`` under model
types of their own, so that converted checkpoints load with remote code off. That imports torch: what must start quickly reaches this
package through ``glm_deploy.loading.register_own_models``.
"""

from __future__ import annotations


def register() -> None:
    """Make the classes known to transformers' Auto classes; calling it again changes nothing."""
    from transformers import AutoConfig, AutoModel, AutoModelForCausalLM

    from glm_deploy.models.chatglm_v1 import ChatGlmV1Config, ChatGlmV1ForCausalLM, ChatGlmV1Model
    from glm_deploy.models.glm_10b import Glm10BConfig, Glm10BForCausalLM, Glm10BModel
    from glm_deploy.models.glm_130b import Glm130BConfig, Glm130BForCausalLM, Glm130BModel
    from glm_deploy.models.ptuning import TunedPrefix, TunedPrefixConfig

    classes = (
        (ChatGlmV1Config, ChatGlmV1Model, ChatGlmV1ForCausalLM),
        (Glm10BConfig, Glm10BModel, Glm10BForCausalLM),
        (Glm130BConfig, Glm130BModel, Glm130BForCausalLM),
        (TunedPrefixConfig, TunedPrefix, TunedPrefix),
    )
    for config, base, causal in classes:
        AutoConfig.register(config.model_type, config, exist_ok=True)
        AutoModel.register(config, base, exist_ok=True)
        AutoModelForCausalLM.register(config, causal, exist_ok=True)


register()
