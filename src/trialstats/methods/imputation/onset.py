"""From which visit on an assumption holds of a subject, and which one.

It is the first visit that the earliest intercurrent event affects; where values are known at later visits, as under
treatment policy, the first visit after the last of them. Where the estimand declares no event, the first visit after
the last value stands for it. What is missing before that is missing at random.
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
Events = dict[str, tuple[int, str | None]]


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
    events = first_events(inputs, visits)
    known = [events.get(str(subject), (len(visits), None)) for subject in people["USUBJID"]]
    begins = np.array([at for at, _ in known]) if acting(inputs) else after_last
    return Onset(
        first=np.maximum(begins, after_last),
        strategy=tuple(
            Strategy(analysis.assumed_of(str(arm), event))
            for arm, (_, event) in zip(people["TRT01P"], known, strict=True)
        ),
        event=tuple(event for _, event in known),
    )


def acting(inputs: Inputs) -> list[str]:
    """List the events of the estimand after which values can be missing and imputed."""
    return [event for event, strategy in inputs.handled.items() if strategy in IMPUTED]


def first_events(inputs: Inputs, visits: Sequence[str]) -> Events:
    """Give, by subject, the first of `visits` that its earliest event affects, and the event.

    Of several events that affect one visit first, the one that the estimand lists first counts.
    """
    order = {visit: place for place, visit in enumerate(inputs.visits)}
    places = [order[visit] for visit in visits]
    rows = inputs.events[inputs.events["ICE"].isin(acting(inputs)) & inputs.events["AVISIT"].notna()]
    found: Events = {}
    for subject, event, visit in rows[["USUBJID", "ICE", "AVISIT"]].itertuples(index=False, name=None):
        at = sum(place < order[str(visit)] for place in places)
        if at < found.get(str(subject), (len(visits), None))[0]:
            found[str(subject)] = at, str(event)
    return found
