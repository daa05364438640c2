"""What subjects have at their visits, as the page shows it: a row a subject, or of many, a row a pattern."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from trialstats.display.attendance import Seen
from trialstats.trialfile.trial import Trial

__all__ = ["Attended", "Pattern", "overviews"]

# So many subjects at the most have a row each.
FEW = 24
# Patterns that are shown; of each the subjects that are named.
MOST, NAMED = 24, 8
ORDER = {str(seen): at for at, seen in enumerate(Seen)}


@dataclass(frozen=True)
class Pattern:
    """Visits that look alike: what each gave, how many subjects of each arm, and who they are."""

    seen: tuple[str, ...]
    counts: tuple[int, ...]
    subjects: str

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Attended:
    """One dataset: its visits, its arms, and the patterns from the most frequent on.

    each: whether a row is a subject. more: how many patterns, of how many subjects, are not shown.
    """

    title: str
    visits: tuple[str, ...]
    arms: tuple[str, ...]
    rows: tuple[Pattern, ...]
    each: bool
    more: tuple[int, int]


def overviews(trial: Trial, attended: pd.DataFrame) -> list[Attended]:
    """Lay out what each dataset has.

    attended: dataset, USUBJID, ARM, AVISIT and what was seen, a row a subject, dataset and visit.
    """
    return [overview(trial, str(name), rows) for name, rows in attended.groupby("dataset", sort=False)]


def overview(trial: Trial, name: str, rows: pd.DataFrame) -> Attended:
    """Lay out one dataset."""
    visits = tuple(rows["AVISIT"].drop_duplicates())
    people = rows.groupby("USUBJID", sort=False).agg(ARM=("ARM", "first"), seen=("seen", tuple))
    each = len(people) <= FEW
    patterns = by_subject(trial, people) if each else by_pattern(trial, people)
    shown, rest = patterns[: FEW if each else MOST], patterns[FEW if each else MOST :]
    more = (len(rest), sum(pattern.total for pattern in rest))
    title = trial.datasets[name].label or name
    return Attended(title, visits, trial.groups, tuple(shown), each, more)


def by_subject(trial: Trial, people: pd.DataFrame) -> list[Pattern]:
    """Give each subject a row, by arm."""
    return [
        Pattern(tuple(map(str, seen)), tuple(int(arm == own) for own in trial.groups), str(subject))
        for arm in trial.groups
        for subject, seen in people.loc[people["ARM"] == arm, "seen"].items()
    ]


def by_pattern(trial: Trial, people: pd.DataFrame) -> list[Pattern]:
    """Give each pattern a row: the most frequent first, of those alike the fuller one."""
    found = []
    for seen, members in people.groupby("seen", sort=False):
        arms = Counter(members["ARM"])
        names = ", ".join(map(str, members.index[:NAMED])) + (
            " \N{HORIZONTAL ELLIPSIS}" if len(members) > NAMED else ""
        )
        found.append(Pattern(tuple(map(str, seen)), tuple(arms[arm] for arm in trial.groups), names))  # type: ignore[arg-type]
    return sorted(found, key=lambda row: (-row.total, tuple(ORDER[one] for one in row.seen)))
