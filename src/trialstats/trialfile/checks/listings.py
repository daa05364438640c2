"""Names in listings: datasets, populations and variables that must exist elsewhere in the file."""

from __future__ import annotations

from collections import Counter

from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL, ADSL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["listings"]


def listings(trial: Trial) -> Broken:
    """Yield names that lead nowhere; of variables the data alone know all, and the check of the data looks at them."""
    known = datasets_of(trial)
    numbers = Counter(listing.number for listing in trial.listings.values() if listing.number)
    for name, listing in trial.listings.items():
        at = ("listings", name)
        if listing.dataset not in known:
            yield (*at, "dataset"), unknown("dataset or occurrence", listing.dataset, known)
        if listing.population and listing.population not in trial.populations:
            yield (*at, "population"), unknown("population", listing.population, trial.populations)
        if listing.number and numbers[listing.number] > 1:
            yield (*at, "number"), f"= {listing.number} is the number of another listing too"


def datasets_of(trial: Trial) -> list[str]:
    """Name the datasets that can be listed."""
    made = [ADSL, ADEXCL, *([ADICE] if trial.intercurrent_events else []), *([ADTTE] if trial.times_to_event else [])]
    return [*made, *trial.datasets, *trial.occurrences]
