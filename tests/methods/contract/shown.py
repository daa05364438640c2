"""What a display shows of an analysis: the ids of rows in its cells or its data, and the texts of a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.text import Text

from tests.methods.contract.trial import Tried
from trialstats.display.figure.drawing import Drawing
from trialstats.display.table.data import TableData
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure
from trialstats.methods.entry import Entry
from trialstats.methods.registry import FIGURES, METHODS
from trialstats.methods.show import tabulate
from trialstats.steps.look import look_of
from trialstats.trialfile.parts.display import Display

__all__ = ["PAIRS", "Showings", "Shown"]

# Each method with each display that can show it, or set it beside others.
PAIRS: dict[str, tuple[Entry, type[Display]]] = {
    f"{entry.name} in {display.__name__}": (entry, display)
    for entry in METHODS
    for display in (*entry.displays, *entry.beside)
}


@dataclass(frozen=True)
class Shown:
    """One display: its rows, the table if it is one, the ids that it shows, and the words under it or in the figure."""

    display: Display
    rows: pd.DataFrame
    table: TableData | None
    ids: frozenset[str]
    words: str


class Showings:
    """The displays of a trial, each made once: those that trial.yaml names, and one of every kind for each analysis."""

    def __init__(self, tried: Tried) -> None:
        self.tried = tried
        self._made: dict[str, Shown | None] = {}

    def of(self, entry: Entry, kind: type[Display]) -> list[tuple[str, list[Shown]]]:
        """Give the analyses of a method, and what the displays of a kind show of each; none where all refuse it."""
        return [(name, self.showing(name, kind)) for name in self.tried.of_method(entry.name)]

    def showing(self, name: str, kind: type[Display]) -> list[Shown]:
        """Make the displays of a kind that show an analysis."""
        trial = self.tried.trial_of(name)
        analysis = trial.analyses[name]
        named = {**trial.tables, **{f"figure {n}": f for n, f in trial.figures.items()}}
        wanted = {key: display for key, display in named.items() if type(display) is kind and name in shown_by(display)}
        if any(entry.name == analysis.entry and kind in entry.displays for entry in METHODS):
            word = get_args(kind.model_fields["kind"].annotation)[0]
            plain = kind.model_validate({"kind": word, "title": "As it is", "analysis": name})
            wanted[f"{kind.__name__} of {name}"] = plain
        made = [self.make(key, display) for key, display in wanted.items()]
        return [shown for shown in made if shown is not None]

    def make(self, key: str, display: Display) -> Shown | None:
        """Make a display, once; None where it says that what the analysis gives cannot be shown so."""
        if key not in self._made:
            rows = pd.concat([self.tried.run(name).rows for name in shown_by(display)], ignore_index=True)
            try:
                self._made[key] = make(display, rows, self.tried)
            except DataError:
                self._made[key] = None
        return self._made[key]


def shown_by(display: Display) -> list[str]:
    """Name the analyses whose rows a display gets."""
    truth = getattr(display, "truth", None)
    return [*display.analyses, *([truth] if truth else [])]


def make(display: Display, rows: pd.DataFrame, tried: Tried) -> Shown:
    look = look_of(tried.trial_of(display.analyses[0]))
    if type(display) in FIGURES:
        drawing = draw_figure(display, rows, look)
        return Shown(display, rows, None, frozenset(drawing.data["id"]), words_of(drawing))
    table = tabulate(display, rows, look)
    ids = {row for cell in table.cells() for row in (cell.id, *cell.beside) if row is not None}
    return Shown(display, rows, table, frozenset(ids), " ".join(table.footnotes))


def words_of(drawing: Drawing) -> str:
    """Gather the texts of a figure, without their line breaks."""
    texts = [str(text.get_text()) for text in drawing.plot.findobj(Text)]
    plt.close(drawing.plot)
    return " ".join(" ".join([*texts, drawing.alt]).split())


def hidden(finished_rows: pd.DataFrame, showings: Sequence[Shown]) -> list[Mapping[str, Any]]:
    """List the rows that none of the displays shows, nor tells the reason of why there is no number."""
    ids = {row for shown in showings for row in shown.ids}
    words = " ".join(shown.words for shown in showings)
    return [
        row
        for row in finished_rows.to_dict("records")
        if row["id"] not in ids and not (isinstance(row["reason"], str) and " ".join(row["reason"].split()) in words)
    ]
