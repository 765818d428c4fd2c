"""GLM-130B."""

from glm_deploy.models.glm_130b.configuration_glm_130b import Glm130BConfig
from glm_deploy.models.glm_130b.modeling_glm_130b import Glm130BForCausalLM, Glm130BModel

__all__ = ["Glm130BConfig", "Glm130BForCausalLM", "Glm130BModel"]
