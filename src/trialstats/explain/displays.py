"""What tables and figures show: each by its sort and name, and what each prints of which row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trialstats.display.table.data import TableData
from trialstats.explain.declared import Declared
from trialstats.explain.facts import DisplayFacts, Seen
from trialstats.trialfile.trial import Trial

__all__ = ["Shown", "display_facts", "display_key", "seen"]

SORTS = {"table": "tables", "figure": "figures", "listing": "listings"}


@dataclass(frozen=True)
class Shown:
    """What the displays hold: tables as they were laid out, and the ids of the rows that a figure draws."""

    tables: Mapping[str, TableData]
    figures: Mapping[str, Iterable[str]]


def display_key(sort: str, name: str) -> str:
    """Name a display among all: a table and a figure may have one name."""
    return f"{sort} {name}"


def display_facts(trial: Trial, files: Mapping[str, tuple[str, ...]], declared: Declared) -> dict[str, DisplayFacts]:
    """Describe every display, and the listings, which show no rows of results; files: where each lies, by its key."""
    shown = {
        (key := display_key(sort, name)): DisplayFacts(
            name,
            sort,
            display.number,
            display.title,
            tuple(dict.fromkeys(display.results_of)),
            files.get(key, ()),
            declared.at(SORTS[sort], name),
        )
        for sort, displays in (("table", trial.tables), ("figure", trial.figures))
        for name, display in displays.items()
    }
    listings = {
        (key := display_key("listing", name)): DisplayFacts(
            name, "listing", listing.number, listing.title, (), files.get(key, ()), declared.at(SORTS["listing"], name)
        )
        for name, listing in trial.listings.items()
    }
    return shown | listings


def seen(shown: Shown) -> dict[str, tuple[Seen, ...]]:
    """Give of each row, by its id, what the displays print of it, in the order of the displays."""
    found: dict[str, dict[Seen, None]] = {}
    for name, table in shown.tables.items():
        for id_, statistics, text in printed(table):
            found.setdefault(id_, {})[Seen(display_key("table", name), statistics, text)] = None
    for name, ids in shown.figures.items():
        for id_ in ids:
            found.setdefault(id_, {})[Seen(display_key("figure", name), ())] = None
    return {id_: tuple(each) for id_, each in found.items()}


def printed(table: TableData) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield of each cell with numbers the row, its statistics and the text; of rows of which it writes part as well."""
    for cell in table.cells():
        if cell.id:
            yield cell.id, cell.statistics, cell.text
        for beside in cell.beside:
            yield beside, (), cell.text
