"""Analysis results data: one row a statistic, with the ids that lead back to what was estimated, and how.

Beside the results of the analyses it holds the sizes of the populations, the accounts of the data, and every number
of the notes that an analysis leaves about its fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialstats.results.data_rows import COUNTED, MISSING_CODE, NOT_SCORED, OF_VALUES, Besides, account_level
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, CODED, MISSING
from trialstats.results.shape import KEYS, STATISTICS, identified, tidy

__all__ = [
    "COUNTS_MISSING",
    "account_rows",
    "count_missing",
    "event_rows",
    "gather",
    "note_rows",
    "population_rows",
    "threshold_rows",
    "thresholds",
    "with_addresses",
]

CARRIED = ("PARAM", "unit", "AVISITN", "population", "role", "label", "reason")

# What tables show beside the statistics: the subjects without a value, and what tells the summary that has them.
N_MISSING = "missing"
OF_SUMMARY = ["analysis", "PARAMCD", "measure", "AVISIT", "ARM"]
# What `count_missing` reads.
COUNTS_MISSING = [*OF_SUMMARY, "variable", "level", "count"]
Missing = Mapping[tuple[str, ...], float]

# Statistics that are not in the unit of what they are about, with their own.
UNITS = {
    **dict.fromkeys(("n", "count", "total", "events", N_MISSING, "num_df", "df", "statistic", "p_value", "conf_level")),
    "percent": "%",
    "cv": "%",
}

OF_ANOTHER = (Kind.CONCLUSION, Kind.RATE)
DRAWN = (Kind.POINT, Kind.VALUE)

# What the records in notes are about; `variable` holds the place of a number in the notes.
NAMED = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE")


class Whole(int):
    """A count with the address of its statistic."""

    ard: str


class Real(float):
    """A number with the address of its statistic."""

    ard: str


def gather(results: Iterable[pd.DataFrame], study: str, missing: Missing | None = None) -> pd.DataFrame:
    """Melt result rows into statistics: id `<row id>:<statistic>`, STUDYID, keys, stat_name, stat, words, row_id.

    Statistics that do not apply have no row; a result that could not be estimated has one row with its reason.
    missing: what `count_missing` gives of all rows, where these are a part of them.
    """
    rows = pd.concat(list(results), ignore_index=True)
    rows = with_missing(rows, count_missing(rows) if missing is None else missing)
    keys = [*KEYS, *CARRIED]
    names = np.array([*STATISTICS, N_MISSING, "reason"])
    numbers = rows[[*STATISTICS, N_MISSING]].to_numpy(dtype="float64")
    present = np.column_stack([~np.isnan(numbers), rows["reason"].notna().to_numpy(dtype=bool)])
    # Of a row those that it has, in the order of their names: most rows of large trials have one of two dozen.
    place, statistic = np.nonzero(present)
    stat = np.column_stack([numbers, np.full(len(rows), np.nan)])[place, statistic]
    both = rows[["id", *keys]].take(place).reset_index(drop=True).rename(columns={"id": "row_id"})
    both = both.assign(stat_name=pd.array(names, dtype="string").take(statistic), stat=stat)
    both.insert(0, "id", both["row_id"] + ":" + both["stat_name"])
    both.insert(1, "STUDYID", pd.Series(study, index=both.index, dtype="string"))
    return with_own_units(both)


def with_own_units(statistics: pd.DataFrame) -> pd.DataFrame:
    """Take the unit of a parameter from statistics of it that have none, such as counts and steps, or another."""
    names = statistics["stat_name"]
    unit = statistics["unit"].mask(names.isin(list(UNITS)), names.map(UNITS).astype("string"))
    logs = statistics["kind"].isin(Kind.those(lambda traits: traits.on_log_scale)).fillna(False) & names.eq("std_error")
    return statistics.assign(unit=unit.mask(logs.astype(bool) | is_of_another(statistics)))


def is_of_another(statistics: pd.DataFrame) -> pd.Series[bool]:
    """Tell which numbers named `value` are not in the unit of their row.

    That of a conclusion is the step in which it is drawn, that of a rate the time under observation; beside the
    estimate of a point it is where on the axis of another `variable` the point lies.
    """
    kinds, values = statistics["kind"], statistics["stat_name"].eq("value")
    on_axis = kinds.isin(DRAWN) & statistics["variable"].notna()
    if on_axis.any():
        estimated = set(statistics.loc[on_axis & statistics["stat_name"].eq("estimate"), "row_id"])
        on_axis &= statistics["row_id"].isin(estimated)
    return (values & (kinds.isin(OF_ANOTHER) | on_axis)).fillna(False).astype(bool)


def count_missing(rows: pd.DataFrame) -> Missing:
    """Take from result rows who has no result where some are a text: their analysis counted them."""
    counted = rows[is_equal(rows["variable"], CODED) & is_equal(rows["level"], MISSING)]
    return dict(zip(map(tuple, counted[OF_SUMMARY].astype(str).to_numpy()), counted["count"], strict=True))


def with_missing(rows: pd.DataFrame, missing: Missing) -> pd.DataFrame:
    """Add the number of subjects without a value to the summaries: as counted (results that are a text have no n and
    are not missing), else total less n."""
    # A summary without n is that of one statistic, beside the summary of its group.
    summary = is_equal(rows["kind"], Kind.SUMMARY) & rows["n"].notna()
    own = rows.loc[summary, OF_SUMMARY].astype(str).to_numpy()
    keys = pd.Series(list(map(tuple, own)), index=rows.index[summary], dtype="object").reindex(rows.index)
    less_n = rows["total"] - rows["n"]
    return rows.assign(**{N_MISSING: keys.map(missing).astype("float64").fillna(less_n).where(summary)})


def is_equal(values: pd.Series[str], text: str) -> pd.Series[bool]:
    """Compare; what is absent is not equal."""
    return values.eq(text).fillna(False).astype(bool)


def threshold_rows(results: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Give the changes that are taken to matter to a patient, a row a parameter of the analysis `thresholds`."""
    kept = pd.concat(list(map(thresholds, results)), ignore_index=True).drop_duplicates("PARAMCD")
    return tidy(kept.rename(columns={"mcid": "value"}).assign(kind=Kind.VALUE), Besides.THRESHOLDS)


def thresholds(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the changes that matter from result rows: PARAMCD, PARAM, unit and mcid, a row a parameter that has one."""
    declared = rows[rows["mcid"].notna() & rows["PARAMCD"].notna()]
    return declared[["PARAMCD", "PARAM", "unit", "mcid"]].drop_duplicates("PARAMCD")


def by_arm(adsl: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the subjects of each arm, in the order of its categories: that of the file says nothing."""
    for arm, members in adsl.groupby("TRT01P", observed=True):
        yield str(arm), members


def population_rows(adsl: pd.DataFrame, flags: Mapping[str, str]) -> pd.DataFrame:
    """Count each population by arm, as result rows of the analysis `populations`; `flags` gives their labels."""
    rows = [
        {
            "kind": Kind.COUNT,
            "variable": flag,
            "level": label,
            "ARM": arm,
            "count": int((members[flag] == "Y").sum()),
            "total": len(members),
            "percent": 100 * float((members[flag] == "Y").mean()),
        }
        for flag, label in flags.items()
        for arm, members in [*by_arm(adsl), (ALL, adsl[adsl["TRT01P"].notna()])]
    ]
    return tidy(rows, Besides.POPULATIONS)


def event_rows(events: pd.DataFrame, adsl: pd.DataFrame, asked: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Count the subjects with intercurrent events, as result rows of the analysis `subjects_with_events`.

    events: a row a subject and event (USUBJID ICE). asked: of each population flag the events counted in it, and their
    labels. Rows: group the flag, variable the event, level its label.
    """
    rows = [
        {
            "kind": Kind.COUNT,
            "group": flag,
            "variable": event,
            "level": label,
            "ARM": arm,
            "count": int(own.isin(events.loc[events["ICE"] == event, "USUBJID"]).sum()),
            "total": len(own),
        }
        for flag, labels in asked.items()
        for event, label in labels.items()
        for arm, members in [*by_arm(adsl), (ALL, adsl[adsl["TRT01P"].notna()])]
        for own in [members.loc[members[flag] == "Y", "USUBJID"]]
    ]
    return tidy(rows, Besides.EVENTS)


def account_rows(accounts: pd.DataFrame, listing: pd.DataFrame, unscored: Mapping[str, int]) -> pd.DataFrame:
    """Give the accounts of all sources, and the counts of what was listed, as rows of the analysis `accounts`."""
    rows = [
        {
            "kind": Kind.COUNT,
            "variable": account.dataset,
            "level": account_level(account.source, account.unit, what),
            "count": float(getattr(account, column)),
        }
        for account in accounts.itertuples()
        for column, what in COUNTED.items()
        if not (str(account.unit).startswith("rows") and column in OF_VALUES)
    ]
    rows += listed_rows(listing, ["source", "kind", "fate"])
    rows += listed_rows(listing[listing["kind"] == MISSING_CODE], ["source", "kind", "fate", "value"])
    rows += [
        {"kind": Kind.COUNT, "variable": name, "level": NOT_SCORED, "count": float(n)} for name, n in unscored.items()
    ]
    return tidy(rows, Besides.ACCOUNTS)


def listed_rows(listing: pd.DataFrame, by: list[str]) -> list[dict[str, Any]]:
    """Count what was listed of each dataset by these columns."""
    counted = listing.groupby(["dataset", *by], sort=True).size().to_frame("number").reset_index()
    return [
        {
            "kind": Kind.COUNT,
            "variable": found["dataset"],
            "level": account_level(*(found[name] for name in by)),
            "count": found["number"],
        }
        for found in counted.to_dict("records")
    ]


def note_rows(notes: Mapping[str, Any], analysis: str) -> pd.DataFrame:
    """Give every number of an analysis' notes as a row of kind `diagnostic`; variable says where it stands.

    The variable is the path through the notes, e.g. `fits.1.covariance.2.3`; what a record is about is in the keys.
    """
    return tidy([*diagnostics(notes)], analysis)


def diagnostics(notes: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk through the notes of an analysis to their numbers, as rows."""
    yield from ({"kind": Kind.DIAGNOSTIC, **row} for row in numbers(notes, (), {}))


def numbers(value: Any, path: tuple[str, ...], keys: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Walk through notes to their numbers, in the order in which they stand."""
    if isinstance(value, Mapping):
        keys = {**keys, **{name: str(value[name]) for name in NAMED if isinstance(value.get(name), str)}}
        for key, item in value.items():
            yield from numbers(item, (*path, str(key)), keys)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value, start=1):
            yield from numbers(item, (*path, str(position)), keys)
    elif is_number(value):
        yield {**keys, "variable": ".".join(path), "value": float(value)}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def with_addresses(notes: Mapping[str, Any], analysis: str) -> dict[str, Any]:
    """Give notes whose numbers know their address (`ard`) in the analysis results data."""
    replaced: dict[str, Any] = addressed(notes, (identified(row, analysis) for row in diagnostics(notes)))
    return replaced


def addressed(value: Any, ids: Iterator[str]) -> Any:
    """Replace numbers by the same with an address, in the order of `numbers`."""
    if isinstance(value, Mapping):
        return {key: addressed(item, ids) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [addressed(item, ids) for item in value]
    if not is_number(value):
        return value
    number = Whole(value) if isinstance(value, int) else Real(value)
    number.ard = f"{next(ids)}:value"
    return number
