"""Count events and the subjects who have them: of every kind, in every arm, a subject once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.methods.shared.occurrences.events import of_subject
from trialstats.methods.shared.occurrences.rows import ANY, Unsaid
from trialstats.methods.shared.rows import NO_SUBJECT
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Row
from trialstats.trialfile.parts.levels import as_texts

__all__ = ["ANYTHING", "KINDS", "by_severity", "count_rows", "first_days", "kinds_of", "labelled", "tally"]

# What tells kinds of events apart: body system, term (or line of the overview), severity.
KINDS = ["group", "variable", "level"]
# Stands for one of them where it is any, so that the row has no such key.
ANYTHING = ""
# What stands for a name that is blank.
UNSAID = {"system": Unsaid.SYSTEM, "term": Unsaid.TERM, "severity": Unsaid.SEVERITY, "medicine": Unsaid.MEDICINE}


def labelled(events: pd.DataFrame, columns: Mapping[str, str | None]) -> pd.DataFrame:
    """Add names (columns of UNSAID) as texts, from the variables that hold them; what is blank is named as such."""
    texts = {}
    for name, variable in columns.items():
        if variable is not None:
            text = as_texts(events[variable]).str.strip()
            texts[name] = text.mask(text == "").fillna(UNSAID[name]).astype("str")
    return events.assign(**texts)


def kinds_of(events: pd.DataFrame, overview: Mapping[str, pd.Series[bool]]) -> pd.DataFrame:
    """Give each event once for every kind that it belongs to: any, lines of the overview, its system, its term.

    events has USUBJID, ARM, `system` and `term`; the result also has the columns of KINDS.
    """
    parts = [events[chosen].assign(group=ANYTHING, variable=code) for code, chosen in overview.items()]
    parts.append(events.assign(group=events["system"], variable=ANY))
    parts.append(events.assign(group=events["system"], variable=events["term"]))
    return pd.concat(parts, ignore_index=True).assign(level=ANYTHING)


def tally(kinds: pd.DataFrame) -> pd.DataFrame:
    """Count by KINDS and ARM: `count` subjects, each once, and `events`."""
    grouped = kinds.groupby([*KINDS, "ARM"], sort=False)["USUBJID"]
    return pd.DataFrame({"count": grouped.nunique(), "events": grouped.size()})


def by_severity(kinds: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Count by KINDS and ARM at each severity: `count` subjects whose maximum it is, and `events` of it.

    kinds has `severity`; `order` goes from the mildest up. What is not recorded counts as less than the mildest, so
    that a subject is there who has no event of a known severity.
    """
    ranks = {level: rank for rank, level in enumerate((Unsaid.SEVERITY, *order))}
    ranked = kinds.assign(rank=kinds["severity"].map(ranks), level=kinds["severity"])
    events = ranked.groupby([*KINDS, "ARM"], sort=False).size().rename("events")
    most = ranked.groupby(["group", "variable", "ARM", "USUBJID"], sort=False)["rank"].max().reset_index()
    most["level"] = most["rank"].map(dict(enumerate(ranks)))
    count = most.groupby([*KINDS, "ARM"], sort=False).size().rename("count")
    both: pd.DataFrame = pd.concat([count, events], axis=1).fillna(0).astype("int64")
    return both


def first_days(kinds: pd.DataFrame, days: pd.Series[float]) -> pd.DataFrame:
    """Find each subject's first event of a kind in the time observed, and the time that it was at risk less for it.

    kinds has `day`, days the follow-up by USUBJID. Gives by KINDS (without severity) and ARM: `firsts`, `spared`
    (days from first events to the ends of follow-up) and `undated` (subjects who have no event in their follow-up, and
    one without a date).

    An event before day 1 is prevalent and not incident: it is no first event, and its subject stays at risk. The same
    holds of one after the end. Of a subject with dated and undated events the dated ones decide.
    """
    end = of_subject(days, kinds)
    observed = kinds[end.notna() & (kinds["day"].isna() | kinds["day"].between(1, end))]
    first = observed.groupby([*KINDS, "ARM", "USUBJID"], sort=False)["day"].min().reset_index()
    spared = (of_subject(days, first) - first["day"]).fillna(0.0)
    first = first.assign(firsts=first["day"].notna(), spared=spared, undated=first["day"].isna())
    return first.groupby([*KINDS, "ARM"], sort=False)[["firsts", "spared", "undated"]].sum()


def count_rows(counts: pd.DataFrame, kinds: Sequence[tuple[str, str, str]], sizes: Mapping[str, int]) -> list[Row]:
    """Write a row of kind count for each kind of event and arm, zero where it did not happen, and over all arms."""
    found = {tuple(key): (int(n), int(events)) for key, n, events in counts[["count", "events"]].itertuples()}
    rows = []
    for kind in kinds:
        cells = {arm: found.get((*kind, arm), (0, 0)) for arm in sizes}
        total = (sum(count for count, _ in cells.values()), sum(events for _, events in cells.values()))
        for arm, (count, events) in {**cells, ALL: total}.items():
            n = sizes[arm] if arm in sizes else sum(sizes.values())
            share: Row = {"percent": 100 * count / n} if n else {"reason": NO_SUBJECT}
            keys = {key: value or None for key, value in zip(KINDS, kind, strict=True)}
            rows.append(
                {
                    "kind": Kind.COUNT,
                    "ARM": arm,
                    **keys,
                    "n": count,
                    "count": count,
                    "total": n,
                    "events": events,
                    **share,
                }
            )
    return rows
