"""What all files hold together: who, which arms, which visits, what is measured and what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from trialstats.init.arms import Arms, find_arms
from trialstats.init.codebook import with_codebooks
from trialstats.init.columns import Column
from trialstats.init.covariates import (
    Ended,
    covariate,
    date_variables,
    ended,
    flags,
    is_baseline_value,
    is_covariate,
    variable_of,
)
from trialstats.init.events import Events, events_of, is_exposure
from trialstats.init.files import Table
from trialstats.init.findings import Dataset
from trialstats.init.items_aside import questionnaires_aside
from trialstats.init.long import long_dataset, questionnaires_apart
from trialstats.init.once import with_first_visits
from trialstats.init.outcome import END_OF_TRIAL, outcome_column, outcome_dataset
from trialstats.init.people import People, identify, one_to_one, shared
from trialstats.init.periods import first_periods
from trialstats.init.redcap import instruments_apart
from trialstats.init.rows import numbered
from trialstats.init.said import Said
from trialstats.init.side_by_side import groups_of, with_runs_apart
from trialstats.init.visits import Visit, find_visit, schedule
from trialstats.init.wide import aside_dataset, side_dataset, wide_datasets
from trialstats.init.words import SITE, named_for
from trialstats.trialfile.checks.collisions import ADSL, BDS

__all__ = ["Guess", "guess"]

MOST_SHOWN = 30  # different texts of a column whose texts may be shown


@dataclass
class Guess:
    """What was made of the tables.

    unused: what of them is in no part of the trial file, and why. same_as_arm: columns that say the arm too.
    baseline_value: the covariate that holds what was measured at baseline. change: the parameter that is a change
    from it.
    """

    tables: list[Table]
    people: dict[str, People]
    arms: Arms | None
    subjects: str
    visits: list[Visit] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    occurrences: list[Events] = field(default_factory=list)
    covariates: dict[str, Said] = field(default_factory=dict)
    dates: dict[str, Said] = field(default_factory=dict)
    populations: dict[str, Said] = field(default_factory=dict)
    ended: Ended | None = None
    unscheduled: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    same_as_arm: list[str] = field(default_factory=list)
    baseline_value: str | None = None
    change: str | None = None

    def table(self, name: str) -> Table:
        """Give a table by the name of its source."""
        return next(table for table in self.tables if table.name == name)


def guess(tables: Sequence[Table]) -> Guess:
    """Say what tables hold; those in which nobody is identified are named as not used."""
    tables, books = with_codebooks(tables)
    tables = instruments_apart(tables)
    people = identify(tables)
    chosen = first_periods(tables, people)
    chosen, people = numbered(chosen, identify(chosen))
    if len(apart := with_first_visits(chosen, people)) > len(chosen):
        chosen, people = apart, identify(apart)
    if len(apart := questionnaires_apart(chosen, people)) > len(chosen):
        chosen, people = apart, identify(apart)
    arms = find_arms(chosen, people)
    for table in chosen:
        if table.name in people:
            table.columns = with_shared(table, people[table.name])
    made = Guess([table for table in chosen if table.name in people], people, arms, "")
    made.unused = [*books, *(one for table in chosen for one in table.unread)]
    made.unused += [f"{table.file}: no column identifies subjects" for table in chosen if table.name not in people]
    if made.tables:
        made.subjects = arms.table if arms else most_people(made)
        settle(made)
    return made


def with_shared(table: Table, people: People) -> dict[str, Column]:
    """Tell of each column what it is called, and which texts several subjects have; words of fewer are not shown."""
    columns = {}
    for name, column in table.columns.items():
        if column.different <= MOST_SHOWN or column.results:
            known = shared(table.frame[name], people.ids)
            kept = tuple(word for word in column.results if word in known or word.endswith("number"))
            column = replace(column, shared=tuple(sorted(known)), results=kept)
        columns[name] = replace(column, label=table.labels.get(name, ""), meaning=table.meanings.get(name, {}))
    return columns


def most_people(made: Guess) -> str:
    """Name the table with most subjects, of those with one row each if there is one."""
    return max(
        made.tables, key=lambda table: (not made.people[table.name].repeated, made.people[table.name].number)
    ).name


def settle(made: Guess) -> None:
    """Settle what each table is for, the subjects' first."""
    codes: list[str] = []
    visits: list[Sequence[Visit]] = []
    spent: dict[str, set[str]] = {}
    for table in sorted(made.tables, key=lambda table: table.name != made.subjects):
        people, taken = made.people[table.name], [dataset.name for dataset in made.datasets]
        spent[table.name] = {*people.columns}
        if people.repeated:
            visit = find_visit(table, people)
            long = long_dataset(table, visit, people, taken, codes)
            found = [long] if long else wide_datasets(table, visit, people, taken, codes) if visit else []
            if visit and found:
                visits.append(visit.visits)
                made.unscheduled += [v.codes[0] for v in visit.visits if v.unscheduled]
                spent[table.name] |= {visit.column, *visit.others}
            made.datasets += found
        else:
            skipped = {*people.columns, made.arms.column if made.arms else ""}
            found = beside(made, table, skipped, codes, visits)
            spent[table.name] |= {column for dataset in found for column in columns_of(dataset)}
            made.datasets += found
        if not found and table.name != made.subjects:
            other_table(made, table)
    if not made.datasets:
        visits += at_the_end(made, spent)
    describe_subjects(made, spent)
    apart = made.baseline_value is not None
    made.visits = schedule(visits, baseline_apart=apart)
    made.datasets = in_file_order(made)


def beside(
    made: Guess, table: Table, skipped: set[str], codes: list[str], visits: list[Sequence[Visit]]
) -> list[Dataset]:
    """Make the datasets of a table with visits side by side: of its questionnaires, and of all else together."""
    found: list[Dataset] = []
    for one in questionnaires_aside(table, skipped):
        found.append(aside_dataset(table, one, [dataset.name for dataset in (*made.datasets, *found)]))
        visits.append(one.visits)
        skipped |= set(one.instrument.columns)
    for number, groups in enumerate(with_runs_apart(groups_of(table, skipped))):
        taken = [dataset.name for dataset in (*made.datasets, *found)]
        found.append(side_dataset(table, groups, taken, codes, apart=number > 0))
        visits += [group.visits for group in groups]
    return found


def at_the_end(made: Guess, spent: dict[str, set[str]]) -> list[Sequence[Visit]]:
    """Take a column of the subjects' table for an outcome, where nothing is measured at visits."""
    main = made.table(made.subjects)
    skipped = {*spent[main.name], made.arms.column if made.arms else ""}
    column = None if made.people[main.name].repeated else outcome_column(main, skipped)
    if column is None:
        return []
    made.datasets.append(outcome_dataset(main, column))
    spent[main.name].add(column.name)
    return [(END_OF_TRIAL,)]


def in_file_order(made: Guess) -> list[Dataset]:
    """Put the datasets in the order in which their files were given."""
    order = [table.name for table in made.tables]
    return sorted(made.datasets, key=lambda dataset: order.index(dataset.table))


def other_table(made: Guess, table: Table) -> None:
    """Settle a table without visits: who stopped, more of the subjects, or events."""
    people = made.people[table.name]
    everybody = max(other.number for other in made.people.values())
    if not people.repeated and made.ended is None and people.number < everybody:
        made.ended = ended(table, table.name, apart=True)
        if made.ended is not None:
            return
    if not people.repeated and people.number > 0.8 * everybody:
        return  # its columns are covariates
    events = events_of(table, people, [one.name for one in made.occurrences], made.table(made.subjects).columns)
    if events is not None:
        made.occurrences.append(events)


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


def columns_of(dataset: Dataset) -> list[str]:
    """Name the columns that a dataset measures."""
    names = list(dataset.instrument.columns) if dataset.instrument else []
    names += [column.name for column in dataset.dates.values()]
    for parameter in dataset.parameters:
        names += [parameter.entry["column"]] if "column" in parameter.entry else []
        names += list(parameter.entry.get("columns", {}).values())
    for said in dataset.settings.values():
        value = said.value.get("column") if isinstance(said.value, dict) else said.value
        names += [value] if isinstance(value, str) else list(value or ())
    return names


def add_covariates(made: Guess, table: Table, spent: set[str], taken: list[str]) -> None:
    """Add the columns of a table that describe subjects."""
    people, main = made.people[table.name], table.name == made.subjects
    sites = {name for name in people.columns if len(people.columns) > 1 and named_for(name, SITE)}
    skipped = {*spent, *(made.ended.columns if made.ended else ())} - sites
    skipped |= {said.value["column"] for said in (*made.dates.values(), *made.populations.values())} if main else set()
    known = {said.value["column"] for said in made.covariates.values()}
    for name in people.constant:
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
