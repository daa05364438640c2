"""Baselines and changes from them, and which record of a visit is analysed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Dataset, Folder

__all__ = ["CHECKS"]

PART = 1e-8  # of the larger of two numbers, by which they may differ and be the same
ANALYSED = re.compile(r"ANL\d\dFL")


def keys(dataset: Dataset) -> list[str]:
    """Name what a baseline is of."""
    return ["USUBJID", "PARAMCD", *(["BASETYPE"] if dataset.has("BASETYPE") else [])]


def far(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell which numbers differ by more than their last digits."""
    left, right = one.astype("float64"), other.astype("float64")
    size = np.maximum(np.maximum(left.abs(), right.abs()), 1.0)
    return (left - right).abs() > PART * size


def at_baseline(dataset: Dataset) -> pd.Series:
    """Give each row AVAL of the record that is its baseline, where there is one."""
    own = dataset.frame[dataset.frame["ABLFL"].eq("Y")].drop_duplicates(keys(dataset))
    value = own.set_index(keys(dataset))["AVAL"]
    wanted = pd.MultiIndex.from_frame(dataset.frame[keys(dataset)])
    return pd.Series(value.reindex(wanted).to_numpy(dtype="float64"), index=dataset.frame.index)


@check("one_baseline", "A subject has one baseline record of a parameter (and BASETYPE)")
def one_baseline(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("ABLFL")):
        own = dataset.frame["ABLFL"].eq("Y")
        again = own & dataset.frame[own].duplicated(keys(dataset)).reindex(dataset.frame.index, fill_value=False)
        yield from at_rows(dataset, "ABLFL", again, "is Y of another record of subject and parameter too")


@check("base", "BASE is AVAL of the baseline record")
def base(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("ABLFL", "AVAL", "BASE")):
        value = at_baseline(dataset)
        told = dataset.frame["BASE"].where(has_baselines(dataset))
        wrong = told.notna() & (value.isna() | far(told, value))
        yield from at_rows(dataset, "BASE", wrong, "is not AVAL of the record with ABLFL = Y")


@check("base_record", "A parameter that has BASE has baseline records", severity="warning")
def base_record(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("ABLFL", "BASE")):
        without = dataset.frame[dataset.frame["BASE"].notna() & ~has_baselines(dataset)]
        by_source: dict[str, list[str]] = {}
        for code, own in without.groupby("PARAMCD", sort=False):
            by_source.setdefault(source_of(own, dataset), []).append(str(code))
        for source, codes in by_source.items():
            have = "have" if len(codes) > 1 else "has"
            whose = f", which is BASE of {source} of every subject" if source else ""
            yield Finding(dataset.name, "BASE", f"{', '.join(codes)} {have} no record with ABLFL = Y, and BASE{whose}")


def source_of(own: pd.DataFrame, dataset: Dataset) -> str:
    """Name the first parameter with baseline records whose BASE a parameter without has, of all subjects; or none."""
    told = dataset.frame[dataset.frame["BASE"].notna() & has_baselines(dataset)]
    by = [name for name in keys(dataset) if name != "PARAMCD"]
    wanted = pd.MultiIndex.from_frame(own[by])
    for code, other in told.groupby("PARAMCD", sort=False):
        first = other.drop_duplicates(by)
        base = first["BASE"].set_axis(pd.MultiIndex.from_frame(first[by])).reindex(wanted).set_axis(own.index)
        if base.notna().all() and not far(base, own["BASE"]).any():
            return str(code)
    return ""


def has_baselines(dataset: Dataset) -> pd.Series[bool]:
    """Tell which rows are of a parameter that has baseline records."""
    return dataset.frame["PARAMCD"].isin(dataset.frame.loc[dataset.frame["ABLFL"].eq("Y"), "PARAMCD"])


@check("base_everywhere", "BASE is the same on all records of a subject and parameter that have one")
def base_everywhere(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("BASE")):
        told = dataset.frame.dropna(subset="BASE")
        several = told.groupby(keys(dataset))["BASE"].transform("nunique").gt(1)
        yield from at_rows(dataset, "BASE", several.reindex(dataset.frame.index, fill_value=False), "is not one value")


@check("change", "CHG is AVAL - BASE")
def change(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("CHG", "AVAL", "BASE")):
        frame = dataset.frame
        wrong = frame["CHG"].notna() & ~(far(frame["CHG"], frame["AVAL"] - frame["BASE"]).eq(False))
        absent = frame["CHG"].notna() & (frame["AVAL"].isna() | frame["BASE"].isna())
        yield from at_rows(dataset, "CHG", wrong | absent, "is not AVAL - BASE")


@check("percent_change", "PCHG is 100 x (AVAL - BASE) / BASE")
def percent_change(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("PCHG", "AVAL", "BASE")):
        frame = dataset.frame
        right = 100 * (frame["AVAL"] - frame["BASE"]) / frame["BASE"].where(frame["BASE"] != 0)
        wrong = frame["PCHG"].notna() & (right.isna() | far(frame["PCHG"], right))
        yield from at_rows(dataset, "PCHG", wrong, "is not 100 x (AVAL - BASE) / BASE")


@check("one_analysed", "Of a subject, parameter and visit one record has ANLzzFL = Y")
def one_analysed(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("AVISIT")):
        for name in filter(ANALYSED.fullmatch, dataset.names):
            own = dataset.frame[name].eq("Y") & dataset.frame["AVISIT"].notna()
            # ANL02FL and so on may choose records of several derivations, which DTYPE tells apart.
            apart = ["DTYPE"] if name != "ANL01FL" and dataset.has("DTYPE") else []
            at = [*keys(dataset), "AVISIT", *apart]
            again = own & dataset.frame[own].duplicated(at).reindex(dataset.frame.index, fill_value=False)
            yield from at_rows(dataset, name, again, "is Y of another record of subject, parameter and visit too")


@check("carried", "A value that stands at several visits with one date has a DTYPE", severity="warning")
def carried(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.bds if one.has("AVISIT", "ADT", "AVAL") and not one.has("CNSR")):
        frame = dataset.frame.dropna(subset=["AVISIT", "ADT", "AVAL"])
        frame = frame[frame["DTYPE"].isna()] if "DTYPE" in frame else frame
        again = frame.duplicated(["USUBJID", "PARAMCD", "ADT", "AVAL"])
        visits = frame.duplicated(["USUBJID", "PARAMCD", "ADT", "AVAL", "AVISIT"])
        wrong = (again & ~visits).reindex(dataset.frame.index, fill_value=False)
        yield from at_rows(dataset, "DTYPE", wrong, "is blank, and value and day are those of another visit")


CHECKS = (one_baseline, base, base_record, base_everywhere, change, percent_change, one_analysed, carried)
