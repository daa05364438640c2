"""Make one listing: as a page, as CSV, and as what is printed of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from trialstats.display.table.data import TableData
from trialstats.display.table.listing import listing_page
from trialstats.display.table.stored import stored
from trialstats.io.artefacts import read_artefact, read_known, read_labels, read_names
from trialstats.io.atomic import write_bytes, write_json
from trialstats.listings.csv import SOURCE, listing_csv
from trialstats.listings.headers import headers_of
from trialstats.listings.layout import laid_out
from trialstats.listings.records import choose
from trialstats.listings.texts import read_beside
from trialstats.plan.layout import Layout
from trialstats.steps.unmade import Made, made, say
from trialstats.trialfile.parts.listing import Listing
from trialstats.trialfile.trial import Trial

__all__ = ["make_listing", "save_listing"]


@dataclass(frozen=True)
class Listed:
    """A listing as a table and as CSV, with the counts of what is listed and what is not."""

    table: TableData
    csv: str
    counts: dict[str, int]


def run(trial: Trial, layout: Layout, name: str) -> None:
    result = make_listing(trial, layout, name)
    say(result)
    listed, stem = result.display, layout.listed(name, "html").with_suffix("")
    save_listing(listed, stem)
    left_out = trial.listings[name].where_empty == "leave out" and not listed.counts.get("listed")
    words = {"failed": result.failed, "left_out": left_out and not result.failed, "counts": listed.counts}
    write_json(layout.listed(name, "json"), {**words, "table": stored(listed.table, brief=True)})


def make_listing(trial: Trial, layout: Layout, name: str) -> Made[Listed]:
    """Lay a listing out from its dataset, or say in its place why that cannot be."""
    listing = trial.listings[name]

    def listed() -> Listed:
        data, adsl = records_and_subjects(listing, layout)
        labels = {**read_labels(layout.adam("adsl")), **read_labels(layout.adam(listing.dataset))}
        return listed_of(trial, name, data, adsl, labels)

    def instead(why: str) -> Listed:
        said = TableData(listing.title, (), (), listing.number, footnotes=(why,), notice=trial.notice, what="Listing")
        return Listed(said, "", {})

    return made(listed, instead, "listing", str(layout.log("listings", name)))


def records_and_subjects(listing: Listing, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read of a dataset and of ADSL what a listing names; all of them where it names what neither has.

    A dataset of a million records has more than fifty variables, of which a listing shows ten.
    """
    records, subjects = layout.adam(listing.dataset), layout.adam("adsl")
    listing = listing.of_data({*read_names(records), *read_names(subjects)})
    named = {variable for variables in listing.variables.values() for variable in variables}
    if not named <= {*read_names(records), *read_names(subjects)}:
        return read_artefact(records), read_artefact(subjects)
    beside = {other for variable in named for other in read_beside(variable)}
    wanted = sorted({"USUBJID", *named, *beside, *SOURCE})
    people = sorted({"USUBJID", *named, *([listing.population] if listing.population else [])})
    return read_known(records, wanted), read_known(subjects, people)


def listed_of(trial: Trial, name: str, data: pd.DataFrame, adsl: pd.DataFrame, labels: dict[str, str]) -> Listed:
    """Choose the records of a listing and lay them out."""
    listing = trial.listings[name].of_data({*data.columns, *adsl.columns})
    chosen = choose(name, listing, data, adsl, trial.groups)
    population = trial.populations[listing.population].label if listing.population else None
    headers = headers_of(trial, listing, labels)
    table = laid_out(listing, chosen, headers, population=population, notice=trial.notice, words=trial.style)
    return Listed(table, listing_csv(listing, chosen.records), chosen.counts)


def save_listing(listed: Listed, stem: Path) -> list[Path]:
    """Write `<stem>.html` and `<stem>.csv`, which begins with a byte-order mark as the CSV of tables does."""
    contents = {".html": listing_page(listed.table, stem.name).encode(), ".csv": listed.csv.encode("utf-8-sig")}
    paths = [stem.with_name(stem.name + ending) for ending in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        write_bytes(path, content)
    return paths
