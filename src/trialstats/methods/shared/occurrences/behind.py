"""The events behind a row that counts or compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from trialstats.methods.shared.occurrences.counts import ANYTHING, KINDS
from trialstats.methods.shared.occurrences.options import Occurrences
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.results.rows import ALL
from trialstats.trialfile.parts.analysis import Method

__all__ = ["behind", "events_of_row"]


def events_of_row(analysis: Method, kinds: pd.DataFrame, about: Mapping[str, str]) -> pd.DataFrame:
    """Give the events of a row (see `behind`) with `what` each was, in the order of subjects and lines.

    Columns: USUBJID, ARM, `what`, and SRCFILE and SRCLINE where the source has lines.
    """
    assert isinstance(analysis, Occurrences)
    events = behind(kinds, about)
    what = [what_and_when(event, analysis) for event in events.to_dict("records")]
    columns = [name for name in ("USUBJID", "ARM", "SRCFILE", "SRCLINE") if name in events]
    return events[columns].assign(what=what).sort_values([name for name in columns if name != "ARM"], kind="stable")


def behind(kinds: pd.DataFrame, about: Mapping[str, str]) -> pd.DataFrame:
    """Choose the events of the kind and the arms that a row is about; what a row describes of any event has all.

    kinds: events with ARM, each once for every kind of KINDS that it belongs to. about: the keys of the row.
    """
    asked = {key: about.get(key, ANYTHING) for key in KINDS}
    asked["variable"] = asked["variable"] if (kinds["variable"] == asked["variable"]).any() else str(ANY)
    own = kinds[(kinds[KINDS] == pd.Series(asked)).all(axis=1)]
    arms = {about[key] for key in ("ARM", "REFERENCE") if key in about}
    return own if not arms or ALL in arms else own[own["ARM"].isin(arms)]


def what_and_when(event: Mapping[Any, Any], analysis: Occurrences) -> str:
    """Say what an event was, and its days as far as they are known: `headache, from 2024-01-20`."""
    days = (("from", analysis.start), ("to", getattr(analysis, "end", None)))
    return ", ".join([str(event.get("term", event.get("medicine", "event"))), *known(event, days)])


def known(event: Mapping[Any, Any], days: tuple[tuple[str, str | None], ...]) -> Iterator[str]:
    """Yield the days of an event that are known, each with its word."""
    for word, variable in days:
        if isinstance(day := event.get(variable), pd.Timestamp) and not pd.isna(day):
            yield f"{word} {day:%Y-%m-%d}"
