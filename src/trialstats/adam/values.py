"""The values of records: numbers, declared codes and blanks are told apart; units and ranges are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from trialstats.adam.advice.missing import codes_among_numbers, word_advice
from trialstats.adam.advice.names import unit_advice
from trialstats.adam.advice.numbers import is_otherwise_a_number, number_advice
from trialstats.adam.laboratory.limits import beyond_limits, words_of_limits
from trialstats.adam.listing import Listing
from trialstats.adam.lookup import look_up
from trialstats.adam.no_value import columns_of
from trialstats.adam.parse import matches_code, parse_numbers, range_text
from trialstats.adam.score import questionnaire_of
from trialstats.adam.units import one_unit, spellings
from trialstats.questionnaires.answers import are_codes
from trialstats.questionnaires.cells import clock_hours, doubt_of_hours
from trialstats.questionnaires.codes import Clock, Reading, say_codes
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.questionnaires import Instrument

__all__ = ["check_negative", "check_positive", "check_units", "check_values"]

SOME = 200  # of the values that fit, to try other settings on


def check_units(
    records: pd.DataFrame, dataset: Dataset, source: Source, units: Mapping[str, Sequence[str]], listing: Listing
) -> pd.DataFrame:
    """List the records in another unit than the parameter's; `_factor` is what those that it converts are times.

    units: how files spell units. All values of a source without a column of units are in the one unit that their
    parameter converts, if it does.
    """
    spelt = partial(one_unit, units=spellings(units))
    found_units = look_up(records["_unit"], {unit: spelt(unit) for unit in records["_unit"].unique()})
    factors = np.ones(len(records))
    for paramcd, parameter in dataset.parameters.items():
        own = (records["PARAMCD"] == paramcd).to_numpy(dtype=bool)
        if source.unit:
            known = {spelt(unit): factor for unit, factor in parameter.convert.items()}
            factors[own] = look_up(found_units[own], known).to_numpy(dtype="float64") if known else np.nan
        for factor in parameter.convert.values() if source.unit is None else ():
            factors[own] = factor
    if source.unit is None:
        return records.assign(_factor=factors)
    declared = look_up(records["PARAMCD"], {code: p.unit for code, p in dataset.parameters.items()}).astype("str")
    # Laboratories leave the unit blank where a code stands for the number.
    blank = (records["_unit"] == "").to_numpy(dtype=bool)
    unitless = blank.copy()
    unitless[blank] = coded_results(records[blank], dataset)
    converted = ~np.isnan(factors)
    records = records.assign(_factor=np.where(converted, factors, 1.0))
    wanted = look_up(declared, {unit: spelt(unit) for unit in declared.dropna().unique()}).astype("str")
    wrong = declared.notna() & (found_units != wanted) & ~unitless & ~converted
    found = records[wrong]
    allowed = "not in " + declared[wrong] + " (" + found["PARAMCD"] + ")"
    advice = partial(unit_advice, dataset=dataset)
    listing.add(found, "wrong_unit", item=source.unit, value=found["_unit"], allowed=allowed, advice=advice)
    return records[~wrong]


def coded_results(records: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """Tell which results are texts that their parameter declares."""
    coded, texts = np.zeros(len(records), dtype=bool), records[["_text", "_plain"]]
    for paramcd, parameter in dataset.parameters.items():
        # Only its own texts are parsed: each dataset has dozens of parameters.
        own = (records["PARAMCD"] == paramcd).to_numpy(dtype=bool)
        mine = texts[own]
        found = matches_code(mine["_text"], parameter.text_results, mine["_plain"])
        found |= mine["_text"].str.strip().isin(list(parameter.numbers))
        if parameter.limits:
            found |= beyond_limits(mine, parameter.limits)
        coded[own] |= found.to_numpy(dtype=bool)
    return pd.Series(coded, index=records.index)


def check_values(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Read the numbers; keep declared codes as text; list what is neither, and what is out of range."""
    numbers = parse_numbers(records["_plain"])
    records = records.assign(AVAL=numbers * records["_factor"], AVALC=records["_text"].str.strip())
    coded = coded_results(records, dataset)
    columns = columns_of(records, source)
    outside = pd.Series(False, index=records.index)
    allowed = pd.Series("", index=records.index)
    for paramcd, parameter in dataset.parameters.items():
        own = records["PARAMCD"] == paramcd
        if parameter.numbers:
            records["AVAL"] = records["AVAL"].mask(own & coded, records["AVALC"].map(parameter.numbers))
        if parameter.range is None:
            kept = own & ~coded
            for column in columns[kept].unique():
                at = kept & (columns == column)
                listing.notes += codes_among_numbers(column, records.loc[at, "_text"], records.loc[at, "AVAL"], source)
        if parameter.range:
            outside |= own & records["AVAL"].notna() & ~records["AVAL"].between(*parameter.range)
            converted = " after conversion" if parameter.convert else ""
            allowed[own] = f"{range_text(parameter.range)}{converted} ({paramcd})"
        if parameter.whole:
            broken = own & records["AVAL"].notna() & (records["AVAL"] % 1 != 0) & ~outside
            outside |= broken
            allowed[broken] = f"not a whole number ({paramcd})"
    if dataset.instrument:
        records, outside, allowed = check_answers(records, dataset.instrument)
    text = records["AVAL"].isna() & ~coded & ~outside
    item = source.value or records["_name"].map(" / ".join)
    listing.add(
        records[text],
        "not_numeric",
        item=pick(item, text),
        value=records.loc[text, "_text"],
        allowed="not a number" + known_codes(records, text, dataset.parameters),
        slips=is_otherwise_a_number(records.loc[text, "_text"]),
        advice=partial(advise, records, dataset, source, listing.source),
    )
    listing.add(
        records[outside],
        "out_of_range",
        item=pick(item, outside),
        value=records.loc[outside, "_text"],
        allowed=allowed[outside],
    )
    return records[~text & ~outside]


def advise(
    records: pd.DataFrame, dataset: Dataset, source: Source, name: str, column: str, texts: Sequence[str]
) -> Iterator[str]:
    """Say which settings would read the texts of a column that are no numbers, and those that are."""
    fits = records["AVAL"].notna() & (columns_of(records, source) == column)
    yield from number_advice(
        name, source, column, texts, list(records.loc[fits, "_text"].drop_duplicates().iloc[:SOME])
    )
    if dataset.instrument is None:
        yield from word_advice(name, column, texts)


def check_negative(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List the numbers below 0 of parameters with limits: a mistake, and not a result below the limit as 0 may be."""
    limited = [paramcd for paramcd, parameter in dataset.parameters.items() if parameter.limits]
    wrong = records["PARAMCD"].isin(limited) & (records["AVAL"] < 0)
    found = records[wrong]
    allowed = "below 0, where no concentration can be (" + found["PARAMCD"] + ")"
    item = source.value or found["_name"].map(" / ".join)
    listing.add(found, "out_of_range", item=item, value=found["_text"], allowed=allowed)
    return records[~wrong]


def check_positive(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List the numbers that have no logarithm, of parameters that are compared on that scale."""
    logged = [paramcd for paramcd, parameter in dataset.parameters.items() if parameter.scale == "log"]
    wrong = records["PARAMCD"].isin(logged) & (records["AVAL"] <= 0)
    found = records[wrong]
    allowed = "not above 0, as its scale log needs (" + found["PARAMCD"] + ")"
    item = source.value or found["_name"].map(" / ".join)
    listing.add(found, "out_of_range", item=item, value=found["_text"], allowed=allowed)
    return records[~wrong]


def pick(item: pd.Series | str, where: pd.Series) -> pd.Series | str:
    return item if isinstance(item, str) else item.loc[where]


def known_codes(records: pd.DataFrame, text: pd.Series, parameters: Mapping[str, Parameter]) -> pd.Series:
    """Name the codes that a parameter accepts beside numbers."""
    words = {code: (*p.text_results, *p.numbers, *words_of_limits(p.limits)) for code, p in parameters.items()}
    codes = {code: f" nor one of {', '.join(known)}" for code, known in words.items() if known}
    said = {code: f"{codes.get(code, '')} ({code})" for code in records.loc[text, "PARAMCD"].unique()}
    named: pd.Series = records.loc[text, "PARAMCD"]
    return named.map(said).astype("str")


def check_answers(records: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Turn texts into codes where they are declared, and times into hours; find answers that there are not.

    Returns the records, which of them hold no code of their item, and what would be right.
    """
    values = records["AVAL"].to_numpy(dtype="float64", copy=True)
    outside = np.zeros(len(records), dtype=bool)
    allowed = np.full(len(records), "", dtype="object")
    places = records.groupby("PARAMCD", sort=False).indices
    for number, (item, codes) in enumerate(questionnaire_of(instrument).codes.items(), 1):
        own = np.asarray(places.get(f"ITEM{number:02d}", ()), dtype=np.intp)
        mine, texts = records[["AVAL", "AVALC"]].take(own), instrument.answers_of(item)
        read, none = values[own], np.zeros(len(own), dtype=bool)
        if texts:
            read = look_up(mine["AVALC"], texts).to_numpy(dtype="float64")
            none = np.isnan(read)
        elif isinstance(codes, Clock):
            read = times_of(mine).to_numpy(dtype="float64")
            none = np.isnan(read)
        elif further := instrument.texts_of(item):
            known = {text.casefold(): code for text, code in further.items()}
            told = look_up(mine["AVALC"].str.casefold(), known).to_numpy(dtype="float64")
            read = np.where(np.isnan(read), told, read)
        wrong = ~np.isnan(read) & ~are_codes(read, codes)
        values[own], outside[own] = read, none | wrong
        allowed[own] = f"not one of {', '.join(texts) if texts else say_codes(codes)} (item {item})"
        if isinstance(codes, Clock | Reading) and not texts:
            allowed[own] = f"not {say_codes(codes)} (item {item})"
        if isinstance(codes, Clock) and not texts:
            doubts = map(doubt_of_hours, mine["AVAL"])
            allowed[own] += np.array([f"; {doubt}" if doubt else "" for doubt in doubts], dtype="object")
        if texts and wrong.any():
            said = [f"declared as {code:g}, not one of {say_codes(codes)} (item {item})" for code in read[wrong]]
            allowed[own[wrong]] = said
    at = records.index
    return records.assign(AVAL=values), pd.Series(outside, at), pd.Series(allowed, at, dtype="object")


def times_of(records: pd.DataFrame) -> pd.Series[float]:
    """Read times of day as hours from midnight; NaN for what is none, or a number that may be one of two."""
    numbers = records["AVAL"].mask(records["AVAL"] % 1 != 0).astype("object")
    hours = clock_hours(numbers.where(numbers.notna(), records["AVALC"]))
    return pd.Series(hours, index=records.index).replace(float("inf"), float("nan"))
