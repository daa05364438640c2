"""A file in which nothing identifies subjects: where a row is a person, its number does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table
from trialstats.init.people import People, people_of
from trialstats.init.said import Said
from trialstats.init.words import NAMES, PERIOD, VALUES, VISIT, named_for, short_name, subject_rank, words_of

__all__ = ["numbered"]

LEAST = 6  # rows of which each may be a person
OFTEN = 0.3  # the share of one text that comes again by chance alone
FOLLOWS = 0.4  # the share of values that stand in the row before too, where rows are several a person
ROW_NAMES = {"x", "unnamed: 0", "column1"}  # of R, pandas and spreadsheet programs
ROW_WORDS = {"row", "rows", "rownames", "rowid", "rownum", "index", "obs", "observation", "serial"}
YES_NO = {"0", "1", "y", "n", "yes", "no", "true", "false"}


def numbered(tables: Sequence[Table], people: Mapping[str, People]) -> tuple[list[Table], dict[str, People]]:
    """Number the rows of the only table, where nothing identifies its subjects and nothing says that rows are several.

    Rows of several tables cannot be matched by their numbers: they stay as they are.
    """
    if len(tables) != 1 or people or not is_row_a_person(tables[0]):
        return list(tables), dict(people)
    (table,) = tables
    asked = "? no column identifies subjects: is each row a person"
    if (known := next(filter(numbers_rows, table.columns.values()), None)) is not None:
        return [table], {table.name: replace(people_of(table, (known.name,)), why=asked)}
    name = short_name("ROW", list(table.columns), "ROW")
    frame = table.frame.assign(**{name: [str(number + 1) for number in range(table.rows)]})
    made = replace(
        table,
        settings={**table.settings, "row_number": Said(name)},
        frame=frame,
        columns={**table.columns, name: look_at(frame[name], name)},
    )
    return [made], {made.name: replace(people_of(made, (name,)), why=asked)}


def numbers_rows(column: Column) -> bool:
    """Tell a column that programs write beside a table to number its rows."""
    named = column.name.casefold() in ROW_NAMES or not set(words_of(column.name)).isdisjoint(ROW_WORDS)
    return named and column.kind in ("number", "text") and column.different == column.rows == column.filled


def is_row_a_person(table: Table) -> bool:
    """Tell a table in which nothing speaks for several rows a person: no visits, no periods, no runs of one value."""
    columns = table.columns.values()
    long = any(named_for(c.name, NAMES) and c.is_few for c in columns) and any(
        named_for(c.name, VALUES) for c in columns
    )
    several = long or any(counts_rows(c) or names_somebody(c) or runs(table.frame[c.name], c) for c in columns)
    return table.rows >= LEAST and not several


def counts_rows(column: Column) -> bool:
    """Tell a column that may tell the rows of a person apart: visits or periods, about as many rows of each."""
    if not named_for(column.name, VISIT | PERIOD) or not column.is_few:
        return False
    yes_no = {str(text).casefold() for text in column.texts.index} <= YES_NO
    return not yes_no and column.texts.min() >= column.texts.max() / 2


def names_somebody(column: Column) -> bool:
    """Tell a column that is named for persons and does not identify them: blanks, or several rows of some."""
    return subject_rank(column.name) > 1 and column.different > 1


def runs(texts: pd.Series, column: Column) -> bool:
    """Tell a column in which values follow on themselves, as those of a person do who has several rows."""
    if column.kind != "number" or column.different < LEAST or column.texts.max() > OFTEN * column.filled:
        return False
    plain = texts.str.strip()
    return bool((plain == plain.shift())[plain != ""].mean() > FOLLOWS)
