"""The order and the names that every display of a trial keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialstats.display.figure.portion import WHOLE, Portion

__all__ = ["Look"]


@dataclass(frozen=True)
class Look:
    """Arms and visits in the order of display, and the notice that stands on everything.

    arms are as the trial file orders them; `reference` is the one that differences subtract. strategies: what the
    analyses of the one display that is made make of intercurrent events; population and made: of a figure, of whom they
    are, and how they were made, in brief. crossover: arms are treatments of the same
    subjects. page: how tall a figure may be before it is divided, mm. ranges: the smallest and the largest
    value of parameters that have such, by PARAMCD. portion: which part of a figure is drawn, of one that divides
    its own lines. footnotes: of a figure, what the trial file says under it.
    """

    STUDYID: str
    arms: tuple[str, ...]
    reference: str
    visits: tuple[str, ...]
    baseline: str | None = None
    notice: str | None = None
    strategies: tuple[str, ...] = ()
    population: str = ""
    made: tuple[str, ...] = ()
    crossover: bool = False
    page: float | None = None
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    portion: Portion = WHOLE
    footnotes: tuple[str, ...] = ()
