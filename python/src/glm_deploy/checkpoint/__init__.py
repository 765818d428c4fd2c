"""Reading checkpoints: strict, lazy, and without running anything that they contain."""
