"""The DN4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.instruments.form import Form
from trialstats.trialfile.parts.part import Part

__all__ = ["Dn4"]

HIGHEST = {"full": 10, "interview": 7}


class Version(Part):
    """Which items are asked; a base of its own, for it must be known before the items are read."""

    version: Literal["full", "interview"] = Field("full", description="10 items, or the 7 that need no examination.")


class Dn4(Form, Version):
    """DN4: how many of 10 items (of 7 in the interview version) are answered yes; 1 is yes and 0 no.

    The items are named q1 to q10; `{n}` in `items` is the number of the item.
    """

    name: Literal["dn4"] = Field(description="Which questionnaire.")
    cut_off: int | None = Field(
        None, ge=1, description="Total from which on DN4POS (DN4IPOS) is 1; none by default, for the sources disagree."
    )

    @classmethod
    def known(cls, given: Mapping[str, Any]) -> Mapping[str, int]:
        return {f"q{number}": number for number in range(1, HIGHEST.get(given.get("version", ""), 10) + 1)}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCDs of the total and, with a cut-off, of being at or above it."""
        total = "DN4" if self.version == "full" else "DN4I"
        return (total, *([f"{total}POS"] if self.cut_off is not None else []))

    @model_validator(mode="after")
    def check_cut_off(self) -> Dn4:
        if self.cut_off is not None and self.cut_off > HIGHEST[self.version]:
            raise ValueError(f"`cut_off` is at most {HIGHEST[self.version]}, the highest total")
        return self
