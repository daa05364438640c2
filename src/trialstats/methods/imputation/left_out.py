"""What the displays of tipping points leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, ByDisplay
from trialstats.methods.imputation.options import TippingPointFigure, TippingPointTable

__all__ = ["LEFT_OUT"]

LEFT_OUT: ByDisplay = {TippingPointTable: (BEYOND,), TippingPointFigure: (BEYOND,)}
