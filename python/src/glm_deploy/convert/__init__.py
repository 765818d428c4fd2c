"""Conversion of published GLM checkpoints to what transformers loads without remote code."""

from glm_deploy.convert.job import convert_checkpoint, run_verb

__all__ = ["convert_checkpoint", "run_verb"]
