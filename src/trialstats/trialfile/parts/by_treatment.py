"""Analyses whose arms may be the treatments received."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Method

__all__ = ["SAFETY", "ByTreatment"]

SAFETY: Final = "SAFFL"
"""The population that is analysed by the treatment received where the trial file tells it."""


class ByTreatment(Method):
    """An analysis by the treatment planned or received."""

    arms: Literal["planned", "actual"] | None = Field(
        None,
        description="The arms: as planned (TRT01P) or as received (TRT01A). By default as received in the safety "
        "population (SAFFL) where `subjects.received` tells it, and elsewhere as planned.",
    )

    @property
    def arms_asked(self) -> Literal["planned", "actual"] | None:
        return self.arms

    @property
    def can_be_by_received(self) -> bool:
        return True
