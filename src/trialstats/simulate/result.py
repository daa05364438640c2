"""What the simulation of a design gave, all of it together; and how its shares are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

import numpy as np
import pandas as pd

from trialstats.simulate.analytic import Analytic
from trialstats.simulate.questions import Questions
from trialstats.simulate.search import Searched
from trialstats.simulate.truth import Truth
from trialstats.simulate.world import World
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.trial import Trial

__all__ = ["Simulated", "percent", "washed_told", "with_digits", "with_interval"]

# An error of the simulation below this is the rounding of floats: every trial gave the same.
NO_ERROR = 1e-12


@dataclass(frozen=True)
class Simulated:
    """table: operating characteristics; retained: who is still there; analytic, truths: of each question.

    declared: the replicates that the design asks for; searched: the number of subjects for the power wanted, if the
    design wants any; at_margins: the truths of the worlds in which hypotheses about margins are at these, by kind.
    """

    trial: Trial
    questions: Questions
    table: pd.DataFrame
    retained: pd.DataFrame
    analytic: Sequence[Analytic]
    truths: Sequence[Truth]
    world: World
    declared: int
    searched: Searched | None = None
    at_margins: Mapping[str, Sequence[Truth]] = field(default_factory=dict)

    @property
    def design(self) -> Design:
        """The design."""
        assert self.trial.design is not None
        return self.trial.design

    def row(self, kind: str, n: int, hypothesis: str) -> dict[Any, Any] | None:
        """The characteristics of one hypothesis in one scenario, if it was simulated."""
        found = self.table[(self.table["scenario"] == f"{kind}_{n}") & (self.table["hypothesis"] == hypothesis)]
        return None if found.empty else found.iloc[0].to_dict()


def percent(share: float) -> str:
    """Write a share in percent with a decimal."""
    return f"{100 * share:.1f}%"


def with_interval(row: Mapping[str, Any], name: str, asked: int | None = None) -> str:
    """Write a share with the interval of the simulation, and its trials where they are not those that were asked for.

    The search for a number of subjects simulates a size with more of them than a quick run asks for.
    """
    low, high = (100 * row[f"{name}_{end}"] for end in ("low", "high"))
    trials = f"; {row['replicates']:,.0f} trials" if asked is not None and row["replicates"] != asked else ""
    return f"{percent(row[name])} ({low:.1f} to {high:.1f}{trials})"


def with_digits(value: float, error: float) -> tuple[str, str]:
    """Write a number with the digits that its standard error leaves it, and that with two of its own."""
    if error < NO_ERROR:
        return f"{round(value, 10) + 0.0:g}", "0"
    digits = max(0, 1 - floor(log10(error)))
    return f"{round(value, digits) + 0.0:.{digits}f}", f"{error:.{digits}f}"


def washed_told(row: Mapping[str, Any]) -> str:
    """Write power, bias and coverage of a crossover trial with nothing carried over."""
    told = f"power {with_interval(row, 'power')}"
    if not np.isfinite(row.get("bias", np.nan)):
        return told
    bias, error = with_digits(row["bias"], row["bias_se"])
    return f"{told}, bias {bias} (standard error {error}), coverage {percent(row['coverage'])}"
