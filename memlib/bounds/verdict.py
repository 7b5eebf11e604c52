"""One bound against one network: whether it applies, what it asks for, what the network has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

#: The labels were drawn after the inputs were fixed; or the architecture, before the labels.
RANDOM_LABELS: Final = "random labels"
EVERY_LABELING: Final = "every labeling"


@dataclass(frozen=True)
class Verdict:
    """One bound against one network.

    Attributes:
        bound: its name. statement: :data:`RANDOM_LABELS` or :data:`EVERY_LABELING`.
        applies: whether the bound says anything about this network. why: when it applies, or why
        not. needed, have: what the bound asks for and what the network has. unit: "bits" or
        "parameters".
    """

    bound: str
    statement: str
    applies: bool
    why: str
    needed: float = math.nan
    have: float = math.nan
    unit: str = "bits"

    @property
    def holds(self) -> bool:
        """False only when a bound that applies is violated: then theory or code is wrong."""
        return not self.applies or self.have >= self.needed

    @property
    def ratio(self) -> float:
        """have / needed, how far above the bound the network is (nan when it does not apply)."""
        return self.have / self.needed if self.applies and self.needed > 0 else math.nan
