"""A crossover trial: a treatment a period, told by columns side by side, by a sequence, or by a row a period."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from trialstats.init.arms import Arms, in_natural_order, in_order
from trialstats.init.files import Table
from trialstats.init.people import People
from trialstats.init.said import counted
from trialstats.init.words import ARM, PERIOD, named_for, words_of

__all__ = ["Crossed", "find_crossed", "first_rows"]

MOST_PERIODS = 4
MOST_TREATMENTS = 6
LEAST = 2  # subjects of a sequence
SEQUENCE = {"sequence", "seq", "trtseqp", "trtseq", "order", "sequenz", "treatmentsequence", "sequenceofdrug"}
BETWEEN = re.compile(r"\s*(?:->|\u2192|/|-|,|;|\bthen\b|\bfollowed by\b)\s*", re.IGNORECASE)
NUMBERED = re.compile(r"^(?P<before>.*?)0*(?P<number>[1-9])(?P<after>\D*)$")

Order = tuple[str, ...]


@dataclass(frozen=True)
class Crossed:
    """What makes the trial a crossover trial.

    table: that of the subjects. columns: with the sequence, or with a treatment a period, or of a row a period with its
    treatment. period: in that case the column of the period. orders: the treatments of each sequence by what the column
    calls it; by the treatments where it does not. periods: the column of the period of each table that has one.
    texts: what files call the periods, in order. why: the evidence.
    """

    table: str
    columns: tuple[str, ...]
    period: str | None
    orders: Mapping[str, Order]
    periods: Mapping[str, str]
    texts: Order
    arms: Arms
    why: str

    @property
    def length(self) -> int:
        """How many periods there are."""
        return len(next(iter(self.orders.values())))

    @property
    def by_sequence(self) -> bool:
        """Whether a column says the sequence."""
        return len(self.columns) == 1 and self.period is None


def find_crossed(tables: Sequence[Table], people: Mapping[str, People]) -> Crossed | None:
    """Find what says the treatments of periods; None where nothing does, or periods are told otherwise than it says."""
    known = [table for table in tables if table.name in people]
    periods = {table.name: column for table in known if (column := period_of(table)) is not None}
    found = [
        one
        for find in (columns_aside, sequences, rows_of_periods)
        for table in known
        for one in find(table, people[table.name], periods)
    ]
    texts = {tuple(texts_of(next(t for t in known if t.name == name), column)) for name, column in periods.items()}
    for table, columns, period, orders in found:
        length = len(next(iter(orders.values())))
        if len(texts) > 1 or any(len(one) != length for one in texts):
            continue
        who = people[table.name]
        numbers = tuple(str(number) for number in range(1, length + 1))
        told = "rows of periods" if period else "columns" if len(columns) > 1 else "sequences"
        why = f"{counted(len(orders), 'order')} of treatments in {told} ({', '.join(columns)})"
        arms = arms_of(table, who, columns, orders)
        return Crossed(table.name, columns, period, orders, periods, next(iter(texts), numbers), arms, why)
    return None


def period_of(table: Table) -> str | None:
    """Find the column of the period: by its name, with a few texts and no blank."""
    return next(
        (
            name
            for name, column in table.columns.items()
            if named_for(name, PERIOD) and 2 <= column.different <= MOST_PERIODS and column.filled == column.rows
        ),
        None,
    )


def texts_of(table: Table, column: str) -> list[str]:
    return sorted((str(text) for text in table.columns[column].texts.index), key=in_natural_order)


Found = tuple[Table, Order, str | None, dict[str, Order]]


def columns_aside(table: Table, people: People, _: Mapping[str, str]) -> Iterator[Found]:
    """Find columns of a treatment a period, with names that differ in the number of the period."""
    stems: dict[str, dict[int, str]] = {}
    for name in people.constant:
        if named_for(re.sub(r"\d", " ", name), ARM) and (numbered := NUMBERED.match(name)) and is_few(table, name):
            stem = f"{numbered['before']}#{numbered['after']}".casefold()
            stems.setdefault(stem, {})[int(numbered["number"])] = name
    for columns in stems.values():
        if sorted(columns) == list(range(1, len(columns) + 1)) and 2 <= len(columns) <= MOST_PERIODS:
            names = tuple(columns[number] for number in sorted(columns))
            frame = table.frame[list(names)].apply(lambda texts: texts.str.strip())
            if orders := orders_of(frame.set_axis(people.ids.to_numpy())):
                yield table, names, None, orders


def sequences(table: Table, people: People, periods: Mapping[str, str]) -> Iterator[Found]:
    """Find a column of sequences, whose texts can be read as the treatments of periods: `AB` and `BA`, `A - B`."""
    for name in people.constant:
        if not named_for(name, SEQUENCE) or not is_few(table, name):
            continue
        read = {str(text): split(str(text)) for text in table.columns[name].texts.index}
        same = {frozenset(order) for order in read.values()}
        lengths = {len(order) for order in read.values()}
        if len(lengths) == 1 and 2 <= lengths.pop() <= MOST_PERIODS and len(read) > 1 and len(same) == 1:
            yield table, (name,), None, {text: read[text] for text in sorted(read)}


def rows_of_periods(table: Table, people: People, periods: Mapping[str, str]) -> Iterator[Found]:
    """Find a column of treatments that changes from period to period, in a table with a column of these."""
    period = periods.get(table.name)
    if period is None or not people.repeated:
        return
    for name in table.columns:
        if not named_for(name, ARM) or name in people.constant or not is_few(table, name):
            continue
        pairs = pd.DataFrame({"id": people.ids.to_numpy(), "period": table.frame[period].str.strip().to_numpy()})
        pairs["treatment"] = table.frame[name].str.strip().to_numpy()
        pairs = pairs.drop_duplicates()
        if pairs.duplicated(["id", "period"]).any():
            continue
        of = {text: rows.set_index("id")["treatment"] for text, rows in pairs.groupby("period")}
        wide = pd.DataFrame({text: of[text] for text in texts_of(table, period)}).fillna("")
        if orders := orders_of(wide):
            yield table, (name,), period, orders


def is_few(table: Table, name: str) -> bool:
    column = table.columns[name]
    return column.kind in ("category", "number") and 2 <= column.different <= 24


def split(text: str) -> Order:
    """Read a sequence as its treatments, by marks between them or letter by letter."""
    parts = tuple(part for part in BETWEEN.split(text.strip()) if part)
    return parts if len(parts) > 1 else tuple(text.strip())


def orders_of(frame: pd.DataFrame) -> dict[str, Order]:
    """Give the orders of treatments that subjects have, where treatments change within them; else nothing.

    frame: a row a subject, a column a period. Orders with a blank, of who left, are no others.
    """
    first = frame[~frame.index.duplicated()]
    rows = [tuple(map(str, row)) for row in first.itertuples(index=False, name=None)]
    whole = [order for order, number in Counter(rows).items() if all(order) and number >= LEAST]
    treatments = {treatment for order in whole for treatment in order}
    changes = all(len(set(order)) > 1 for order in whole)
    if len(whole) < 2 or not changes or not 2 <= len(treatments) <= MOST_TREATMENTS:
        return {}
    return {" - ".join(order): order for order in sorted(whole)}


def arms_of(table: Table, people: People, columns: Order, orders: Mapping[str, Order]) -> Arms:
    """Say what the treatments are, the reference last."""
    meaning = dict(table.meanings.get(columns[0], {}))
    codes, doubt = in_order(sorted({code for order in orders.values() for code in order}), meaning)
    why = f"{counted(len(codes), 'treatment')}, each subject with several"
    names = {code: meaning[code] for code in codes if code in meaning}
    return Arms(table.name, columns[0], tuple(codes), (), why, False, doubt, 0, names)


def first_rows(crossed: Crossed, tables: Sequence[Table], people: Mapping[str, People]) -> list[Table]:
    """Take the rows of the first period of tables whose visits come again in each, and leave out what says treatments.

    The treatments and the periods are no results and no covariates. A column of the period stays where it is the visit.
    """
    return [shown(crossed, table, people[table.name]) if table.name in people else table for table in tables]


def shown(crossed: Crossed, table: Table, people: People) -> Table:
    spent = {*crossed.columns} if table.name == crossed.table else set()
    spent |= {
        name for name in table.columns if named_for(name, ARM | SEQUENCE) and tells_treatment(crossed, table, name)
    }
    period, frame = crossed.periods.get(table.name), table.frame
    if period is not None:
        keys = pd.DataFrame({"id": people.ids.to_numpy(), "period": frame[period].str.strip().to_numpy()})
        if keys.duplicated().any():
            frame = frame[frame[period].str.strip() == crossed.texts[0]].reset_index(drop=True)
            spent.add(period)
    # What a column holds is told by all its rows, of all periods.
    columns = {name: column for name, column in table.columns.items() if name not in spent}
    return replace(table, frame=frame, columns=columns)


def tells_treatment(crossed: Crossed, table: Table, name: str) -> bool:
    """Tell a column that holds treatments or sequences and nothing else."""
    texts = {str(text) for text in table.columns[name].texts.index}
    return texts <= {*crossed.arms.codes} or texts <= {*crossed.orders}


def date_of_period(name: str, length: int) -> str | None:
    """Name the ADSL date of a period that a column holds: its first day or its last."""
    numbers = [int(digits) for digits in re.findall(r"\d+", name)]
    words = {*words_of(re.sub(r"\d", " ", name)), re.sub(r"\W|\d|_", "", name.casefold())}
    if len(numbers) != 1 or not 1 <= numbers[0] <= length:
        return None
    if any(re.search(r"start|begin|first|sdt$", word) for word in words):
        return f"AP{numbers[0]:02d}SDT"
    return f"AP{numbers[0]:02d}EDT" if any(re.search(r"end|stop|last|edt$", word) for word in words) else None
