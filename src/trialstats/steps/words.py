"""Fill in what displays need to write a row: labels, units, digits, directions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.results.kinds import OF_PARAMETER, Kind
from trialstats.steps.inputs import datasets_of
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["in_words", "with_words"]

WORDS = {"PARAM": "label", "unit": "unit", "decimals": "decimals", "better": "better", "mcid": "mcid"}
NUMBERS = ("decimals", "mcid")
PERCENTAGES = ("PCHG",)
# A level of a factor as the models name it, and the variables of models that no file labels.
COEFFICIENT = re.compile(r"(\w+)\[T\.([^\]]+)\]")
OWN_NAMES = {"TRT01P": "arm", "AVISIT": "visit", "TRTP": "treatment", "APERIOD": "period"}
# What stands behind a population that is shown by treatment of a crossover trial.
BY_RECEIVED = ", by treatment received"
BY_TREATMENT = ", by treatment received (a subject stands under each that it had)"


def with_words(rows: pd.DataFrame, trial: Trial, analysis: Method, name: str) -> pd.DataFrame:
    """Add PARAM, unit, decimals, better and mcid of the parameter, AVISITN, and the analysis' label and role.

    Rows about a variable of the subject get the words of the covariate or population; population is its label.
    """
    words: dict[str, dict[str, Any]] = {}
    for dataset in datasets_of(trial, name):
        words |= parameter_words(trial, dataset)
    if analysis.uses_times:
        words |= time_words(trial)
    of_subjects = rows["variable"].where(rows["PARAMCD"].isna())
    own = rows["unit"].copy()
    rows = filled(
        filled(rows, rows["PARAMCD"], words), of_subjects, variable_words(trial) | event_words(trial, analysis)
    )
    rows = of_their_kind(rows, own)
    numbers = rows["AVISIT"].map({visit: declared.AVISITN for visit, declared in trial.visits.items()})
    rows["AVISITN"] = rows["AVISITN"].fillna(numbers.astype("float64"))
    population = trial.populations.get(str(getattr(analysis, "population", None)))
    treated = BY_TREATMENT if trial.crossover and analysis.in_crossover == "treatments" else ""
    treated = BY_RECEIVED if trial.by_received(trial.complete(name)) else treated
    told = f"{population.label}{chosen_words(trial, analysis)}{treated}" if population else ""
    rows["population"] = rows["population"].fillna(told)
    reasons = rows["reason"].map(lambda reason: in_words(reason, trial), na_action="ignore").astype("string")
    return rows.assign(role=analysis.role, label=analysis.label or name, reason=reasons)


def in_words(reason: str, trial: Trial) -> str:
    """Write the coefficients that a reason names as people say them: `arm Low dose`, not `TRT01P[T.Low dose]`."""
    labels = {name: str(words["label"]) for name, words in variable_words(trial).items()} | OWN_NAMES
    return COEFFICIENT.sub(lambda found: f"{labels.get(found[1], found[1])} {found[2]}", reason)


def chosen_words(trial: Trial, analysis: Method) -> str:
    """Say, behind a population, by which variables of subjects an analysis of findings chooses among it."""
    if not isinstance(analysis, Findings):
        return ""
    known = variable_words(trial)
    told = []
    for chosen in analysis.records:
        if chosen.column in known:
            name = str(known[chosen.column]["label"])
            texts = " or ".join(chosen.within or chosen.without or ("recorded",))
            told.append(f"{name}{'' if chosen.within or chosen.recorded else ' not'} {texts}")
    return f" ({'; '.join(told)})" if told else ""


def time_words(trial: Trial) -> dict[str, dict[str, Any]]:
    """Give the words of the times to an event, whose rows say themselves which way is better."""
    return {
        code: {"label": declared.label, "unit": declared.unit, "decimals": 1}
        for code, declared in trial.times_to_event.items()
    }


def of_their_kind(rows: pd.DataFrame, own: pd.Series[str]) -> pd.DataFrame:
    """Take back what is the parameter's where a kind of row or a measure has none, or its own (`own`: unit as given).

    Percentages of baseline are in percent, whatever the parameter is in, and what matters of a value says nothing of
    them.
    """
    percentages = is_one_of(rows["measure"], PERCENTAGES)
    # What is counted is in no unit, least of all in percent.
    unit = rows["unit"].mask(percentages, own.fillna("%").mask(is_one_of(rows["kind"], (Kind.COUNT,))))
    for kind in Kind.those(lambda traits: traits.unit != OF_PARAMETER):
        unit = unit.mask(is_one_of(rows["kind"], (kind,)), own.fillna(of_kind(kind, unit)))
    better = rows["better"].mask(is_one_of(rows["kind"], Kind.those(lambda traits: not traits.directed)))
    return rows.assign(unit=unit, better=better, mcid=rows["mcid"].mask(percentages))


def of_kind(kind: Kind, parameter: pd.Series[str]) -> pd.Series[str]:
    """Give the unit of a kind of row for each unit of a parameter."""
    unit = kind.traits.unit
    if unit is None or OF_PARAMETER not in unit:
        return pd.Series(unit, index=parameter.index, dtype="string")
    return parameter.map(lambda own: unit.replace(OF_PARAMETER, own), na_action="ignore").astype("string")


def is_one_of(column: pd.Series[str], names: Sequence[str]) -> pd.Series[bool]:
    """Tell which texts are among names; what is absent is not."""
    return column.isin(names).fillna(False).astype(bool)


def variable_words(trial: Trial) -> dict[str, dict[str, Any]]:
    """Give the words of the subjects' variables: covariates, and the flags of populations."""
    flags = {flag: {"label": population.label} for flag, population in trial.populations.items()}
    covariates = {
        variable: {"label": column.label or column.column, "unit": column.unit, "decimals": column.decimals}
        for variable, column in trial.covariates.items()
    }
    return flags | covariates


def event_words(trial: Trial, analysis: Method) -> dict[str, dict[str, Any]]:
    """Give the words of the variables of an occurrence that an analysis is about."""
    occurrence = trial.occurrences.get(str(getattr(analysis, "dataset", None)))
    return {
        variable: {"label": column.label or column.column, "unit": column.unit, "decimals": column.decimals}
        for variable, column in (occurrence.columns if occurrence else {}).items()
    }


def filled(rows: pd.DataFrame, keys: pd.Series, words: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Fill the columns that are still empty with the words that belong to the keys."""
    more = {}
    for column, key in WORDS.items():
        said = keys.map({code: entry.get(key) for code, entry in words.items()})
        more[column] = rows[column].fillna(said.astype("float64" if column in NUMBERS else "string"))
    return rows.assign(**more)
