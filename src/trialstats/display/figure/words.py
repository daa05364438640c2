"""The words in a figure: titles of axes, headings of panels, and the notes below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from trialstats.display.figure.choose import several
from trialstats.display.figure.theme import LINE, text_width
from trialstats.display.look import Look
from trialstats.display.numbers import number

__all__ = [
    "LOG_AXIS",
    "axis_title",
    "direction",
    "levels_drawn",
    "list_of",
    "log_labels",
    "measure_words",
    "not_estimated",
    "notes",
    "notes_height",
    "parameter_title",
    "tick_labels",
    "unbroken",
    "unit_of",
    "wrap",
]

MEASURES = {"CHG": "change from baseline", "PCHG": "percent change from baseline"}
DIRECTIONS = {"lower": "↓ lower is better", "higher": "↑ higher is better"}
LOG_AXIS = "logarithmic axis"
# Numbers of a logarithmic axis that are written out.
PLAIN = (1e-4, 1e5)
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Stands for a space at which no line may end.
BOUND = "\N{NO-BREAK SPACE}"
# A note that names more than this many things missing says how many more there are.
NAMED = 8


def measure_words(measure: object) -> str:
    """Say in words what AVAL (nothing to say), CHG and PCHG are."""
    return MEASURES.get(str(measure), "")


def unit_of(row: pd.Series[Any]) -> str:
    """Return the unit in which a row's numbers stand: percent for PCHG; empty where there is none."""
    if row["measure"] == "PCHG":
        return "%"
    return "" if pd.isna(row["unit"]) else str(row["unit"])


def direction(better: object, arrow: bool = True) -> str:
    """Say which way improvement lies, with an arrow where the text is not turned; empty where nobody said."""
    words = DIRECTIONS.get(str(better), "")
    return words if arrow else words[2:]


def axis_title(statistic: str, row: pd.Series[Any]) -> str:
    """Title the axis of the numbers of a row: `LS mean change from baseline (mm)`."""
    title = " ".join(filter(None, [statistic, measure_words(row["measure"])]))
    unit = unit_of(row)
    return f"{title} ({unit})" if unit else title


def parameter_title(row: pd.Series[Any]) -> str:
    """Title a parameter with its measure and unit: `Pain intensity (VAS), change from baseline, mm`."""
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    return ", ".join(filter(None, [name, measure_words(row["measure"]), unit_of(row)]))


def not_estimated(rows: pd.DataFrame) -> list[str]:
    """Name the rows that could not be drawn, gathered by reason."""
    notes = []
    for reason, group in rows.assign(reason=rows["reason"].fillna("no reason given")).groupby("reason", sort=False):
        keys = (["PARAM"] if several(rows["PARAMCD"]) else []) + ["AVISIT", "ARM"]
        names = [unbroken(" ".join(str(row[key]) for key in keys if pd.notna(row[key]))) for _, row in group.iterrows()]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        notes.append(f"Not estimated: {', '.join(names[:NAMED])}{more} ({reason}).")
    return notes


def notes(paragraphs: Iterable[str], look: Look, width: float) -> str:
    """Set the notes under a figure, one below the other, within a width in mm.

    What the trial file says under it comes after the figure's own; then of whom its analyses are, how they were made,
    what is made of intercurrent events, and the trial's notice last.
    """
    lines = (*paragraphs, *look.footnotes, look.population, *look.made, *look.strategies, look.notice)
    return "\n".join(wrap(text.strip(), width) for text in lines if text and text.strip())


def notes_height(text: str, above: float = 0.0) -> float:
    """Room that notes take with the room above them, mm; none where there are none."""
    return above + LINE * 1.1 * (text.count("\n") + 1) if text else 0.0


def wrap(text: str, width: float, bold: bool = False) -> str:
    """Break a text at its spaces into lines no wider than a width in mm, as printed; a long word stands alone.

    What `unbroken` has bound stays on one line, if a line can hold it.
    """
    lines: list[str] = []
    whole = [word if text_width(word, bold) <= width else word.replace(BOUND, " ") for word in text.split(" ")]
    for word in " ".join(whole).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines).replace(BOUND, " ")


def unbroken(text: str) -> str:
    """Bind the words of a name for `wrap`, so that `Week 12` is not torn apart."""
    return text.replace(" ", BOUND)


def tick_labels(breaks: Sequence[float]) -> list[str]:
    """Write the numbers of an axis with the fewest digits that tell them apart, and a true minus sign."""
    places = [float(value) for value in breaks if pd.notna(value)]
    decimals = next((d for d in range(6) if all(abs(v - round(v, d)) < 1e-9 for v in places)), 6)
    return [number(value, decimals) for value in breaks]


def log_labels(breaks: Sequence[float]) -> list[str]:
    """Write the numbers of a logarithmic axis, each with the digits it needs: 0.05, 0.5, 5; far ones as 10⁻⁶."""
    return [log_label(float(value)) if pd.notna(value) else "" for value in breaks]


def log_label(value: float) -> str:
    if PLAIN[0] <= value < PLAIN[1]:
        return tick_labels([value])[0]
    return f"10{str(round(math.log10(value))).translate(SUPERSCRIPTS)}"


def levels_drawn(rows: pd.DataFrame) -> str:
    """Write the levels of the confidence intervals that rows have; nothing where none of them has an interval."""
    drawn = rows[rows["conf_low"].notna() & rows["conf_high"].notna()]
    levels = sorted({float(level) for level in drawn["conf_level"].dropna()})
    return list_of([f"{100 * level:.6g}%" for level in levels])


def list_of(names: Sequence[str]) -> str:
    """Write a list: `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
