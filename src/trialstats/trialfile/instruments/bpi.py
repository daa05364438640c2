"""The Brief Pain Inventory."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.instruments.form import Form

__all__ = ["Bpi"]

SEVERITY = ("worst", "least", "average", "now")
INTERFERENCE = ("activity", "mood", "walking", "work", "relations", "sleep", "enjoyment")


class Bpi(Form):
    """Brief Pain Inventory: severity of pain (4 items) and interference (7 items), 0 to 10 each.

    `{n}` in `items` counts from 1 to 11: worst, least, average, now, then activity, mood, walking, work, relations,
    sleep, enjoyment.
    """

    numbers: ClassVar = {item: number for number, item in enumerate((*SEVERITY, *INTERFERENCE), 1)}

    name: Literal["bpi"] = Field(description="Which questionnaire.")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCDs of severity and interference."""
        return ("BPISEV", "BPIINT")
