"""What tables of several families may say."""

from __future__ import annotations

from pydantic import Field

from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Name

__all__ = ["BesideTruth"]


class BesideTruth(Selected):
    """A table that can set the true effects of a simulation beside the estimates."""

    truth: Name | None = Field(None, description="An analysis of method `truth` whose effects stand beside.")

    @property
    def beside(self) -> dict[str, Name]:
        return {"truth": self.truth} if self.truth else {}
