"""A figure that is taller than a page is divided into parts, each with its own headings, key and notes.

Panels with axes of their own are divided by their rows, which are drawn as if there were no others. What shares an
axis or an order among all its lines takes a portion of them itself (`OWN_LINES`, `Look.portion`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.page import write_above
from trialstats.display.figure.page_height import TooTall, no_taller_than
from trialstats.display.figure.portion import Portion, TooFew
from trialstats.display.figure.theme import DOUBLE, LINE
from trialstats.display.figure.words import wrap
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.display import Display

__all__ = ["OWN_LINES", "Parts", "draw_on_pages"]

Draw = Callable[[Display, pd.DataFrame, Look], Drawing]
DrawPart = Callable[[Display, pd.DataFrame], Drawing]
# Of more rows than these a figure is first drawn for some subjects of each arm, to know whether it fits on a page.
MANY, FEW = 50_000, 10
# Below and above the lines that name a part, mm.
PAD = 1.5


@dataclass(frozen=True)
class Parts:
    """Where a kind of figure can be divided.

    kinds: the rows that make its panels or blocks. by: the columns that tell these apart, by the first of which that
    has several values it is divided.
    """

    kinds: tuple[Kind, ...]
    by: tuple[str, ...] = ("PARAMCD", "analysis")


# The figure divides its lines itself.
OWN_LINES = Parts((), ())


def draw_on_pages(figure: Display, rows: pd.DataFrame, look: Look, parts: Parts | None, draw: Draw) -> Drawing:
    """Draw a figure whole if a page holds it (`look.page`, mm) or nothing tells where to divide it, else in parts."""
    if parts is None or look.page is None:
        return draw(figure, rows, look)
    try:
        with no_taller_than(look.page):
            if len(rows) > MANY:
                with suppress(DataError):
                    draw(figure, of_few_subjects(rows), look)
            return draw(figure, rows, look)
    except TooTall as found:
        room = look.page - header_height(header(figure, 88, 88))
        if parts is OWN_LINES:
            made = in_portions(figure, rows, look, room, found.height, draw)
        else:
            made = in_parts(figure, rows, room, found.height, parts, lambda own, some: draw(own, some, look))
    if len(made) == 1:
        return made[0]
    named = [with_header(part, header(figure, k, len(made))) for k, part in enumerate(made, start=1)]
    data = named[0].data if parts is OWN_LINES else together([part.data for part in named])
    alt = " ".join(f"Part {k} of {len(named)}: {part.alt}" for k, part in enumerate(named, start=1))
    height = sum(part.height for part in named)
    return Drawing(named[0].plot, data, max(part.width for part in named), height, alt, parts=tuple(named))


def of_few_subjects(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of all but a few subjects of each arm: they change no height but that of the notes."""
    people = rows.loc[rows["USUBJID"].notna() & ~rows["USUBJID"].duplicated(), ["ARM", "USUBJID"]]
    few = people.groupby("ARM", sort=False)["USUBJID"].head(FEW)
    return rows[rows["USUBJID"].isna() | rows["USUBJID"].isin(few)]


def in_portions(
    figure: Display, rows: pd.DataFrame, look: Look, room: float, height: float, draw: Draw
) -> list[Drawing]:
    """Draw as few portions as fit in a room in mm; whole where there are too few lines to divide."""
    for count in itertools.count(max(2, math.ceil(height / room))):
        try:
            with no_taller_than(room):
                return [draw(figure, rows, replace(look, portion=Portion(k, count))) for k in range(1, count + 1)]
        except TooTall:
            continue
        except TooFew:
            break
    return [draw(figure, rows, look)]


def together(data: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the numbers of parts one below the other; what stands on several, once."""
    whole = pd.concat(data, ignore_index=True)
    return whole[whole["id"].isna() | ~whole["id"].duplicated()].reset_index(drop=True)


def in_parts(
    figure: Display, rows: pd.DataFrame, room: float, height: float, parts: Parts, draw: DrawPart
) -> list[Drawing]:
    """Draw as few parts as fit in a room in mm, with as many panels each; what nothing divides stays whole."""
    for place, column in enumerate(parts.by):
        values = panel_values(figure, rows, column, parts)
        if len(values) < 2:
            continue
        for count in range(max(2, math.ceil(height / room)), len(values) + 1):
            divided = list(evenly(values, count))
            # The part with the most panels first: where one is too tall, it is that.
            order = sorted(range(count), key=lambda place: -len(divided[place]))
            try:
                with no_taller_than(room):
                    made = {place: draw(*only(figure, rows, column, divided[place], values)) for place in order}
                return [made[place] for place in range(count)]
            except TooTall:
                continue
        rest = replace(parts, by=parts.by[place + 1 :])
        alone = [only(figure, rows, column, [value], values) for value in values]
        return [part for one, own in alone for part in in_parts(one, own, room, height / len(values), rest, draw)]
    return [draw(figure, rows)]


def panel_values(figure: Display, rows: pd.DataFrame, column: str, parts: Parts) -> list[str]:
    """Give what tells panels apart, in the order of the figure."""
    shown = list(rows.loc[rows["kind"].isin(parts.kinds).fillna(False), column].dropna().astype(str).unique())
    named = figure.named(column)
    return [value for value in named if value in shown] if named else shown


def only(
    figure: Display, rows: pd.DataFrame, column: str, own: Sequence[str], values: Sequence[str]
) -> tuple[Display, pd.DataFrame]:
    """Leave out the panels of other values; rows that are of no panel stay, and so does what figures of all say."""
    others = [value for value in values if value not in own]
    return figure.narrowed(column, own), rows[~rows[column].isin(others).fillna(False)]


def evenly(values: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    """Divide a list into so many parts, of which none has more than one more than another."""
    ends = [round(k * len(values) / count) for k in range(count + 1)]
    return (values[begin:end] for begin, end in pairwise(ends))


def header(figure: Display, part: int, of: int) -> str:
    """Name a part: `Figure 14.2.1 (part 1 of 3). Pain by visit`."""
    name = " ".join(filter(None, ["Figure", figure.number, f"(part {part} of {of})."]))
    return wrap(f"{name} {figure.title}", DOUBLE - 2, bold=True)


def header_height(text: str) -> float:
    """Room that the name of a part takes, mm."""
    return 2 * PAD + LINE * 1.2 * (text.count("\n") + 1)


def with_header(drawing: Drawing, text: str) -> Drawing:
    """Write the name of a part above its page, which is so much taller when it is saved."""
    above = header_height(text)
    write_above(drawing.plot, 1 / drawing.width, (above - PAD) / drawing.height, text)
    return replace(drawing, height=drawing.height + above, above=above)
