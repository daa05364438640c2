"""A source that is ADaM already: its parameters, visits, values and flags are taken over as they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from trialstats.adam.accounting import Account, check_losses
from trialstats.adam.advice.names import name_advice
from trialstats.adam.columns import map_column, require_columns
from trialstats.adam.listing import ROW, SUBJECT, VISIT, Listing, repeated, take_beside
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank, range_text
from trialstats.adam.records import known_subjects
from trialstats.adam.rows import chosen_rows, with_rows
from trialstats.adam.visits import by_code, drop_unplanned
from trialstats.io.decode import guess_of
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["take_over"]

NEEDED = ("PARAMCD", "AVAL", "ANL01FL")
NUMBERS = ("BASE", "CHG", "PCHG", "ADY")
TEXTS = ("AVALC", "ABLFL", "ANL01FL", "DTYPE", "PARAMTYP")


def take_over(
    trial: Trial, name: str, raw: Mapping[str, Raw], adsl: pd.DataFrame
) -> tuple[pd.DataFrame, Listing, list[Account]]:
    """Take over the declared parameters of an ADaM BDS source; returns what `map_records` returns."""
    dataset = trial.datasets[name]
    source, received = trial.sources[dataset.source], raw[dataset.source]
    listing = Listing(name, dataset.source, trial.problems.updated(dataset.problems), received.place)
    listing.guessed = guess_of(received.encodings, source)
    frame = with_rows(received.frame, source)
    require_columns(frame, [*NEEDED, str(source.visit)], source)
    rows = known_subjects(chosen_rows(frame, source, listing), trial, source, adsl, listing)
    rows = rows.assign(VISIT=rows[str(source.visit)].str.strip())
    periods = rows[source.period] if source.period else None
    rows = by_code(rows.assign(**{VISIT: rows["VISIT"]}), trial, source, listing, periods, adsl)
    declared = declared_parameters(rows, dataset, listing)
    beside = Listing(name, dataset.source, listing.problems, received.place, row_stays=True)
    records = values(declared, dataset, source, listing, beside)
    records = drop_unplanned(records, dataset, source, listing)
    records = drop_duplicates(records, listing)
    accounts = [
        *Account.of_rows(name, source, frame, records, listing),
        Account.of_records(name, source, rows, records, listing),
    ]
    take_beside(listing, beside)
    check_losses(frame, records, listing, source)
    return records.rename(columns={SUBJECT: "USUBJID"}), listing, accounts


def declared_parameters(rows: pd.DataFrame, dataset: Dataset, listing: Listing) -> pd.DataFrame:
    other = rows[~rows["PARAMCD"].isin(list(dataset.parameters))]
    advice = partial(name_advice, known=list(dataset.parameters))
    listing.add(
        other, "unknown_parameter", item="PARAMCD", value=other["PARAMCD"], allowed="not declared", advice=advice
    )
    return rows.drop(other.index)


def values(rows: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing, beside: Listing) -> pd.DataFrame:
    """Type AVAL and the columns that came with it, whose problems are listed `beside`: they cost no record."""
    blank = is_blank(rows["AVAL"], source.missing_of("AVAL"))
    list_codes(rows, rows["AVAL"], "AVAL", source, listing, item=rows["PARAMCD"])
    found = rows[rows["AVAL"].str.strip().eq("")]
    listing.add(found, "blank", item=found["PARAMCD"], value="", allowed="no value recorded")
    rows = rows[~blank]
    typed = rows[[FILE, LINE, ROW, SUBJECT, VISIT, "VISIT", "AVISIT", "PARAMCD"]].copy()
    typed["AVAL"] = map_column(rows, Column(column="AVAL", type="number"), source, listing)
    for name in NUMBERS:
        if name in rows:
            typed[name] = map_column(rows, Column(column=name, type="number"), source, beside)
    for name in TEXTS:
        if name in rows:
            typed[name] = rows[name].mask(is_blank(rows[name], source.missing_of(name)))
    if source.date:
        column = Column(column=source.date.column, type="date", format=source.date.format)
        typed["ADT"] = map_column(rows, column, source, beside)
    typed = typed[typed["AVAL"].notna()]
    return in_range(typed, dataset, listing)


def in_range(typed: pd.DataFrame, dataset: Dataset, listing: Listing) -> pd.DataFrame:
    for paramcd, parameter in dataset.parameters.items():
        if parameter.range:
            outside = (typed["PARAMCD"] == paramcd) & ~typed["AVAL"].between(*parameter.range)
            allowed = f"{range_text(parameter.range)} ({paramcd})"
            found = typed[outside]
            listing.add(found, "out_of_range", item="AVAL", value=found["AVAL"].astype("str"), allowed=allowed)
            typed = typed[~outside]
        if parameter.whole:
            broken = (typed["PARAMCD"] == paramcd) & (typed["AVAL"] % 1 != 0)
            found = typed[broken]
            allowed = f"not a whole number ({paramcd})"
            listing.add(found, "out_of_range", item="AVAL", value=found["AVAL"].astype("str"), allowed=allowed)
            typed = typed[~broken]
    return typed


def drop_duplicates(records: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """The source's own ANL01FL tells repeated records apart: only flagged ones can be duplicates."""
    flagged = records[records["ANL01FL"] == "Y"] if "ANL01FL" in records else records
    extra = flagged[repeated(flagged, [SUBJECT, "PARAMCD", "AVISIT"], listing.fate("duplicate"))]
    listing.add(
        extra,
        "duplicate",
        item=extra["PARAMCD"] + " at " + extra["AVISIT"],
        value=extra[SUBJECT],
        allowed="several records of one subject and visit with ANL01FL = Y",
    )
    return records.drop(extra.index)
