"""Variables that stand for one another: texts and their numbers, parameters and their codes, treatments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Dataset, Folder

__all__ = ["CHECKS"]

PERIOD_TREATMENT = re.compile(r"TRT\d\d([PA])")
CODE = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")


@check("numbered", "A text and its number (SEX and SEXN) stand for one another", "AD0092", "AD0093")
def numbered(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in dataset.names:
            number = f"{name}N"
            if dataset.has(number) and dataset.is_text(name) and dataset.is_number(number):
                within = ["PARAMCD"] if name == "AVISIT" and dataset.is_bds else []
                if name != "PARAM":
                    yield from one_to_one(dataset, name, number, within)


@check("parameters", "PARAMCD, PARAM and PARAMN stand for one another", "AD0146", "AD0147")
def parameters(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.bds:
        for name in filter(dataset.has, ("PARAM", "PARAMN")):
            yield from one_to_one(dataset, "PARAMCD", name)


@check("codes", "PARAMCD has up to 8 capital letters, digits and underscores, and begins with no digit")
def codes(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.bds:
        for code in dataset.frame["PARAMCD"].dropna().astype(str).unique():
            if not CODE.fullmatch(code):
                yield Finding(dataset.name, "PARAMCD", f"{code} is no code of ADaM")
        yield from at_rows(dataset, "PARAMCD", dataset.frame["PARAMCD"].isna(), "is blank")


@check("results", "Within a parameter AVAL and AVALC, where both are there, stand for one another", "AD0149", "AD0150")
def results(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.bds:
        if dataset.has("AVAL", "AVALC"):
            yield from one_to_one(dataset, "AVAL", "AVALC", ["PARAMCD"], both=True)


@check("treatments", "Treatments of records are treatments of their subject in ADSL")
def treatments(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is None:
        return
    for dataset in folder.others:
        for name in filter(dataset.has, ("TRTP", "TRTA")):
            known = [
                one for one in folder.adsl.names if (hit := PERIOD_TREATMENT.fullmatch(one)) and hit[1] == name[-1]
            ]
            if not known:
                continue
            of_subject = pd.concat([folder.of_subject(one, dataset) for one in known], axis=1)
            own = dataset.frame[name]
            wrong = own.notna() & ~of_subject.eq(own, axis=0).any(axis=1)
            yield from at_rows(dataset, name, wrong, own.astype(str) + f": not among {', '.join(known)} of ADSL")


def one_to_one(
    dataset: Dataset, one: str, other: str, within: Sequence[str] = (), *, both: bool = False
) -> Iterator[Finding]:
    """Give a finding for each value that stands beside several of another variable.

    both: whether rows count in which both are there, and otherwise those in which either is.
    """
    keys = [*within, one, other]
    found = dataset.frame[keys]
    found = found.dropna(subset=[one, other], how="any" if both else "all")
    pairs = found.astype("object").where(found.notna(), "blank").drop_duplicates()
    for left, right in ((one, other), (other, one)):
        for key, own in pairs.groupby([*within, left], sort=True)[right]:
            if len(own) > 1:
                *where, value = key if isinstance(key, tuple) else (key,)
                of = f" of {where[0]}" if where else ""
                values = ", ".join(sorted(map(str, own))[:4]) + (" ..." if len(own) > 4 else "")
                yield Finding(dataset.name, left, f"{left} {value}{of} stands beside {len(own)} {right}: {values}")


CHECKS = (numbered, parameters, codes, results, treatments)
