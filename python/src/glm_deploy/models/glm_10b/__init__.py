"""GLM-10B and its relatives."""

from glm_deploy.models.glm_10b.configuration_glm_10b import Glm10BConfig
from glm_deploy.models.glm_10b.modeling_glm_10b import Glm10BForCausalLM, Glm10BModel

__all__ = ["Glm10BConfig", "Glm10BForCausalLM", "Glm10BModel"]
