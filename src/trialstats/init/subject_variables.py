"""The variables of subjects: in their own table, and in others with one row each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.init.columns import Column
from trialstats.init.covariates import (
    covariate,
    date_variables,
    ended,
    flags,
    is_baseline_value,
    is_covariate,
    variable_of,
)
from trialstats.init.events import is_exposure
from trialstats.init.files import Table
from trialstats.init.findings import columns_of
from trialstats.init.guessed import Guess
from trialstats.init.people import one_to_one
from trialstats.init.said import Said
from trialstats.init.words import SITE, named_for
from trialstats.trialfile.checks.collisions import ADSL, BDS

__all__ = ["describe_subjects"]


def describe_subjects(made: Guess, spent: dict[str, set[str]]) -> None:
    """Find the variables of subjects in their table, and in others with one row each."""
    main = made.table(made.subjects)
    made.dates = date_variables(main) if not made.people[main.name].repeated else {}
    made.populations = flags(main) if not made.people[main.name].repeated else {}
    if made.ended is None and not made.people[main.name].repeated:
        made.ended = ended(main, main.name, apart=False)
    taken = [*ADSL, *BDS, *made.dates, *made.populations]
    used_tables = {*(one.entry["source"] for one in made.occurrences), *(dataset.table for dataset in made.datasets)}
    if made.ended:
        used_tables |= {made.ended.entry["source"]} - {main.name}
    for table in [main, *(t for t in made.tables if t.name != main.name and t.name not in used_tables)]:
        if is_exposure(table):
            made.unused.append(f"{table.file}: tells what treatment was given, which is said of events alone")
        else:
            add_covariates(made, table, spent[table.name], taken)
    used_names = {said.value["column"] for said in made.dates.values()} | set(made.ended.columns if made.ended else ())
    used_names |= {said.value["column"] for said in (*made.populations.values(), *made.covariates.values())}
    measured = {name for dataset in made.datasets for name in columns_of(dataset)}
    free = [
        name
        for name in main.columns
        if name not in {*used_names, *measured, *spent[main.name], *made.same_as_arm}
        and not (made.arms and name == made.arms.column)
        and main.columns[name].different > 1
    ]
    if free:
        made.unused.append(f"{main.file}: columns {', '.join(free)}")


def add_covariates(made: Guess, table: Table, spent: set[str], taken: list[str]) -> None:
    """Add the columns of a table that describe subjects."""
    people, main = made.people[table.name], table.name == made.subjects
    sites = {name for name in people.columns if len(people.columns) > 1 and named_for(name, SITE)}
    skipped = {*spent, *(made.ended.columns if made.ended else ())} - sites
    skipped |= {said.value["column"] for said in (*made.dates.values(), *made.populations.values())} if main else set()
    known = {said.value["column"] for said in made.covariates.values()}
    for name in (name for name in people.constant if name in table.columns):
        column = table.columns[name]
        if name in skipped or name in known or not is_covariate(column) or says_the_arm(made, table, name):
            continue
        if people.repeated and column.kind == "number" and column.different > people.number:
            continue
        variable = variable_of(name, taken)
        said = covariate(variable, column)
        if not main:
            said = Said({**said.value, "source": table.name}, said.why)
        made.covariates[variable] = said
        taken.append(variable)
        if main and people.repeated and made.baseline_value is None:
            look_for_baseline(made, table, variable, column)


def says_the_arm(made: Guess, table: Table, name: str) -> bool:
    """Tell the column of the arm, and one that says it in other words."""
    if made.arms is None or table.name != made.arms.table:
        return False
    if name == made.arms.column:
        return True
    same = table.columns[name].different <= len(made.arms.codes) + 1 and one_to_one(
        table.frame[name], table.frame[made.arms.column]
    )
    if same:
        made.same_as_arm.append(name)
    return same


def look_for_baseline(made: Guess, table: Table, variable: str, column: Column) -> None:
    """Take a column for the value at baseline: by its name, or because it and a change make a value."""
    if column.kind != "number":
        return
    numbers = {
        parameter.code: pd.to_numeric(table.frame[parameter.entry["column"]], errors="coerce")
        for dataset in made.datasets
        if dataset.table == table.name
        for parameter in dataset.parameters
        if "column" in parameter.entry
    }
    base = pd.to_numeric(table.frame[column.name], errors="coerce")
    for change, changes in numbers.items():
        for value, values in numbers.items():
            if change != value and changes.notna().sum() > 5 and np.allclose((base + changes - values).dropna(), 0):
                made.baseline_value, made.change = variable, change
                return
    if is_baseline_value(column):
        made.baseline_value = variable
