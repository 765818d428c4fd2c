"""P-Tuning v2: keys and values learned for a task, which a model sees before its text."""

from glm_deploy.models.ptuning.configuration_ptuning import TunedPrefixConfig
from glm_deploy.models.ptuning.modeling_ptuning import TunedPrefix, TunedPrefixCache, prefix_cache, prefix_inputs

__all__ = ["TunedPrefix", "TunedPrefixCache", "TunedPrefixConfig", "prefix_cache", "prefix_inputs"]
