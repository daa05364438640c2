"""Numbers as another program printed them: what their digits allow."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Given", "Printed", "number_of"]

NUMBER = re.compile(r"(?P<bound>[<>]?)\s*(?P<number>[+\-\u2212]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\*{0,3}")
INFINITE = ("inf", "infty", "infinity")


@dataclass(frozen=True)
class Printed:
    """A number as it was printed, and half a unit of its last digit; bound: `<` or `>` where it is only a bound."""

    value: float
    half: float
    bound: str = ""

    def agrees(self, ours: float, tolerance: float) -> bool:
        """Tell whether a number of ours rounds to it, or is as near as a part `tolerance` of it.

        A number with all its digits would otherwise agree with none that another optimiser found.
        """
        if math.isnan(ours) or math.isinf(ours) or math.isinf(self.value):
            return ours == self.value
        if self.bound:
            return ours < self.value if self.bound == "<" else ours > self.value
        size = max(abs(self.value), abs(ours))
        return abs(ours - self.value) <= max(self.half * (1 + 1e-9), tolerance * size) + 1e-12

    def turned(self) -> Printed:
        """Give it with the other sign."""
        return Printed(-self.value, self.half, self.bound)


@dataclass(frozen=True)
class Given:
    """A row of another program: where it stands, what it is about, and its numbers by the names of ours.

    keys: PARAMCD, AVISIT, ARM, REFERENCE, as ours name them, those that are known; `id` where it has one of ours;
    `variable` of a term of a model. turned: it compares the reference with an arm; its numbers are as it printed them.
    """

    line: int
    keys: Mapping[str, str]
    numbers: Mapping[str, Printed]
    turned: bool = False


def number_of(text: str) -> Printed | None:
    """Read a number as programs print it: `-1.20`, `<.0001`, `1.5E-03`, `3.10***`, `Inf`; None of what is none."""
    if text.strip().casefold() in INFINITE:
        return Printed(math.inf, 0.0)
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    value = Decimal(found["number"].replace("\N{MINUS SIGN}", "-"))
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # no infinity comes so far
    return Printed(float(value), 0.5 * 10.0**exponent, found["bound"])
