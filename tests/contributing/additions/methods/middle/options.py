"""The middle: what its analysis and table may say."""

from __future__ import annotations

from typing import Literal

from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.display import Selected

__all__ = ["Middle", "MiddleTable"]


class Middle(Findings):
    """The median by arm and visit."""

    method: Literal["middle"]


class MiddleTable(Selected):
    """Medians, a line an arm and visit."""

    kind: Literal["middle"]
