"""Published GLM tokenizers to ``tokenizer.json`` that transformers loads without remote code, with the same ids."""

from __future__ import annotations

from glm_deploy.tokenizers.convert import FAMILIES, build_tokenizer, convert_tokenizer

__all__ = ["FAMILIES", "build_tokenizer", "convert_tokenizer"]
