"""Visits side by side: columns such as pain_0, pain_4 and pain_12, or T1, T2 and T3, that are one parameter."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from trialstats.init.files import Table
from trialstats.init.visits import Visit, visit_of

__all__ = ["Group", "groups_of"]

NAMED = r"(?:baseline|base|bl|pre|post|screening|scr|endpoint)"
COUNTED = r"(?:weeks?|wk|w|months?|mo|m|days?|d|visit|vis|v|timepoint|time|tp|t|years?|yr|y|occasion|wave)[ _.-]?\d+"
BEHIND = r"\d+[ _.-]?(?:weeks?|wks?|w|months?|mths?|mo|m|days?|d|years?|yrs?|y)"
TOKEN = rf"(?:{NAMED}|{COUNTED}|{BEHIND})"
AT_END = re.compile(rf"(?P<stem>.*?)[ _.-]*(?P<token>{TOKEN})", re.IGNORECASE)
IN_FRONT = re.compile(rf"(?P<token>{TOKEN})[ _.-]+(?P<stem>.+)", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_])[ _.-]*(?P<token>\d{1,3})")
ITEMS = 7  # columns numbered one after the other from 1 on: items of a questionnaire rather than visits


@dataclass(frozen=True)
class Group:
    """One parameter at several visits: what their names have in common, and the column of each visit by its code."""

    stem: str
    columns: dict[str, str]
    visits: tuple[Visit, ...]


def groups_of(table: Table, without: Collection[str]) -> list[Group]:
    """Find the numeric columns whose names differ in a visit only."""
    split = {name: parts(name) for name, c in table.columns.items() if c.kind == "number" and name not in without}
    stems: dict[tuple[str, bool], dict[str, str]] = {}
    for name, found in split.items():
        if found is not None:
            stem, token, sure = found
            stems.setdefault((stem.casefold(), sure), {})[name] = token
    grouped = []
    for (stem, sure), tokens in stems.items():
        if len(tokens) > 1 and (sure or are_times(list(tokens.values()))):
            visits = [visit_of(token, "") for token in tokens.values()]
            if len({visit.label for visit in visits}) == len(visits):
                common = next(found[0] for column, found in split.items() if found and column in tokens)
                grouped.append(Group(common or stem, {code: name for name, code in tokens.items()}, tuple(visits)))
    return grouped


def parts(name: str) -> tuple[str, str, bool] | None:
    """Split a name into what it measures and a visit; and tell whether a word says that it is one."""
    for pattern, sure in ((AT_END, True), (IN_FRONT, True), (NUMBERED, False)):
        if found := pattern.fullmatch(name):
            stem, token = found["stem"].strip(" _.-"), found["token"]
            # A letter of a longer word in front of a number is no unit: `hba1c`, `item12`.
            glued = (
                sure
                and pattern is AT_END
                and stem
                and found.start("token") == len(found["stem"])
                and stem[-1].isalpha()
            )
            if glued and not re.match(r"[A-Z]", token) and len(re.sub(r"[\d _.-]", "", token)) < 3:
                continue
            return stem, token, sure
    return None


def are_times(tokens: list[str]) -> bool:
    """Tell bare numbers that may be times: from 0 on, or not one after the other; and not as many as items."""
    numbers = sorted(int(token) for token in tokens)
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return numbers[0] <= 1 and len(numbers) < ITEMS
    return numbers[0] <= 1
