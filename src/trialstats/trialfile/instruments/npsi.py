"""The Neuropathic Pain Symptom Inventory."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.instruments.form import Form

__all__ = ["Npsi"]


class Npsi(Form):
    """Neuropathic Pain Symptom Inventory: the total of its ten descriptors, 0 to 100.

    The items are named q1 to q12 as on the form; the temporal items q4 and q7 may be named and are not read.
    """

    numbers: ClassVar = {f"q{number}": number for number in (1, 2, 3, 5, 6, 8, 9, 10, 11, 12)}
    unscored: ClassVar = ("q4", "q7")

    name: Literal["npsi"] = Field(description="Which questionnaire.")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCD of the total."""
        return ("NPSI",)
