"""What all files hold together: who, which arms, which visits, what is measured and what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialstats.init.arms import find_arms
from trialstats.init.codebook import with_codebooks
from trialstats.init.columns import Column
from trialstats.init.covariates import ended
from trialstats.init.crossed import Crossed, find_crossed, first_rows
from trialstats.init.crossed_sections import fits, of_periods
from trialstats.init.events import events_of
from trialstats.init.files import Table
from trialstats.init.findings import Dataset, columns_of
from trialstats.init.guessed import Guess
from trialstats.init.items_aside import questionnaires_aside
from trialstats.init.long import long_dataset, questionnaires_apart
from trialstats.init.once import with_first_visits
from trialstats.init.outcome import END_OF_TRIAL, outcome_column, outcome_dataset
from trialstats.init.people import People, identify, shared
from trialstats.init.periods import first_periods
from trialstats.init.redcap import instruments_apart
from trialstats.init.rows import numbered
from trialstats.init.side_by_side import groups_of, with_runs_apart
from trialstats.init.subject_variables import describe_subjects
from trialstats.init.visits import Visit, find_visit, schedule
from trialstats.init.wide import aside_dataset, side_dataset, wide_datasets

__all__ = ["guess"]

MOST_SHOWN = 30  # different texts of a column whose texts may be shown


def guess(tables: Sequence[Table]) -> Guess:
    """Say what tables hold; those in which nobody is identified are named as not used."""
    tables, books = with_codebooks(tables)
    tables = instruments_apart(tables)
    people = identify(tables)
    crossed = find_crossed(tables, people)
    if crossed is not None:
        made = guess_of(first_rows(crossed, tables, people), books, crossed)
        if made.datasets and fits(made, crossed):
            of_periods(made, crossed)
            return made
    return guess_of(first_periods(tables, people), books, None)


def guess_of(chosen: Sequence[Table], books: Sequence[str], crossed: Crossed | None) -> Guess:
    """Say what the chosen rows of tables hold. books: tables that are none. crossed: what says the treatments."""
    chosen, people = numbered(chosen, identify(chosen))
    if len(apart := with_first_visits(chosen, people)) > len(chosen):
        chosen, people = apart, identify(apart)
    if len(apart := questionnaires_apart(chosen, people)) > len(chosen):
        chosen, people = apart, identify(apart)
    arms = crossed.arms if crossed else find_arms(chosen, people)
    for table in chosen:
        if table.name in people:
            table.columns = with_shared(table, people[table.name])
    made = Guess([table for table in chosen if table.name in people], people, arms, "", crossed=crossed)
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
