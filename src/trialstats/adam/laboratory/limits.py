"""Limits of quantification: which limit holds for a record, and which results lie beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.listing import Listing
from trialstats.adam.parse import parse_limits, read_numbers
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.levels import as_texts, named
from trialstats.trialfile.parts.quantification import Limit, Limits
from trialstats.trialfile.parts.sources import Source

__all__ = [
    "DECLARED",
    "NUMBER_BEYOND",
    "apply_limits",
    "beyond_limits",
    "carried_limits",
    "carry_limits",
    "limit_columns",
    "words_of_limits",
]

# A limit's key in the trial file: the variable that holds it, the flag of results beyond it, and how such are written.
VARIABLES = {"lower": ("ALLOQ", "BLQFL", "<number"), "upper": ("AULOQ", "ALQFL", ">number")}
# The declared limits, before a reported one takes their place.
DECLARED = {"lower": "_lower", "upper": "_upper"}
# Which results came as numbers that lie beyond a limit, and have none for it.
NUMBER_BEYOND = "_number_beyond"
CARRIED = "_limit of "
# Two limits are one where they differ by less than conversion of units does.
SAME = 1e-9


def limit_columns(dataset: Dataset) -> list[str]:
    """Name the columns of the source that hold limits."""
    limits = [parameter.limits for parameter in dataset.parameters.values() if parameter.limits]
    return list(dict.fromkeys(limit.column for both in limits for limit in both.both.values() if limit.column))


def carry_limits(rows: pd.DataFrame, texts: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Copy those columns of the file under names that go with every record."""
    return rows.assign(**{CARRIED + column: texts[column] for column in limit_columns(dataset)})


def carried_limits(dataset: Dataset) -> list[str]:
    """Name these copies."""
    return [CARRIED + column for column in limit_columns(dataset)]


def texts_of(limits: Limits, key: str) -> Sequence[str]:
    """Give the declared texts of results beyond a limit."""
    return limits.below if key == "lower" else limits.above


def words_of_limits(limits: Limits | None) -> tuple[str, ...]:
    """Name what is accepted beside numbers."""
    return tuple(w for key in (limits.both if limits else ()) for w in (VARIABLES[key][2], *texts_of(limits, key)))  # type: ignore[arg-type]


def beyond_limits(records: pd.DataFrame, limits: Limits) -> pd.Series[bool]:
    """Tell which records say that a result is below the lower or above the upper limit."""
    found = pd.Series(False, index=records.index)
    for key in limits.both:
        found |= parse_limits(records["_plain"], VARIABLES[key][2]).notna()
        found |= records["_text"].str.strip().isin(list(texts_of(limits, key)))
    return found


def apply_limits(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Add ALLOQ, AULOQ and the flags BLQFL, ALQFL; AVAL is missing where a result lies beyond its limit.

    NUMBER_BEYOND tells which of these came as numbers, apart from the texts (`<0.7`, `BLQ`).

    records have _text, _factor, AVAL in the parameter's unit. Listed: records without a known limit, reported limits
    that are not the declared ones, and (they are used all the same) numbers beyond the limit.
    """
    if not any(parameter.limits for parameter in dataset.parameters.values()):
        return records
    every = np.arange(len(records))
    kept = np.ones(len(records), dtype=bool)
    numbers = {name: np.full(len(records), np.nan) for name in ("ALLOQ", "AULOQ", *DECLARED.values())}
    numbers["AVAL"] = records["AVAL"].to_numpy(dtype="float64", copy=True)
    flags = {name: np.full(len(records), None, dtype="object") for name in ("BLQFL", "ALQFL")}
    for paramcd, parameter in dataset.parameters.items():
        if parameter.limits:
            # Only its own records are worked on: each dataset has dozens of parameters.
            own = every[(records["PARAMCD"] == paramcd).to_numpy(dtype=bool)]
            mine = records.take(own).set_axis(own)
            for key in parameter.limits.both:
                mine = one_limit(mine, paramcd, key, dataset, source, listing)
                variable, flag, _ = VARIABLES[key]
                numbers[variable][mine.index] = mine[variable]
                numbers[DECLARED[key]][mine.index] = mine[DECLARED[key]]
                flags[flag][mine.index] = mine[flag]
            numbers["AVAL"][mine.index] = mine["AVAL"]
            kept[own] = np.isin(own, mine.index)
    made = {name: pd.Series(flag, index=records.index, dtype="str") for name, flag in flags.items()}
    set_aside = records["AVAL"].notna() & np.isnan(numbers["AVAL"])
    return records.assign(**numbers, **made, **{NUMBER_BEYOND: set_aside})[kept]


def one_limit(
    mine: pd.DataFrame, paramcd: str, key: str, dataset: Dataset, source: Source, listing: Listing
) -> pd.DataFrame:
    """Apply the lower or the upper limit of one parameter to its records."""
    limits = dataset.parameters[paramcd].limits
    assert limits is not None
    variable, flag, word = VARIABLES[key]
    mine = without_unknown(mine, paramcd, key, limits.both[key], dataset, listing, source)
    declared = declared_limit(mine, limits.both[key], source)
    reported = parse_limits(mine["_plain"], word) * mine["_factor"]
    other = reported.notna() & ~same(reported, declared)
    side = "below" if key == "lower" else "above"
    found = mine[other]
    allowed = "not at the declared " + f"{key} limit, " + written(declared[other]) + f" ({paramcd})"
    listing.add(found, "other_limit", item=item_of(found, source), value=found["_text"].str.strip(), allowed=allowed)
    holds = reported.where(other, declared) if limits.holds == "reported" else declared
    beyond = numbers_beyond(mine["AVAL"], declared, key)
    list_numbers(mine[beyond], declared[beyond], side, key, source, listing)
    coded = reported.notna() | mine["_text"].str.strip().isin(list(texts_of(limits, key)))
    flagged = pd.Series(None, index=mine.index, dtype="object").mask(beyond | coded, "Y")
    made = {variable: holds, DECLARED[key]: declared, flag: flagged, "AVAL": mine["AVAL"].mask(beyond)}
    stay = listing.fate("other_limit") == "keep" or not other.any()
    return mine.assign(**made) if stay else mine.assign(**made)[~other]


def without_unknown(
    mine: pd.DataFrame, paramcd: str, key: str, limit: Limit, dataset: Dataset, listing: Listing, source: Source
) -> pd.DataFrame:
    """List the records of a parameter for which no limit is declared, and leave them out."""
    unknown = declared_limit(mine, limit, source).isna()
    found = mine[unknown]
    if found.empty:
        return mine
    if limit.by:
        item, value = dataset.columns[limit.by].column, as_texts(found[limit.by]).fillna("").astype("str")
        known = f" (known: {', '.join(limit.values or ())})"
    else:
        item, value, known = str(limit.column), found[f"{CARRIED}{limit.column}"], ""
    allowed = f"for which {paramcd} has no {key} limit{known}"
    advice = partial(name_advice, known=list(limit.values or ()))
    listing.add(found, "unknown_limit", item=item, value=value, allowed=allowed, advice=advice)
    return mine[~unknown]


def declared_limit(records: pd.DataFrame, limit: Limit, source: Source) -> pd.Series:
    """Give the limit of each record in the parameter's unit: a number's, its text's, or its own column's; else NaN."""
    if limit.by:
        column = records[limit.by]
        values = {named(text, column): value for text, value in (limit.values or {}).items()}
        found: pd.Series = as_texts(column).astype("object").map(values).astype("float64")
        return found
    if limit.column:
        numbers = read_numbers(records[CARRIED + limit.column], limit.column, source) * records["_factor"]
        return numbers.where(numbers > 0)
    return pd.Series(limit.number, index=records.index, dtype="float64")


def same(one: pd.Series, other: pd.Series) -> pd.Series[bool]:
    """Tell which limits are equal but for rounding."""
    return (one - other).abs() <= SAME * other.abs()


def numbers_beyond(values: pd.Series, limit: pd.Series, key: str) -> pd.Series[bool]:
    """Tell which numbers lie beyond the limit; a number that equals it is measured."""
    outside = values < limit if key == "lower" else values > limit
    return outside & ~same(values, limit)


def list_numbers(found: pd.DataFrame, limit: pd.Series, side: str, key: str, source: Source, listing: Listing) -> None:
    """List the numbers beyond a limit: they count as `<` or `>` it, and AVALC keeps them."""
    limits, paramcd = written(limit), found["PARAMCD"]
    allowed = f"{side} the {key} limit " + limits + f", so counted as {side} it (" + paramcd + ")"
    value = found["_text"].str.strip()
    listing.add(found, "number_beyond_limit", item=item_of(found, source), value=value, allowed=allowed, fate="keep")


def written(limits: pd.Series) -> pd.Series[str]:
    """Write limits as the trial file has them."""
    return limits.map("{:g}".format).astype("str")


def item_of(found: pd.DataFrame, source: Source) -> pd.Series | str:
    """Name the column in which a result stands."""
    return source.value or found["_name"].map(" / ".join)
