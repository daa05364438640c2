"""The listings of a trial file that declares none, and headings and numbers of those without (ICH E3, 16.2)."""

from __future__ import annotations

from itertools import count

from trialstats.trialfile.completion.words import dataset_words
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL, ADSL, Listing
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.standard_listings import (
    DEVIATION,
    EXPOSURE,
    HISTORY,
    REACTION,
    out_of_range,
    standard_listings,
)
from trialstats.trialfile.trial import Trial

__all__ = ["with_listing_headings", "with_listings"]

# The parts of section 16.2 that have one listing, which has the number of its part.
SINGLE = ("16.2.1", "16.2.2", "16.2.3")
TITLES = {
    ADSL: "Subjects",
    ADEXCL: "Subjects excluded from populations",
    ADICE: "Intercurrent events",
    ADTTE: "Times to an event",
}


def with_listings(trial: Trial) -> Trial:
    """Add the standard listings where the file asks for them (`displays: standard`) or declares no listing.

    What is declared replaces what would be added: of its name, or of the same records of the same dataset. Else it
    comes after that, and has the later number.
    """
    if trial.displays == "declared" or (trial.displays is None and trial.listings):
        return trial
    declared = trial.listings
    added = {
        name: listing
        for name, listing in standard_listings(trial)
        if name not in declared and not any(is_same(listing, other) for other in declared.values())
    }
    return trial.model_copy(update={"listings": {**added, **declared}})


def is_same(listing: Listing, other: Listing) -> bool:
    """Tell whether two listings are of the same records of one dataset."""
    return listing.dataset == other.dataset and {*listing.records} == {*other.records}


def with_listing_headings(trial: Trial) -> Trial:
    """Give every listing a title, a number and the arm as its group, where the file says none."""
    taken = {listing.number for listing in trial.listings.values() if listing.number}
    arm = "TRTSEQP" if trial.crossover else "TRT01P"
    whole: dict[str, Listing] = {}
    for name, listing in trial.listings.items():
        number = listing.number or next_number(chapter_of(trial, listing), taken)
        taken.add(number)
        said = {"title": listing.title or title(trial, listing.dataset), "group": listing.group or (arm,)}
        whole[name] = listing.model_copy(update={"number": number, **said})
    return trial.model_copy(update={"listings": whole})


def next_number(chapter: str, taken: set[str]) -> str:
    """Give the number of a part that has one listing, or the next number within a part."""
    if chapter in SINGLE and not any(number == chapter or number.startswith(f"{chapter}.") for number in taken):
        return chapter
    return next(number for n in count(1) if (number := f"{chapter}.{n}") not in taken)


def chapter_of(trial: Trial, listing: Listing) -> str:
    """Say in which part of section 16.2 a listing stands, by its dataset and the variables of that."""
    dataset = listing.dataset
    if dataset in (ADSL, ADEXCL):
        return "16.2.3" if dataset == ADEXCL else "16.2.4"
    if out_of_range(listing.variables["records"]):
        return "16.2.8"
    variables = trial.occurrences[dataset].columns if dataset in trial.occurrences else ()
    parts = ((DEVIATION, "16.2.2"), (REACTION, "16.2.7"), (EXPOSURE, "16.2.5"), (HISTORY, "16.2.4"))
    return next((number for begin, number in parts if any(map(begin.match, variables))), "16.2.6")


def title(trial: Trial, dataset: str) -> str:
    """Name what is listed."""
    if dataset in trial.datasets:
        return dataset_words(trial, dataset)
    return TITLES.get(dataset) or trial.occurrences[dataset].label or dataset
