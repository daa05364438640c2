"""True effects: what their analysis may say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.part import FilePath

__all__ = ["Truth"]


class Truth(Method):
    """The true effects that a simulation was given: a CSV with PARAMCD, AVISIT, ARM, difference."""

    method: Literal["truth"]
    file: FilePath = Field(description="Path of the CSV, from the project's top folder.")

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file,)
