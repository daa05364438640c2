"""A findings source becomes records: one row a subject, parameter and visit, with everything left out listed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.accounting import Account
from trialstats.adam.columns import require_columns
from trialstats.adam.listing import ROW, SUBJECT, Listing, repeated
from trialstats.adam.parse import is_blank, matches_code, parse_numbers, range_text
from trialstats.adam.subjects import STRANGER, with_rows
from trialstats.adam.visits import assign_visits
from trialstats.instruments import questionnaire
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE
from trialstats.spec.datasets import Dataset, Parameter
from trialstats.spec.sources import Source
from trialstats.spec.trial import Trial

__all__ = ["known_subjects", "map_records"]

RECORD = (FILE, LINE, ROW, SUBJECT, "_visit", "VISIT", "AVISIT", "ADT", "ADY")


def map_records(
    trial: Trial, name: str, raw: Mapping[str, Raw], adsl: pd.DataFrame
) -> tuple[pd.DataFrame, Listing, list[Account]]:
    """Map a dataset's source to records with PARAMCD, AVISIT, AVAL and AVALC.

    Returns the records (USUBJID PARAMCD VISIT AVISIT [ADT ADY] AVAL AVALC, file and line), the listing of what is
    not among them, and the accounts in rows and in records.
    """
    dataset = trial.datasets[name]
    source, received = trial.sources[dataset.source], raw[dataset.source]
    listing = Listing(name, dataset.source, trial.problems.updated(dataset.problems), received.place)
    frame = with_rows(received.frame, source)
    require_columns(frame, value_columns(dataset, source), source)
    rows = known_subjects(frame, adsl, source, listing)
    rows = assign_visits(rows, trial, source, adsl, listing)
    expanded = expand(rows, dataset, source)
    records = name_parameters(expanded, dataset, source, listing)
    records = drop_blank(records, source, listing)
    records = check_units(records, dataset, source, listing)
    records = check_values(records, dataset, source, listing)
    records = drop_duplicates(records, dataset, source, listing)
    accounts = [
        Account.of_rows(name, source, frame, records, listing),
        Account.of_records(name, source, expanded, records, listing),
    ]
    return records.rename(columns={SUBJECT: "USUBJID"}), listing, accounts


def value_columns(dataset: Dataset, source: Source) -> list[str]:
    """Name the columns that hold values in a wide source."""
    if source.shape == "long":
        return []
    if dataset.instrument:
        return [dataset.instrument.item_column(number) for number in range(1, 37)]
    return [p.column for p in dataset.parameters.values() if p.column]


def known_subjects(frame: pd.DataFrame, adsl: pd.DataFrame, source: Source, listing: Listing) -> pd.DataFrame:
    """Keep the rows of randomised subjects; list those of strangers and of who was not randomised."""
    item = "-".join(source.subject)
    stranger = ~frame[SUBJECT].isin(adsl["USUBJID"])
    found = frame[stranger]
    listing.add(found, "unknown_subject", item=item, value=found[SUBJECT], allowed=STRANGER)
    without = frame[SUBJECT].isin(adsl.loc[adsl["TRT01P"].isna(), "USUBJID"])
    found = frame[without]
    listing.add(found, "not_randomised", item=item, value=found[SUBJECT], allowed="a subject without an arm")
    return frame[~stranger & ~without]


def expand(rows: pd.DataFrame, dataset: Dataset, source: Source) -> pd.DataFrame:
    """Give one record for each value: `_name` (what the file calls the parameter), `_text`, `_unit`."""
    kept = [column for column in RECORD if column in rows]
    if source.shape == "long":
        assert source.name is not None
        assert source.value is not None
        records = rows[kept].copy()
        names = zip(*(rows[column].str.strip() for column in source.name), strict=True)
        records["_name"] = pd.Series(list(names), index=rows.index, dtype="object")
        records["_text"] = rows[source.value]
        records["_unit"] = rows[source.unit].str.strip() if source.unit else ""
        return records
    columns = value_columns(dataset, source)
    long = rows[[*kept, *columns]].melt(id_vars=kept, value_vars=columns, var_name="_name", value_name="_text")
    long["_name"] = pd.Series([(name,) for name in long["_name"]], index=long.index, dtype="object")
    return long.assign(_unit="")


def name_parameters(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Give every record its PARAMCD."""
    names = parameter_names(dataset)
    records = records.assign(PARAMCD=records["_name"].map(names).astype("str"))
    unknown = records[records["PARAMCD"].isna()]
    listing.add(
        unknown,
        "unknown_parameter",
        item=" / ".join(source.name or ()),
        value=unknown["_name"].map(" / ".join),
        allowed="no parameter of that name is declared",
    )
    return records[records["PARAMCD"].notna()]


def parameter_names(dataset: Dataset) -> dict[tuple[str, ...], str]:
    """Look up parameters by what the file calls them."""
    if dataset.instrument:
        return {(dataset.instrument.item_column(n),): f"ITEM{n:02d}" for n in range(1, 37)}
    return {p.name or (str(p.column),): paramcd for paramcd, p in dataset.parameters.items()}


def drop_blank(records: pd.DataFrame, source: Source, listing: Listing) -> pd.DataFrame:
    """List the records in which nothing was recorded."""
    blank = is_blank(records["_text"], source.missing)
    found = records[blank]
    listing.add(found, "blank", item=found["PARAMCD"], value="", allowed="no value recorded")
    return records[~blank]


def check_units(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List the records in another unit than the parameter's."""
    if source.unit is None:
        return records
    declared = records["PARAMCD"].map({code: p.unit for code, p in dataset.parameters.items()}).astype("str")
    wrong = declared.notna() & (records["_unit"] != declared)
    found = records[wrong]
    allowed = "not in " + declared[wrong] + " (" + found["PARAMCD"] + ")"
    listing.add(found, "wrong_unit", item=source.unit, value=found["_unit"], allowed=allowed)
    return records[~wrong]


def check_values(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Read the numbers; keep declared codes as text; list what is neither, and what is out of range."""
    records = records.assign(AVAL=parse_numbers(records["_text"], source.decimal), AVALC=records["_text"].str.strip())
    coded = pd.Series(False, index=records.index)
    outside = pd.Series(False, index=records.index)
    allowed = pd.Series("", index=records.index)
    for paramcd, parameter in dataset.parameters.items():
        own = records["PARAMCD"] == paramcd
        coded |= own & matches_code(records["_text"], parameter.text_results, source.decimal)
        if parameter.range:
            outside |= own & records["AVAL"].notna() & ~records["AVAL"].between(*parameter.range)
            allowed[own] = f"{range_text(parameter.range)} ({paramcd})"
    if dataset.instrument:
        outside, allowed = item_ranges(records, dataset)
    text = records["AVAL"].isna() & ~coded
    item = source.value or records["_name"].map(" / ".join)
    listing.add(records[text], "not_numeric", item=pick(item, text), value=records.loc[text, "_text"],
                allowed="not a number" + known_codes(records, text, dataset.parameters))  # fmt: skip
    listing.add(records[outside], "out_of_range", item=pick(item, outside), value=records.loc[outside, "_text"],
                allowed=allowed[outside])  # fmt: skip
    return records[~text & ~outside]


def pick(item: pd.Series | str, where: pd.Series) -> pd.Series | str:
    return item if isinstance(item, str) else item.loc[where]


def known_codes(records: pd.DataFrame, text: pd.Series, parameters: Mapping[str, Parameter]) -> pd.Series:
    """Name the codes that a parameter accepts beside numbers."""
    codes = {code: f" nor one of {', '.join(p.text_results)}" for code, p in parameters.items() if p.text_results}
    said = {code: f"{codes.get(code, '')} ({code})" for code in records.loc[text, "PARAMCD"].unique()}
    named: pd.Series = records.loc[text, "PARAMCD"]
    return named.map(said).astype("str")


def item_ranges(records: pd.DataFrame, dataset: Dataset) -> tuple[pd.Series, pd.Series]:
    """Find answers that the questionnaire does not have."""
    assert dataset.instrument is not None
    numbers = records["PARAMCD"].str.removeprefix("ITEM").astype("int64")
    highest = numbers.map(questionnaire(dataset.instrument).highest_codes(dataset.instrument))
    whole = records["AVAL"].notna() & (records["AVAL"] % 1 == 0)
    outside = records["AVAL"].notna() & ~(whole & records["AVAL"].between(1, highest))
    return outside, "outside 1-" + highest.astype("str") + " (item " + numbers.astype("str") + ")"


def drop_duplicates(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List records of one subject, parameter and visit (or day, where windows decide) beyond the one that is kept."""
    when = "ADT" if source.visits_by == "window" else "AVISIT"
    keys = [SUBJECT, "PARAMCD", when]
    what = records["PARAMCD"].str.replace(r"^ITEM\d+$", "the questionnaire", regex=True)
    fate = listing.fate("duplicate")
    if dataset.instrument and source.shape == "wide":  # the answers of two questionnaires are never mixed
        forms = records.drop_duplicates(ROW).sort_values(ROW)
        extra = records[ROW].isin(forms.loc[repeated(forms, [SUBJECT, when], fate), ROW])
    else:
        extra = repeated(records, keys, fate)
    found = records[extra]
    listing.add(
        found,
        "duplicate",
        item=what[extra] + " at " + found[when].astype("str").str.removesuffix(" 00:00:00"),
        value=found[SUBJECT] if fate == "fatal" else found["_text"],
        allowed="several records of one subject and visit",
    )
    return records[~extra]
