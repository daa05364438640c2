"""painDETECT."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.instruments.form import Form

__all__ = ["PainDetect"]


class PainDetect(Form):
    """painDETECT: its total, -1 to 38, and category.

    The items are named q1 to q7, course (-1, 0, 1) and radiation (0, 2); `{n}` in `items` is 1 to 7, then 8 and 9.
    """

    numbers: ClassVar = {
        item: number for number, item in enumerate((*(f"q{n}" for n in range(1, 8)), "course", "radiation"), 1)
    }

    name: Literal["paindetect"] = Field(description="Which questionnaire.")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCDs of the total and of the category."""
        return ("PDQ", "PDQCAT")
