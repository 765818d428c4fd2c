"""Reading checkpoints: strict, lazy, and without running anything that they contain."""

from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.checkpoint.table import Checkpoint, TensorInfo

__all__ = ["Checkpoint", "TensorInfo", "open_checkpoint"]
