"""What an id of a run's results means: rows, statistics, analyses, displays, populations; and what is near to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from trialstats.explain.facts import AnalysisFacts, DisplayFacts, PopulationFacts, RowFacts, TrialFacts
from trialstats.trialfile.text.wording import closest

__all__ = ["Found", "find", "ids", "listed", "nearest_ids", "not_found"]

SORTS = ("analysis", "table", "figure", "listing", "population")  # that may stand before a name, `table/rescue`
FEW = 8  # ids that are suggested
LIKE = 0.5  # how alike they are at the least
UNLIKE = "no id is like it"


@dataclass(frozen=True)
class Found:
    """What an id names: a row, of which one statistic may be meant, or whatever else has this name."""

    row: RowFacts | None = None
    statistic: str | None = None
    analysis: AnalysisFacts | None = None
    displays: tuple[DisplayFacts, ...] = ()
    population: PopulationFacts | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing has the name."""
        return self == Found()


def find(facts: TrialFacts, wanted: str) -> Found:
    """Find what an id names.

    A row is `pain_mmrm/difference/...`; one of its numbers has `:estimate` behind it, several `:conf_low,conf_high`.
    A name is that of an analysis, table, figure or population, with its sort before it where several have it:
    `table/rescue`.
    """
    if wanted in facts.rows:
        return Found(row=facts.rows[wanted])
    row, _, statistics = wanted.rpartition(":")
    if row in facts.rows and set(statistics.split(",")) <= {each.name for each in facts.rows[row].statistics}:
        return Found(row=facts.rows[row], statistic=statistics)
    sort, _, name = wanted.partition("/")
    sorts, name = ((sort,), name) if sort in SORTS and name else (SORTS, wanted)
    keys = [f"{each} {name}" for each in ("table", "figure", "listing") if each in sorts]
    return Found(
        analysis=facts.analyses.get(name) if "analysis" in sorts else None,
        displays=tuple(facts.displays[key] for key in keys if key in facts.displays),
        population=facts.populations.get(name) if "population" in sorts else None,
    )


def not_found(facts: TrialFacts, wanted: str) -> list[str]:
    """Say that an id names nothing, and what is near: of a row that there is the statistics it has."""
    row, _, statistics = wanted.rpartition(":")
    if row in facts.rows:
        known = [each.name for each in facts.rows[row].statistics]
        wrong = [name for name in statistics.split(",") if name not in known]
        near = [near for name in wrong if (near := closest(name, known, LIKE))]
        return [
            f"{wanted}: this row has no statistic {' and no '.join(f'`{name}`' for name in wrong)}",
            *(f"nearest: {row}:{name}" for name in dict.fromkeys(near)),
            f"its statistics: {', '.join(known)}" if known else f"it has no number: {facts.rows[row].reason}",
        ]
    near = nearest_ids(facts, wanted)
    return [f"{wanted}: no id of the results of {facts.trial}", *([f"nearest: {id_}" for id_ in near] or [UNLIKE])]


def ids(facts: TrialFacts) -> Iterator[tuple[str, str]]:
    """Yield every id that can be asked for, with what it is in words."""
    for analysis in facts.analyses.values():
        yield f"analysis/{analysis.name}", f"{analysis.label} ({analysis.role})"
    for display in facts.displays.values():
        yield f"{display.sort}/{display.name}", display.heading
    for population in facts.populations.values():
        yield f"population/{population.flag}", population.label
    for row in facts.rows.values():
        yield row.id, row.sentence


def listed(facts: TrialFacts, pattern: str) -> list[tuple[str, str]]:
    """List the ids of a pattern with * and ?, or those in which a text stands; capitals do not matter."""
    wanted = pattern.casefold()
    if any(sign in wanted for sign in "*?"):
        return [(id_, words) for id_, words in ids(facts) if fnmatchcase(id_.casefold(), wanted)]
    return [(id_, words) for id_, words in ids(facts) if wanted in id_.casefold()]


def nearest_ids(facts: TrialFacts, wanted: str) -> list[str]:
    """Name the few ids that are most alike: those that share most of its parts, and of these the nearest in letters.

    Of a word alone these are names of analyses, displays and populations, if any is like it.
    """
    if "/" not in wanted:
        names = {id_.partition("/")[2] for id_, _ in ids(facts) if id_.partition("/")[0] in SORTS}
        if near := difflib.get_close_matches(wanted, sorted(names), n=FEW, cutoff=0.6):
            return near
    parts = {part.casefold() for part in wanted.partition(":")[0].split("/")}
    close = {
        part: set(difflib.get_close_matches(part, known, n=3, cutoff=0.75))
        for known in [sorted({each.casefold() for id_, _ in ids(facts) for each in id_.split("/")})]
        for part in parts
    }
    meant = parts | {each for found in close.values() for each in found}
    shared = {id_: len(meant & {part.casefold() for part in id_.split("/")}) for id_, _ in ids(facts)}
    most = max(shared.values(), default=0)
    best = [id_ for id_, number in shared.items() if number == most and most > 0]
    folded = {id_: difflib.SequenceMatcher(None, wanted.casefold(), id_.casefold()).ratio() for id_ in best[:500]}
    ranked = sorted((id_ for id_ in folded if folded[id_] >= LIKE or most > 1), key=lambda id_: -folded[id_])
    return [with_statistic(facts, id_, wanted) for id_ in ranked[:FEW]]


def with_statistic(facts: TrialFacts, id_: str, wanted: str) -> str:
    """Ask of a row for the statistic that was wanted of another, if it has it."""
    _, sign, name = wanted.rpartition(":")
    known = {each.name for each in facts.rows[id_].statistics} if id_ in facts.rows else set[str]()
    return f"{id_}:{name}" if sign and name in known else id_
