"""A findings source becomes records: one row a subject, parameter and visit, with everything left out listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from trialstats.adam.accounting import Account, check_losses
from trialstats.adam.advice.names import name_advice, subject_advice
from trialstats.adam.columns import map_columns, require_columns
from trialstats.adam.doubtful_answers import list_doubtful
from trialstats.adam.impute import Limits, limits_of, list_imputed
from trialstats.adam.laboratory.limits import apply_limits, carried_limits, carry_limits, limit_columns
from trialstats.adam.laboratory.replicates import combine_replicates, samples
from trialstats.adam.laboratory.specimens import check_specimens
from trialstats.adam.listing import ROW, SUBJECT, VISIT, Listing, repeated, take_beside
from trialstats.adam.nerve.cold import flag_cold
from trialstats.adam.no_value import drop_missing, drop_where
from trialstats.adam.people.subjects import STRANGER
from trialstats.adam.rows import chosen_rows, with_rows
from trialstats.adam.stored_scores import check_scores, computed_scores
from trialstats.adam.values import check_negative, check_positive, check_units, check_values
from trialstats.adam.visits import assign_visits, drop_unplanned, rows_by_visit
from trialstats.io.decode import guess_of
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.partial_dates import flag_of, rule_of
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.trial import Trial

__all__ = ["known_subjects", "map_records"]

# How names of columns begin that mapping needs itself, such as the text from which a value was read.
WORKING = "_"
RECORD = (FILE, LINE, ROW, SUBJECT, VISIT, "VISIT", "AVISIT", "ADT", "ADTF", "ADY")


def map_records(
    trial: Trial, name: str, raw: Mapping[str, Raw], adsl: pd.DataFrame
) -> tuple[pd.DataFrame, Listing, list[Account]]:
    """Map a dataset's source to records with PARAMCD, AVISIT, AVAL and AVALC.

    Returns the records (USUBJID PARAMCD VISIT AVISIT [ADT ADY] AVAL AVALC, further variables, file and line), the
    listing of what is not among them, and the accounts in rows and in records.
    """
    dataset = trial.datasets[name]
    source, received = trial.sources[dataset.source], raw[dataset.source]
    listing = Listing(name, dataset.source, trial.problems.updated(dataset.problems), received.place)
    listing.guessed = guess_of(received.encodings, source)
    frame = with_rows(received.frame, source)
    further = [column.column for column in dataset.columns.values()]
    further += [date.column for date in dataset.dates_side_by_side]
    further += [choice.column for parameter in dataset.parameters.values() for choice in parameter.missing_where]
    require_columns(frame, [*value_columns(dataset, source), *further, *limit_columns(dataset)], source)
    rows = known_subjects(chosen_rows(frame, source, listing), trial, source, adsl, listing)
    if not dataset.visits_in_columns:
        rows = assign_visits(rows, trial, source, adsl, listing)
    beside = Listing(name, dataset.source, listing.problems, received.place, row_stays=True)
    texts, limits = as_received(frame, rows), limits_of(trial, adsl)
    rows = carry_limits(add_variables(rows, texts, dataset, source, beside, limits), texts, dataset)
    if dataset.visits_in_columns:
        expanded = expand_visits(rows_by_visit(rows, texts, dataset, trial, source, adsl, listing), texts, dataset)
    else:
        expanded = expand(rows, texts, dataset, source)
    records = name_parameters(expanded, dataset, source, listing)
    records = drop_where(records, texts, dataset, source, listing)
    records = drop_missing(records, source, listing)
    records = drop_unplanned(records, dataset, source, listing)
    records = check_specimens(records, dataset, listing)
    records = check_units(records, dataset, source, trial.units, listing)
    records = check_values(records, dataset, source, listing)
    records = check_negative(records, dataset, source, listing)
    records = apply_limits(records, dataset, source, listing)
    records = check_positive(records, dataset, source, listing)
    records = drop_repeated_replicates(records, dataset, source, listing)
    records = combine_replicates(records, dataset, source, listing)
    records = drop_duplicates(records, dataset, source, listing)
    list_doubtful(records, dataset, listing)
    records = check_scores(records, trial, name, computed_beside(trial, dataset, raw, adsl), listing)
    accounts = [
        *Account.of_rows(name, source, frame, records, listing),
        Account.of_records(name, source, expanded, records, listing),
    ]
    take_beside(listing, beside)
    check_losses(frame, records, listing, source)
    records = flag_cold(records, dataset, listing)
    kept = [name for name in map(str, records) if not name.startswith(WORKING)]
    return records[kept].rename(columns={SUBJECT: "USUBJID"}), listing, accounts


def computed_beside(
    trial: Trial, dataset: Dataset, raw: Mapping[str, Raw], adsl: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Compute the scores of the questionnaires that stored scores must equal."""
    mapped = {other: map_records(trial, other, raw, adsl)[0] for other in dataset.compared_with}
    return {other: computed_scores(records, trial, trial.datasets[other]) for other, records in mapped.items()}


def value_columns(dataset: Dataset, source: Source) -> list[str]:
    """Name the columns that hold values in a wide source."""
    if source.shape == "long":
        return []
    if dataset.instrument:
        return [column for columns in dataset.item_columns for column in columns]
    return [column for p in dataset.parameters.values() for column in p.columns_read]


def known_subjects(
    frame: pd.DataFrame, trial: Trial, source: Source, adsl: pd.DataFrame, listing: Listing
) -> pd.DataFrame:
    """Keep the rows of randomised subjects; list those of strangers and of who was not randomised."""
    item = "-".join(source.subject)
    stranger = ~frame[SUBJECT].isin(adsl["USUBJID"])
    found = frame[stranger]
    known = list(adsl["USUBJID"])
    advice = partial(subject_advice, source=source, name=listing.source, trial=trial, known=known)
    listing.add(found, "unknown_subject", item=item, value=found[SUBJECT], allowed=STRANGER, advice=advice)
    without = frame[SUBJECT].isin(adsl.loc[adsl["TRT01P"].isna(), "USUBJID"])
    found = frame[without]
    listing.add(found, "not_randomised", item=item, value=found[SUBJECT], allowed="a subject without an arm")
    return frame[~stranger & ~without]


def as_received(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the texts of these rows: a file may have a column VISIT or ADT, whose place a variable takes in `rows`."""
    texts = frame if len(rows) == len(frame) else frame.loc[rows.index]
    return texts.assign(**{VISIT: rows[VISIT]}) if VISIT in rows else texts


def add_variables(
    rows: pd.DataFrame, texts: pd.DataFrame, dataset: Dataset, source: Source, beside: Listing, limits: Limits
) -> pd.DataFrame:
    """Type the further variables of every row; their problems are listed `beside`: they cost no record."""
    made = map_columns(texts, dataset.columns, source, beside, limits)
    for variable, column in dataset.columns.items():
        if rule := rule_of(column.impute):
            days, flags = made[variable], made[flag_of(variable)]
            list_imputed(texts, texts[column.column], days, flags, column.column, variable, rule, beside)
    return rows.assign(**made)


def expand(rows: pd.DataFrame, texts: pd.DataFrame, dataset: Dataset, source: Source) -> pd.DataFrame:
    """Give one record for each value: `_name` (what the file calls the parameter), `_text`, `_unit`."""
    kept = kept_columns(rows, dataset)
    if source.shape == "long":
        assert source.name is not None
        assert source.value is not None
        records = rows[kept].copy()
        records["_name"] = tuples([texts[column].str.strip() for column in source.name])
        records["_text"] = texts[source.value]
        records["_unit"] = texts[source.unit].str.strip() if source.unit else ""
        return records
    columns = value_columns(dataset, source)
    each = [named(rows[kept].assign(_text=texts[column]), column) for column in columns]
    return pd.concat(each, ignore_index=True).assign(_unit="")


def tuples(columns: Sequence[pd.Series]) -> pd.Series:
    """Give the texts of each row as a tuple: one for all rows that have the same."""
    rows = pd.DataFrame(dict(enumerate(columns)))
    number = rows.groupby([*rows], sort=False, dropna=False).ngroup()
    different = pd.Series([*rows.drop_duplicates().itertuples(index=False, name=None)], dtype="object")
    return different.reindex(number).set_axis(rows.index)


def expand_visits(visits: Mapping[str, pd.DataFrame], texts: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Give one record for each value of visits side by side: the column says the visit.

    visits: the rows of each visit.
    """
    each = []
    for visit, column in dataset.columns_side_by_side:
        rows = visits[visit][kept_columns(visits[visit], dataset)]
        told = visit if dataset.instrument else column  # the answers of one form have one visit
        each.append(named(rows.assign(_text=texts[column], VISIT=told, **{VISIT: told}), column))
    return pd.concat(each, ignore_index=True).assign(_unit="")


def kept_columns(rows: pd.DataFrame, dataset: Dataset) -> list[str]:
    """Name the columns of rows that their records have too."""
    further = [name for variable in dataset.columns for name in (variable, flag_of(variable))]
    return [column for column in (*RECORD, *further, *carried_limits(dataset)) if column in rows]


def named(records: pd.DataFrame, column: str) -> pd.DataFrame:
    return records.assign(_name=pd.Series([(column,)] * len(records), index=records.index, dtype="object"))


def name_parameters(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Give every record its PARAMCD."""
    names = parameter_names(dataset, source)
    records = records.assign(PARAMCD=records["_name"].map(names).astype("str"))
    unknown = records[records["PARAMCD"].isna()]
    listing.add(
        unknown,
        "unknown_parameter",
        item=" / ".join(source.name or ()),
        value=unknown["_name"].map(" / ".join),
        allowed="no parameter of that name is declared",
        advice=partial(name_advice, known=[" / ".join(name) for name in names]),
    )
    return records[records["PARAMCD"].notna()]


def parameter_names(dataset: Dataset, source: Source) -> dict[tuple[str, ...], str]:
    """Look up parameters by what the file calls them."""
    if dataset.instrument:
        columns = enumerate(dataset.item_columns, 1)
        return {(column,): f"ITEM{n:02d}" for n, at_visits in columns for column in at_visits}
    texts = {name: paramcd for paramcd, p in dataset.parameters.items() for name in p.names_in(source)}
    return texts | {(column,): paramcd for paramcd, p in dataset.parameters.items() for column in p.columns_read}


def drop_repeated_replicates(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List records of one sample with one replicate number beyond the one that is kept."""
    for paramcd, parameter in dataset.parameters.items():
        if parameter.replicates:
            own = records[records["PARAMCD"] == paramcd]
            keys = [*samples(records, source), parameter.replicates.variable]
            records = records.drop(list_repeated(own, keys, "AVISIT", listing).index)
    return records


def drop_duplicates(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List records of one subject, parameter and visit (or day, where windows decide) beyond the one that is kept."""
    when = "ADT" if source.visits_by == "window" else "AVISIT"
    fate = listing.fate("duplicate")
    if dataset.diaries and when == "AVISIT":  # of a diary there is a value a day
        daily = records["PARAMCD"].isin(dataset.diaries)
        again = list_repeated(records[daily], [SUBJECT, "PARAMCD", when, "ADT"], "ADT", listing)
        others = list_repeated(records[~daily], [SUBJECT, "PARAMCD", when], when, listing)
        return records.drop([*again.index, *others.index])
    if dataset.instrument and source.shape == "wide":  # the answers of two questionnaires are never mixed
        forms = records.drop_duplicates([ROW, when]).sort_values(ROW)
        extra = forms.loc[repeated(forms, [SUBJECT, when], fate), [ROW, when]]
        found = pd.MultiIndex.from_frame(records[[ROW, when]]).isin(pd.MultiIndex.from_frame(extra))
        return records.drop(list_duplicates(records[found], when, listing).index)
    return records.drop(list_repeated(records, [SUBJECT, "PARAMCD", when], when, listing).index)


def list_repeated(records: pd.DataFrame, keys: list[str], when: str, listing: Listing) -> pd.DataFrame:
    """List the records that share these keys with another beyond the one that is kept, and return them."""
    return list_duplicates(records[repeated(records, keys, listing.fate("duplicate"))], when, listing)


def list_duplicates(found: pd.DataFrame, when: str, listing: Listing) -> pd.DataFrame:
    """List duplicates, and return them."""
    what = found["PARAMCD"].str.replace(r"^ITEM\d+$", "the questionnaire", regex=True)
    listing.add(
        found,
        "duplicate",
        item=what + " at " + found[when].astype("str").str.removesuffix(" 00:00:00"),
        value=found[SUBJECT] if listing.fate("duplicate") == "fatal" else found["_text"],
        allowed="several records of one subject and visit",
    )
    return found
