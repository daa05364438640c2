"""Arms and visits: one reference, one baseline, days that agree with one another, names that displays can print."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from trialstats.trialfile.names import Broken
from trialstats.trialfile.trial import Trial

__all__ = ["schedule"]

LONGEST = 40
UNPRINTED = ("Cc", "Zl", "Zp")  # control characters and the separators of lines and paragraphs


def schedule(trial: Trial) -> Broken:
    """Yield what is wrong with the arms and visits taken together."""
    references = [name for name, arm in trial.arms.items() if arm.role == "reference"]
    if len(references) != 1:
        yield ("arms",), f"needs one arm with `role: reference` (found {len(references)})"
    if trial.crossover is None and len(trial.baseline_visits) > 1:
        yield ("visits",), "has several visits with `baseline: true`"
    yield from printed(trial)
    yield from numbers(trial)
    yield from windows(trial)


def printed(trial: Trial) -> Broken:
    """Yield the names that have no room in a table or figure, or cannot be written there."""
    for section, names in (("arms", trial.arms), ("visits", trial.visits)):
        for name in names:
            if len(name) > LONGEST:
                yield (section, name), f"has {len(name)} characters; displays have room for {LONGEST}"
            if any(unicodedata.category(character) in UNPRINTED for character in name):
                yield (section, name), "holds a control character, which displays cannot print"


def numbers(trial: Trial) -> Broken:
    """Yield the visits whose number another has already."""
    seen: dict[float, str] = {}
    for name, visit in trial.visits.items():
        if visit.AVISITN in seen:
            yield ("visits", name, "AVISITN"), f"= {visit.AVISITN:g} is the number of {seen[visit.AVISITN]} too"
        seen.setdefault(visit.AVISITN, name)


def windows(trial: Trial) -> Broken:
    """Yield the windows that overlap, and the targets that lie outside theirs."""
    for name, visit in trial.visits.items():
        if visit.target is not None and visit.window and not visit.window[0] <= visit.target <= visit.window[1]:
            first, last = visit.window
            yield ("visits", name, "target"), f"= {visit.target} lies outside the window (day {first} to {last})"
    ordered = sorted((v.window, name) for name, v in trial.visits.items() if v.window)
    for (earlier, first_visit), (later, second) in pairwise(ordered):
        if later[0] <= earlier[1]:
            yield ("visits", second, "window"), f"overlaps the window of {first_visit}"
