"""What of a value is the event, in the words of the trial file."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import OneOrMore, Part, Text

__all__ = ["TEXT_VALUE", "Event", "Missing", "is_number"]

TEXT_VALUE = "AVALC"

# What subjects without a value count as: in the worst case failures under the active arms and successes under the
# reference, in the best case the reverse.
Missing = Literal["event", "non-event", "exclude", "worst case", "best case"]


class Event(Part):
    """What of a value is the event: a number beyond a threshold, or one of some texts."""

    above: float | None = Field(None, description="A value above this number.")
    at_least: float | None = Field(None, description="This number or above.")
    below: float | None = Field(None, description="A value below this number.")
    at_most: float | None = Field(None, description="This number or below.")
    equals: Text | None = Field(None, description="This result, a text or a number.")
    within: OneOrMore | None = Field(None, alias="is", description="One of these results.")
    label: Text | None = Field(
        None, description="What displays call it, e.g. `Sore throat`; by default the parameter and the threshold."
    )

    @property
    def threshold(self) -> tuple[str, float] | None:
        """The key and the number of a threshold; None of texts."""
        keys = ("above", "at_least", "below", "at_most")
        return next(((key, getattr(self, key)) for key in keys if getattr(self, key) is not None), None)

    @property
    def in_title(self) -> str:
        """What titles call it: its label, else its threshold without a unit; nothing of texts, which may be many."""
        threshold = f"{self.threshold[0].replace('_', ' ')} {self.threshold[1]:g}" if self.threshold else ""
        return self.label or threshold

    @property
    def texts(self) -> tuple[str, ...]:
        """The results that are the event; none where a threshold tells."""
        return self.within or ((self.equals,) if self.equals is not None else ())

    @property
    def favours(self) -> Literal["lower", "higher"] | None:
        """Which values it is of: lower or higher ones; None of texts."""
        if self.threshold is None:
            return None
        return "higher" if self.threshold[0] in ("above", "at_least") else "lower"

    def is_met_by(self, value: float) -> bool:
        """Tell whether a number that no rounding blurs is the event."""
        if self.threshold is None:
            return any(is_number(text) and float(text) == value for text in self.texts)
        key, asked = self.threshold
        return {"above": value > asked, "at_least": value >= asked, "below": value < asked, "at_most": value <= asked}[
            key
        ]

    @model_validator(mode="after")
    def check_one(self) -> Event:
        given = [key for key in ("above", "at_least", "below", "at_most", "equals", "within") if
                 getattr(self, key) is not None]  # fmt: skip
        if len(given) != 1:
            raise ValueError("give one of `above`, `at_least`, `below`, `at_most`, `equals` and `is`")
        return self


def is_number(text: str) -> bool:
    """Tell whether a text is a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
