"""What an estimand asks of the records of one analysis, as far as intercurrent events go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trialstats.methods.shared.inputs import Outcome
from trialstats.trialfile.parts.estimands import Handling

__all__ = ["Question", "Summarised"]


@dataclass(frozen=True)
class Summarised:
    """of: the parameter summed up; make: its records, with BASE, become those of the summary, where there is one."""

    of: str
    make: Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Question:
    """An estimand and what the strategies need to know of the trial.

    handled: the declared events with what is made of each, in the estimand's order. labels: their names in words.
    as_listed: whether that order decides about a subject with several events, and not which came first.
    parameters: those analysed. timepoint: the visit of interest. visits: the number (AVISITN) of each visit after
        baseline that is analysed. course: that of every visit after baseline at which they may be measured: what an
        event leaves of a subject's course may lie at visits that are not analysed.
    outcomes: range and direction of the parameters.
    people: ADSL of the subjects analysed (randomised, of the population): USUBJID, and the flags of strata.
    summaries: what makes each summary over time among the parameters of the records of what it sums up, by PARAMCD.
    """

    handled: Mapping[str, Handling]
    labels: Mapping[str, str]
    as_listed: bool
    parameters: Sequence[str]
    timepoint: str
    visits: Mapping[str, float]
    course: Mapping[str, float]
    outcomes: Mapping[str, Outcome]
    people: pd.DataFrame
    summaries: Mapping[str, Summarised] = field(default_factory=dict)
