"""The codes of coded variables: each with the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialstats.adam.variables.standard import (
    ARM,
    ARM_N,
    DATE_PART,
    EVENT,
    EVENT_FLAG,
    NO_YES,
    STATUS,
    VISIT,
    VISIT_N,
    YES,
)
from trialstats.adam.variables.twins import YES_NO, numbers_of_arms, twin_of, twins_of
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["codelists"]

Codes = Mapping[str | float, str]


def codelists(trial: Trial) -> dict[str, Codes]:
    """Give every list of codes that variables of the trial name, by its name: code and words, in order."""
    lists: dict[str, Codes] = {
        NO_YES: {"N": "No", "Y": "Yes"},
        YES: {"Y": "Yes"},
        DATE_PART: {"D": "Day imputed", "M": "Month and day imputed", "Y": "Date imputed"},
        STATUS: {"COMPLETED": "Completed", "DISCONTINUED": "Discontinued"},
        ARM: {name: name for name in trial.arms},
        ARM_N: {number: name for name, number in numbers_of_arms(trial).items()},
        VISIT: {name: name for name in trial.visits},
        EVENT: {name: event.label for name, event in trial.intercurrent_events.items()},
        EVENT_FLAG: {"BEFORE": "Before the event", "AT": "On its day", "AFTER": "After the event"},
        VISIT_N: {visit.AVISITN: name for name, visit in trial.visits.items()},
    }
    for variable, column in trial.covariates.items():
        if column.levels:
            lists[variable] = {level: level for level in column.levels}
    for name, columns in columns_of(trial).items():
        for variable, column in columns.items():
            if column.levels:
                lists[f"{name}.{variable}"] = {level: level for level in column.levels}
    for variable, levels in twins_of(trial).items():
        lists[twin_of(variable)] = YES_NO if levels is None else places(levels)
    return lists


def columns_of(trial: Trial) -> dict[str, Mapping[str, Column]]:
    """Give the columns that datasets and occurrences declare, by their names."""
    found: dict[str, Mapping[str, Column]] = {name: one.columns for name, one in trial.datasets.items()}
    return found | {name: one.columns for name, one in trial.occurrences.items()}


def places(levels: Sequence[str]) -> Codes:
    """Number levels from 1."""
    numbered: dict[str | float, str] = {}
    numbered.update(enumerate(levels, start=1))
    return numbered
