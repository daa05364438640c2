"""Numbers of displays that the trial file does not number, in the order of a clinical study report (ICH E3).

Tables and figures share one sequence within a chapter, so that a number names one display; numbers that are declared
are passed over. In a section that the file numbers by itself, what has none goes on as its tables, or figures, do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count, groupby
from typing import NamedTuple, get_args

from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.trial import Trial

__all__ = ["with_numbers"]

ROLES: tuple[str, ...] = get_args(Method.model_fields["role"].annotation)


class Place(NamedTuple):
    """Where a display stands: what is compared before it stands first."""

    chapter: Chapter
    section: tuple[int, int]
    role: int
    table: int
    is_figure: bool


def with_numbers(trial: Trial) -> Trial:
    """Number every display; what the file numbers keeps its number."""
    parts = [("tables", name, one) for name, one in trial.tables.items()]
    parts += [("figures", name, one) for name, one in trial.figures.items()]
    taken = {display.number for _, _, display in parts if display.number}
    sections = order_of_sections(trial)
    ordered = sorted(parts, key=lambda part: place(trial, part[0], part[1], part[2], sections))
    numbered: dict[str, dict[str, Display]] = {"tables": dict(trial.tables), "figures": dict(trial.figures)}
    for chapter, displays in groupby(ordered, key=lambda part: chapter_of(trial, part[2])):
        free = (number for n in count(1) if (number := f"{chapter}.{n}") not in taken)
        for section, name, display in displays:
            if display.number is None:
                number = next_in_section(trial, section, display.section, str(chapter), taken) or next(free)
                numbered[section][name] = display.model_copy(update={"number": number})
                taken.add(number)
    return trial.model_copy(update=numbered)


def next_in_section(trial: Trial, part: str, section: str, chapter: str, taken: set[str]) -> str | None:
    """Give the number after those that the file gives the tables, or the figures, of a section of the report.

    None where it numbers none of them, or as the chapter does, whose sequence goes on then.
    """
    parts: Mapping[str, Display] = trial.tables if part == "tables" else trial.figures
    number = following([one.number for one in parts.values() if one.section == section and one.number])
    if number is None or number.removeprefix(f"{chapter}.").isdigit():
        return None
    while number in taken:
        number = following([number])
    return number


def following(numbers: Sequence[str]) -> str | None:
    """Count on in the scheme that most numbers share, which is all but their last digits.

    >>> following(["14-3.01", "14-3.11", "14-3.04"])
    '14-3.12'
    """
    parsed = [(match[1], match[2]) for match in (re.fullmatch(r"(.*?)(\d+)", number) for number in numbers) if match]
    if not parsed:
        return None
    (scheme, _), *_ = Counter(before for before, _ in parsed).most_common(1)
    last = max((digits for before, digits in parsed if before == scheme), key=int)
    return f"{scheme}{int(last) + 1:0{len(last)}d}"


def place(trial: Trial, part: str, name: str, display: Display, sections: dict[str, tuple[int, int]]) -> Place:
    """Say where a display stands: a figure after the table of its name, or the first that shows what it shows."""
    beside = [n for n, table in enumerate(trial.tables.values()) if {*table.analyses} & {*display.analyses}]
    table = [*trial.tables].index(name) if name in trial.tables else min(beside, default=len(trial.tables))
    return Place(chapter_of(trial, display), sections[display.section], role(trial, display), table, part == "figures")


def chapter_of(trial: Trial, display: Display) -> Chapter:
    """Say in which chapter a display stands."""
    return display.chapter_of([trial.complete(name) for name in display.analyses])


def role(trial: Trial, display: Display) -> int:
    """Rank a display by the part that its analyses play: the primary first, descriptions last."""
    return min(ROLES.index(trial.analyses[name].role) for name in display.analyses)


def order_of_sections(trial: Trial) -> dict[str, tuple[int, int]]:
    """Order sections by the part that the first of their analyses plays, and then as they are written down."""
    displays = [*trial.tables.values(), *trial.figures.values()]
    written = list(dict.fromkeys(display.section for display in displays))
    return {
        section: (min(role(trial, one) for one in displays if one.section == section), number)
        for number, section in enumerate(written)
    }
