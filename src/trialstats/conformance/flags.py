"""Flags: their values, and their numeric twins."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Folder
from trialstats.conformance.subjects import POPULATIONS

__all__ = ["CHECKS"]

# Flags of records, which are Y or blank: of baseline, of analyses, of first occurrences, of treatment.
OF_RECORD = re.compile(r"ABLFL|ANL\d\dFL|AOCC\w*FL|\w+RFL|LVOTFL|ONTRTFL|TRTEMFL")


@check("flags", "Flags are Y, N or blank", "AD0005")
def flags(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in (name for name in dataset.names if name.endswith("FL")):
            values = dataset.frame[name]
            yield from at_rows(dataset, name, values.notna() & ~values.isin(["Y", "N"]), "is not Y, N or blank")


@check("populations", "Population flags of ADSL are Y or N of every subject", "AD0019")
def populations(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is not None:
        for name in filter(folder.adsl.has, POPULATIONS):
            yield from at_rows(folder.adsl, name, folder.adsl.frame[name].isna(), "is blank")


@check("record_flags", "Flags of records are Y or blank")
def record_flags(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.others:
        for name in filter(OF_RECORD.fullmatch, dataset.names):
            values = dataset.frame[name]
            yield from at_rows(dataset, name, values.notna() & values.ne("Y"), "is not Y or blank")


@check("twins", "A numeric flag is 1 where its flag is Y, 0 where it is N", "AD0006", "AD0010", "AD0011", "AD0012")
def twins(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in (name for name in dataset.names if name.endswith("FN") and dataset.has(f"{name[:-1]}L")):
            flag = dataset.frame[f"{name[:-1]}L"].map({"Y": 1.0, "N": 0.0})
            number = pd.to_numeric(dataset.frame[name], errors="coerce")
            same = (flag == number) | (flag.isna() & number.isna())
            yield from at_rows(dataset, name, ~same, f"does not agree with {name[:-1]}L")


@check("lone_twins", "A numeric flag stands beside its flag", "AD0007")
def lone_twins(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in (name for name in dataset.names if name.endswith("FN") and not dataset.has(f"{name[:-1]}L")):
            yield Finding(dataset.name, name, f"stands without {name[:-1]}L")


@check("population_twins", "Population flags of ADSL have numeric twins", severity="warning")
def population_twins(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is not None:
        for name in filter(folder.adsl.has, POPULATIONS):
            if not folder.adsl.has(f"{name[:-1]}N"):
                yield Finding("ADSL", name, f"has no {name[:-1]}N")


CHECKS = (flags, populations, record_flags, twins, lone_twins, population_twins)
