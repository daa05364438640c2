"""From which visit on an assumption holds of a subject, and which one.

It is the first visit that the earliest intercurrent event affects; where values are known at later visits, as under
treatment policy, the first visit after the last of them. Where the estimand declares no event, the first visit after
the last value stands for it. What is missing before that is missing at random.

Of several events the one that decides about that first visit says what is assumed from there on: the earliest (of those
that affect the same visit first, that of the earlier day, then the estimand's first); or where the estimand takes them
as listed, the first in its list of those that affect the visit. A later event does not change the assumption again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.imputation import Strategy
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.shared.inputs import Inputs
from trialstats.trialfile.parts.estimands import Strategy as Handled

__all__ = ["Onset", "acting", "onsets"]

# Strategies of an estimand under which values after the event can be missing, and so be imputed.
IMPUTED = (Handled.HYPOTHETICAL, Handled.TREATMENT_POLICY)
Events = dict[str, list[tuple[int, str]]]


@dataclass(frozen=True)
class Onset:
    """first (n,): the first visit, from 0, at which the strategy holds, the number of visits where none does.

    strategy (n,): what is assumed from there on; event (n,): the event that it begins with, None where none is known.
    """

    first: NDArray[np.intp]
    strategy: tuple[Strategy, ...]
    event: tuple[str | None, ...]


def onsets(
    analysis: Imputing, inputs: Inputs, people: pd.DataFrame, missing: NDArray[np.bool_], visits: Sequence[str]
) -> Onset:
    """Find the onset of each of `people` (USUBJID, TRT01P), of whom values at `visits` are `missing` (n, T)."""
    last_seen = missing.shape[1] - np.argmax(~missing[:, ::-1], axis=1)
    after_last = np.where(missing.all(axis=1), 0, last_seen).astype(np.intp)
    events = events_of_subjects(inputs, visits)
    own = [events.get(str(subject), []) for subject in people["USUBJID"]]
    begins = np.array([known[0][0] if known else len(visits) for known in own]) if acting(inputs) else after_last
    first = np.maximum(begins, after_last)
    decides = [deciding(known, int(at), inputs) for known, at in zip(own, first, strict=True)]
    return Onset(
        first=first,
        strategy=tuple(
            Strategy(analysis.assumed_of(str(arm), event)) for arm, event in zip(people["TRT01P"], decides, strict=True)
        ),
        event=tuple(decides),
    )


def deciding(known: list[tuple[int, str]], at: int, inputs: Inputs) -> str | None:
    """Name the event, of those of a subject, that decides about the visit `at`; None where it had none."""
    if not known or not inputs.as_listed:
        return known[0][1] if known else None
    there = [event for first, event in known if first <= at]
    return min(there, key=acting(inputs).index)


def acting(inputs: Inputs) -> list[str]:
    """List the events of the estimand after which values can be missing and imputed."""
    return [event for event, strategy in inputs.handled.items() if strategy in IMPUTED]


def events_of_subjects(inputs: Inputs, visits: Sequence[str]) -> Events:
    """Give, by subject, its events that affect any of `visits`, each with the first of these that it affects.

    The earliest stands first: by that visit, then the day, then the estimand's list.
    """
    order = {visit: place for place, visit in enumerate(inputs.visits)}
    places, listed = [order[visit] for visit in visits], acting(inputs)
    rows = inputs.events[inputs.events["ICE"].isin(listed) & inputs.events["AVISIT"].notna()]
    rows = rows.assign(_at=[sum(place < order[str(visit)] for place in places) for visit in rows["AVISIT"]])
    rows = rows.assign(_rank=rows["ICE"].map(listed.index))
    days = ["ASTDT"] if "ASTDT" in rows else []
    rows = rows[rows["_at"] < len(visits)].sort_values(["_at", *days, "_rank"], kind="stable", na_position="last")
    found: Events = {}
    for subject, event, at in rows[["USUBJID", "ICE", "_at"]].itertuples(index=False, name=None):
        found.setdefault(str(subject), []).append((int(at), str(event)))
    return found
