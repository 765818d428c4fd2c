"""Conversion of published GLM checkpoints to what transformers loads without remote code."""
