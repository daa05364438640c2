"""Whether responses that hang on a missing part can be told more often where they are of one kind.

One set of improvements that is reached makes a response whatever else is missing; that none is needs all sets. So of
subjects who lack a part those who respond may be known and the others not, and who leaves the others out counts more
responders than there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.adam.derived.responder import planned_visits, tell
from trialstats.trialfile.trial import Trial

__all__ = ["responder_notices"]


def responder_notices(trial: Trial, name: str, adam: Callable[[str], pd.DataFrame]) -> Iterator[str]:
    """Say of each composite responder of a dataset whose response cannot be told of some, and what the others are.

    The others are those who lack a part and of whom it can be told. adam: gives a dataset, built, by name.
    """
    dataset = trial.datasets[name]
    for paramcd, derived in dataset.derived.items():
        if derived.responder is None:
            continue
        beside = {other: adam(other) for other in dataset.beside}
        words = {None: parameter_words(trial, name)} | {other: parameter_words(trial, other) for other in beside}
        visits = planned_visits(trial, name, derived.responder)
        told = tell(adam(name), derived.responder, visits, words, beside)
        told = told[told["lacks"] != ""]
        for visit, own in told.groupby("AVISIT", sort=False):
            ones, zeros = int(own["response"].eq(1).sum()), int(own["response"].eq(0).sum())
            open_ = int(own["response"].isna().sum())
            if open_ and ones != zeros:
                way = "large" if ones > zeros else "small"
                yield (
                    f"datasets.{name}.derived.{paramcd}: at {visit}, {len(own)} subjects lack a part: "
                    f"by the others {ones} respond and {zeros} do not, and of {open_} it cannot be told. To leave "
                    f"these out (`missing: exclude`) can make shares too {way}; `missing: non-event` counts them"
                )
