"""Names in listings: datasets, populations and variables that must exist elsewhere in the file."""

from __future__ import annotations

from collections import Counter

from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL, ADSL, Listing
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
        if listing.number and not any(map(str.isdigit, listing.number)):
            yield (*at, "number"), f"= {listing.number} has no digit; a number is written as 16.2.7.1"
        yield from columns_of(at, listing)
        yield from levels_of(trial, at, listing)


def columns_of(at: tuple[str, str], listing: Listing) -> Broken:
    """Yield what a listing says of columns that it does not have, or cannot have."""
    named = (*listing.columns, *listing.group, "USUBJID")
    for name in (name for name in listing.headers if name not in named):
        yield (*at, "headers", name), f"`headers` has words for {name}, which `columns` does not name"
    for name in (name for name in listing.optional if name not in listing.columns):
        yield (*at, "optional"), f"`optional` names {name}, which `columns` does not name"
    if listing.once != listing.columns[: len(listing.once)]:
        yield (*at, "once"), f"`once` takes the first of `columns`, in their order: {', '.join(listing.columns)}"
    if "USUBJID" in listing.columns:
        yield (*at, "columns"), "`columns` names USUBJID, which every listing begins with"


def levels_of(trial: Trial, at: tuple[str, str], listing: Listing) -> Broken:
    """Yield the texts that conditions ask for and that the variable, a declared category, never holds."""
    declared = trial.datasets.get(listing.dataset) or trial.occurrences.get(listing.dataset)
    columns = {**trial.covariates, **(declared.columns if declared else {})}
    for number, chosen in enumerate(listing.records):
        known = columns[chosen.column].levels if chosen.column in columns else []
        for key, texts in (("in", chosen.within or ()), ("not_in", chosen.without or ())):
            for text in (text for text in texts if known and text not in known):
                yield (*at, "records", number, key), unknown("level", text, known)


def datasets_of(trial: Trial) -> list[str]:
    """Name the datasets that can be listed."""
    made = [ADSL, ADEXCL, *([ADICE] if trial.intercurrent_events else []), *([ADTTE] if trial.times_to_event else [])]
    return [*made, *trial.datasets, *trial.occurrences]
