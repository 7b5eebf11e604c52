"""A tiny experiment, written where a test wants it."""

from __future__ import annotations

from pathlib import Path

TINY = """
id = "X"
claim = "a tiny experiment"
criteria = ["none"]
protocol = "success"
chunk = 1
[base]
family = "uniform"
shape = { m = 2, q = 8, input = "linear" }
task = { recipe = "uniform", sequences = 12, length = 3, dim = 2 }
settings = { steps = 400, learning_rate = 0.02, stop = true }
[grid]
"shape.blocks" = [1, 2]
[tune]
learning_rate = [0.01, 0.03]
seeds = 1
[score]
seeds = 4
draws = 3
[preset.quick]
score = { seeds = 1, draws = 1 }
grid = { "shape.blocks" = [1] }
"""


def tiny(folder: Path, text: str = TINY) -> Path:
    """The file of the experiment."""
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path
