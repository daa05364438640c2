"""The sections of a trial file that a crossover trial has otherwise: sequences, visits of periods, days of periods."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trialstats.init.crossed import Crossed, date_of_period
from trialstats.init.findings import date_said
from trialstats.init.guessed import Guess
from trialstats.init.said import Said
from trialstats.init.side_by_side import groups_of
from trialstats.init.visits import Visit

__all__ = ["fits", "of_periods", "sequences"]

END = "End of period"


def fits(made: Guess, crossed: Crossed) -> bool:
    """Tell whether visits can be told by period: a visit a period, or visits of every file with a column of it.

    A row a period with visits side by side in it is not.
    """
    rows = [made.table(dataset.table) for dataset in made.datasets if "visit" in dataset.settings]
    if any(groups_of(table, set()) for table in rows):
        return False
    if all_periods(made, crossed):
        return True
    side = any("columns" in one.entry for dataset in made.datasets for one in dataset.parameters)
    side = side or any(dataset.items_at for dataset in made.datasets)
    return not side and all(dataset.table in crossed.periods for dataset in made.datasets)


def all_periods(made: Guess, crossed: Crossed) -> bool:
    """Tell whether each visit is a period of its own."""
    visits = {str(dataset.settings["visit"].value) for dataset in made.datasets if "visit" in dataset.settings}
    told = visits and visits <= {*crossed.periods.values()}
    return len(made.visits) == crossed.length and bool(told or not (visits or crossed.periods))


def of_periods(made: Guess, crossed: Crossed) -> None:
    """Give each period its visits, sources the column of the period, and ADSL the days of periods."""
    if all_periods(made, crossed):
        made.visits = [
            replace(visit, label=f"Period {number}", number=float(number), baseline=False, period=number, timepoint=END)
            for number, visit in enumerate(made.visits, 1)
        ]
    else:
        step = 10.0
        while step <= max((visit.number or 0.0) for visit in made.visits):
            step *= 10
        made.visits = [at(visit, period, step) for period in range(1, crossed.length + 1) for visit in made.visits]
        for dataset in made.datasets:
            dataset.settings["period"] = Said(crossed.periods[dataset.table], "visits have the same codes in each")
    made.baseline_value = made.change = None
    main = made.table(made.subjects)
    if made.people[main.name].repeated:
        return
    for name, column in main.columns.items():
        variable = date_of_period(name, crossed.length) if column.kind == "date" and column.dates else None
        if variable and not any(said.value["column"] == name for said in made.dates.values()):
            made.dates[variable] = date_said(column)


def at(visit: Visit, period: int, step: float) -> Visit:
    number = (visit.number or 0.0) + (period - 1) * step
    timepoint = "" if visit.baseline else visit.label
    label = f"{visit.label}, period {period}"
    doubt = visit.doubt if period == 1 else ""
    return replace(visit, label=label, number=number, period=period, timepoint=timepoint, doubt=doubt)


def sequences(crossed: Crossed, names: dict[str, str]) -> Said:
    """Write the sequences, by the names of their treatments."""
    said: dict[str, Any] = {"period": crossed.period} if crossed.period else {}
    if crossed.texts != tuple(str(number) for number in range(1, crossed.length + 1)):
        said["periods"] = dict(enumerate(crossed.texts, 1))
    made: dict[str, Any] = {}
    for code, order in crossed.orders.items():
        treatments = [names[treatment] for treatment in order]
        entry: dict[str, Any] = {"treatments": treatments}
        made[", then ".join(treatments)] = entry | ({"codes": code} if crossed.by_sequence else {})
    return Said({**said, "sequences": made}, f"{crossed.why}; ? the order in which treatments were given")
