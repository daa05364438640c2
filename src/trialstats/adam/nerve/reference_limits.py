"""Reference limits that a user supplies: what a healthy person's value is expected to be, and how it varies.

    PARAMCD,SEX,intercept,age,height,sd,scale,worse
    SURVELL,any,60.0,-0.10,-0.05,4.2,identity,lower
    SURAMPL,Female,3.1,-0.02,0,0.45,log,lower

expected = intercept + age * age in years + height * height, on the scale: the value itself (identity) or its natural
logarithm (log); sd is that of the healthy around it. worse is the direction of disease.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd
from pydantic import ValidationError

from trialstats.errors import DataError
from trialstats.io.read import read_source
from trialstats.io.table import LINE, without_value
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.deviates import Deviates
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["ANY", "check_limits", "read_limits"]

COLUMNS = ("PARAMCD", "SEX", "intercept", "age", "height", "sd", "scale", "worse")
NUMBERS = ("intercept", "age", "height", "sd")
WORDS = {"scale": ("identity", "log"), "worse": ("lower", "higher")}
ANY = "any"


def check_limits(trial: Trial, name: str) -> None:
    """Read every file of reference limits that a dataset names; DataError with all that is wrong in all of them."""
    dataset = trial.datasets[name]
    problems: list[str] = []
    for derived in dataset.derived.values():
        if derived.deviates:
            try:
                read_limits(derived.deviates, trial, dataset)
            except DataError as error:
                problems += error.problems
    if problems:
        raise DataError(list(dict.fromkeys(problems)))


def read_limits(deviates: Deviates, trial: Trial, dataset: Dataset) -> pd.DataFrame:
    """Read the limits of the parameters of a composite: columns COLUMNS, with numbers as float64.

    Raises DataError with all problems of the file, by line: a column that is absent, a PARAMCD that the dataset does
    not have, a number, scale or direction that is none, an SD that is not above zero, a level of SEX that subjects do
    not have, a coefficient of a variable that they do not have, a row that repeats another, and a parameter of the
    composite without limits for everybody.
    """
    file = deviates.reference.file
    frame = read_source(source_of(file)).frame
    frame = frame[~without_value(frame)]
    lacking = [name for name in COLUMNS if name not in frame.columns]
    if lacking:
        raise DataError(f"{file}: has no column {', '.join(lacking)}; limits have {', '.join(COLUMNS)}")
    rows = frame.assign(**{name: frame[name].str.strip() for name in COLUMNS})
    numbers = {name: pd.to_numeric(rows[name], errors="coerce").astype("float64") for name in NUMBERS}
    limits = rows.assign(**numbers)
    problems = [
        f"{file}, line {line}: {problem}"
        for line, row, typed in zip(rows[LINE], rows.to_dict("records"), limits.to_dict("records"), strict=True)
        for problem in problems_of_row(row, typed, deviates, trial, dataset)
    ]
    problems += [f"{file}{problem}" for problem in problems_of_rows(rows, deviates, trial)]
    if problems:
        raise DataError(problems)
    return limits.loc[limits["PARAMCD"].isin(deviates.of), list(COLUMNS)].reset_index(drop=True)


def source_of(file: str) -> Source:
    """Take a file of limits for a source; DataError where its ending does not tell its format."""
    try:
        return Source(file=file, subject=("PARAMCD",))
    except ValidationError as error:
        raise DataError([str(found["ctx"]["error"]) for found in error.errors()]) from None


def problems_of_row(
    row: Mapping[Hashable, Any], typed: Mapping[Hashable, Any], deviates: Deviates, trial: Trial, dataset: Dataset
) -> Iterator[str]:
    """Say what is wrong in a row: as it stands and as numbers."""
    known = [*dataset.parameters, *dataset.derived]
    if row["PARAMCD"] not in known:
        yield f"PARAMCD = {row['PARAMCD'] or 'blank'} is no parameter of the dataset{nearest(row['PARAMCD'], known)}"
    for name in NUMBERS:
        if not math.isfinite(typed[name]):
            yield f"{name} = {row[name] or 'blank'}, not a number"
    if typed["sd"] <= 0:
        yield f"sd = {row['sd']}, not above 0"
    for name, words in WORDS.items():
        if row[name] not in words:
            yield f"{name} = {row[name] or 'blank'}, not one of {', '.join(words)}"
    levels = levels_of_sex(deviates, trial)
    if row["SEX"] != ANY and levels is not None and row["SEX"] not in levels:
        yield f"SEX = {row['SEX'] or 'blank'}, not one of {', '.join([ANY, *levels])}"
    for name, variable in (("age", deviates.age), ("height", deviates.height)):
        if typed[name] and math.isfinite(typed[name]) and variable not in trial.covariates:
            yield f"{name} = {row[name]}, but subjects have no variable {variable} (`deviates.{name}` names another)"


def problems_of_rows(rows: pd.DataFrame, deviates: Deviates, trial: Trial) -> Iterator[str]:
    """Say which rows repeat another, and for whom limits are lacking."""
    twice = rows[rows.duplicated(["PARAMCD", "SEX"])]
    for row in twice.to_dict("records"):
        yield f", line {row[LINE]}: {row['PARAMCD']}, {row['SEX']} has a row already"
    levels = levels_of_sex(deviates, trial)
    for paramcd in deviates.of:
        given = set(rows.loc[rows["PARAMCD"] == paramcd, "SEX"])
        if not given:
            yield f": no row of {paramcd}"
        elif ANY in given and len(given) > 1:
            yield f": {paramcd} has a row for any and rows by {deviates.sex}; which of them counts?"
        elif ANY not in given and (lost := [level for level in levels or () if level not in given]):
            yield f": {paramcd} has no row for {', '.join(lost)}"


def levels_of_sex(deviates: Deviates, trial: Trial) -> list[str] | None:
    """List the levels that SEX may have: none without such a variable; None where its levels are not declared."""
    column = trial.covariates.get(deviates.sex)
    if column is None:
        return []
    return list(column.codes) if column.codes else None
