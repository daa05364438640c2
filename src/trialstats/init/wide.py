"""Datasets of a table with a column a parameter: a row a visit, or visits side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table
from trialstats.init.findings import Dataset, dataset_name, duplicates, settings_at_visits
from trialstats.init.grades import is_graded
from trialstats.init.instruments import instruments_of
from trialstats.init.items_aside import Aside
from trialstats.init.parameters import Parameter, parameter
from trialstats.init.people import People
from trialstats.init.side_by_side import Group, dates_of
from trialstats.init.titles import common_title, title_of
from trialstats.init.visits import VisitColumn
from trialstats.init.words import VISIT, label_of, short_name, subject_rank, unit_of, words_of

__all__ = ["aside_dataset", "side_dataset", "wide_datasets"]


def wide_datasets(
    table: Table, visit: VisitColumn, people: People, taken: list[str], codes: list[str]
) -> list[Dataset]:
    """Make the datasets of a table with one column a parameter: those of questionnaires, and one of the others."""
    settings = settings_at_visits(table, visit)
    used = {*people.columns, visit.column, *visit.others}
    found: list[Dataset] = []
    instruments = instruments_of(table, used)
    for one in instruments:
        found.append(
            Dataset(
                table.name,
                dataset_name(table, [*taken, *(d.name for d in found)], one.name),
                one.title,
                settings,
                instrument=one,
            )
        )
        used |= set(one.columns)
    measured = [
        column
        for name, column in table.columns.items()
        if name not in used
        and column.kind == "number"
        and (name not in people.constant)
        and column.different > 1
        and not visit_like(name)
        and not of_the_record(column, table)
    ]
    results = [column for column in measured if not set(words_of(column.name)) <= VISIT]
    graded = [column for name, column in table.columns.items() if name not in used and is_result(column, people)]
    measured = results or graded or measured  # a time beside others says when they were measured
    if measured:
        parameters = []
        for column in measured:
            code = short_name(column.name, codes, "VALUE")
            codes.append(code)
            parameters.append(parameter(code, column.title, unit_of(column.name), {"column": column.name}, column))
        found.append(
            Dataset(
                table.name,
                dataset_name(table, [*taken, *(d.name for d in found)]),
                title_of(table.name),
                settings,
                parameters,
            )
        )
    doubled = duplicates(table, [*people.columns, visit.column])
    for dataset in found:
        dataset.problems |= doubled
    return found


def is_result(column: Column, people: People) -> bool:
    """Tell a column of a few words that differ in a subject."""
    return column.kind == "category" and column.name not in people.constant and is_graded(column)


def visit_like(name: str) -> bool:
    """Tell a column that only counts visits or days once more."""
    return any(
        re.fullmatch(r"a?visitn?(um)?|visn(o|um)|a?dy|visitdy|reldays?|studyday", word) for word in words_of(name)
    )


def of_the_record(column: Column, table: Table) -> bool:
    """Tell a column that programs write to number records or to say that a form is complete, as REDCap and Kobo do."""
    number = column.whole and column.different == column.rows and subject_rank(column.name) > 0
    counted = number or (column.name.startswith("_") and column.name.endswith(("id", "index")))
    form = column.name.endswith("_complete") and any(name.startswith("redcap_") for name in table.columns)
    return counted or form or column.name.startswith("redcap_")


def aside_dataset(table: Table, one: Aside, taken: list[str]) -> Dataset:
    """Make the dataset of a questionnaire at visits side by side."""
    name = dataset_name(table, taken, one.instrument.name)
    return Dataset(table.name, name, one.instrument.title, instrument=one.instrument, items_at=one.items_at)


def side_dataset(
    table: Table, groups: Sequence[Group], taken: list[str], codes: list[str], *, apart: bool = False
) -> Dataset:
    """Make the dataset of a table with visits side by side.

    apart: the table has others, at other visits, so that what is measured names this one.
    """
    suffix = "".join(re.findall("[a-z0-9]+", groups[0].stem.casefold())) if apart else ""
    name = dataset_name(table, taken, suffix)
    made = Dataset(table.name, name, title_of(table.name), dates=dates_of(table, groups))
    for group in groups:
        named = group.stem or table.name
        code = short_name(named, codes, "VALUE")
        codes.append(code)
        together = pd.concat([table.frame[name] for name in group.columns.values()], ignore_index=True)
        column = look_at(together, named)
        label = common_title([table.labels.get(name, "") for name in group.columns.values()]) or label_of(named)
        described = parameter(code, label, unit_of(named), {"columns": dict(group.columns)}, column)
        doubts = [described.why, "" if group.stem else "? what is measured", group.doubt]
        made.parameters.append(Parameter(code, described.entry, "; ".join(filter(None, doubts))))
    return made
