"""ADSL, and what other datasets have of it."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Folder

__all__ = ["CHECKS"]

REQUIRED = ("STUDYID", "USUBJID", "SUBJID")
EXPECTED = ("SITEID", "AGE", "AGEU", "SEX", "RACE", "ARM")
PLANNED = ("TRT01P", "TRTSEQP")
POPULATIONS = ("FASFL", "SAFFL", "ITTFL", "PPROTFL", "COMPLFL", "RANDFL", "ENRLFL")


@check("adsl", "There is a dataset of subjects, ADSL", "AD0001")
def adsl(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is None:
        yield Finding("ADSL", "", "is not there")


@check("adsl_rows", "ADSL has one row a subject")
def adsl_rows(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is not None and folder.adsl.has("USUBJID"):
        again = folder.adsl.frame["USUBJID"].duplicated()
        yield from at_rows(folder.adsl, "USUBJID", again, "has another row")


@check("required", "Variables that ADaM requires are there", "AD0047")
def required(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is not None:
        own = folder.adsl
        for name in (name for name in REQUIRED if not own.has(name)):
            yield Finding("ADSL", name, "is not there")
        if not any(map(own.has, PLANNED)):
            yield Finding("ADSL", "TRT01P", "is not there, nor TRTSEQP")
        if not any(map(own.has, POPULATIONS)):
            yield Finding("ADSL", "", f"has no population flag ({', '.join(POPULATIONS)})")
    for dataset in folder.others:
        wanted = ["STUDYID", "USUBJID", *(["PARAM"] if dataset.is_bds else [])]
        for name in (name for name in wanted if not dataset.has(name)):
            yield Finding(dataset.name, name, "is not there")
        if dataset.is_bds and not (dataset.has("AVAL") or dataset.has("AVALC")):
            yield Finding(dataset.name, "AVAL", "is not there, nor AVALC")
        if dataset.is_bds and not (dataset.has("TRTP") or dataset.has("TRTA")):
            yield Finding(dataset.name, "TRTP", "is not there, nor TRTA")


@check("expected", "ADSL has the variables of subjects that ADaM expects of every trial", severity="warning")
def expected(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is not None:
        for name in (name for name in EXPECTED if not folder.adsl.has(name)):
            yield Finding("ADSL", name, "is not there")


@check("strangers", "Subjects of all datasets are in ADSL")
def strangers(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is None:
        return
    known = set(folder.adsl.frame["USUBJID"])
    for dataset in (one for one in folder.others if one.has("USUBJID")):
        yield from at_rows(dataset, "USUBJID", ~dataset.frame["USUBJID"].isin(known), "is not in ADSL")


@check("as_in_adsl", "What a dataset has of ADSL is what ADSL has")
def as_in_adsl(folder: Folder) -> Iterator[Finding]:
    if folder.adsl is None:
        return
    for dataset in (one for one in folder.others if one.has("USUBJID")):
        for name in (name for name in dataset.names if folder.adsl.has(name) and name != "USUBJID"):
            theirs, own = folder.of_subject(name, dataset), dataset.frame[name]
            known = dataset.frame["USUBJID"].isin(folder.adsl.frame["USUBJID"])
            wrong = known & ~((theirs == own) | (theirs.isna() & own.isna())).fillna(False).astype(bool)
            yield from at_rows(dataset, name, wrong, own.astype("object").map(lambda value: f"{value}: not as in ADSL"))


@check("aseq", "A sequence number stands for one record of its subject")
def aseq(folder: Folder) -> Iterator[Finding]:
    for dataset in (one for one in folder.others if one.has("USUBJID", "ASEQ")):
        again = dataset.frame["ASEQ"].isna() | dataset.frame.duplicated(["USUBJID", "ASEQ"])
        yield from at_rows(dataset, "ASEQ", again, "is missing, or another record's too")


CHECKS = (adsl, adsl_rows, required, expected, strangers, as_in_adsl, aseq)
