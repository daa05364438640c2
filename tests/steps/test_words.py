"""The words that the steps give to rows, and what the report says of the data."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pandas as pd

from tests.steps.page_walk import walk
from trialstats.steps.words import in_words, of_their_kind

if TYPE_CHECKING:
    from conftest import Finished
    from trialstats.trialfile.trial import Trial


def rows_of(finished: Finished, analysis: str, variable: str) -> pd.DataFrame:
    rows = finished.rows
    return rows[(rows["analysis"] == analysis) & (rows["variable"] == variable).fillna(False).astype(bool)]


def test_covariates_and_populations_have_their_names(finished_tiny: Finished) -> None:
    age = rows_of(finished_tiny, "baseline", "AGE")
    assert set(age["PARAM"]) == {"age"}  # without a label, the column's name
    assert set(age["decimals"]) == {1.0}
    assert set(rows_of(finished_tiny, "subjects", "FASFL")["PARAM"]) == {"Full analysis set"}


def test_a_parameter_at_baseline_keeps_its_own_name(finished_tiny: Finished) -> None:
    assert set(rows_of(finished_tiny, "baseline", "PAIN")["PARAM"]) == {"Pain"}


def test_tables_say_the_population_and_the_results_its_flag(finished_tiny: Finished) -> None:
    assert "Population: Full analysis set<" in finished_tiny.tables["summary"]
    ard = finished_tiny.ard
    assert set(ard.loc[ard["analysis"] == "summary", "population"]) == {"FASFL"}
    assert set(ard.loc[ard["analysis"] == "baseline", "population"]) == {"ITTFL"}
    assert set(ard.loc[ard["analysis"] == "summary", "role"]) == {"description"}


def test_who_is_missing_stands_in_table_and_results(finished_tiny: Finished) -> None:
    held = finished_tiny.ard.set_index("id")["stat"]
    assert held["summary/summary/PAIN/AVAL/Week 4/Sham:missing"] == 1
    assert held["summary/summary/PAIN/AVAL/Week 4/Laser:missing"] == 0
    assert 'data-ard="summary/summary/PAIN/AVAL/Week 4/Sham:missing">1<' in finished_tiny.tables["summary"]


def test_a_coded_result_stands_in_table_and_results_and_is_not_missing(finished_tiny: Finished) -> None:
    held = finished_tiny.ard.set_index("id")["stat"]
    coded = "summary/count/STIFF/AVAL/Week 8/Sham/AVALC/NOT DONE:count"
    assert held[coded] == 1
    assert held["summary/summary/STIFF/AVAL/Week 8/Sham:missing"] == 0
    assert f'data-ard="{coded}">1<' in finished_tiny.tables["summary"]


def test_the_report_counts_codes_and_scores_that_could_not_be_computed(finished_tiny: Finished) -> None:
    said = {text.ard: text.words for text in walk(finished_tiny.report) if text.ard}
    assert said["accounts/count/adpain/vas values coded:count"] == "1"
    assert said["accounts/count/adpain/vas values in:count"] == "36"
    assert said["accounts/count/adpain/vas values used:count"] == "34"
    assert said["accounts/count/adpain/vas values listed:count"] == "2"
    assert said["accounts/count/adpain/vas out_of_range exclude:count"] == "1"
    assert said["accounts/count/adpain/vas outside_window keep:count"] == "1"
    unscored = said["accounts/count/adqs/not scored:count"]
    assert int(unscored) >= 1
    assert "populations/count/Laser/FASFL/Full analysis set:count" in said


def test_the_report_says_which_encoding_was_guessed(finished_tiny: Finished) -> None:
    assert "data/events.csv: its encoding is not declared; it was taken to be cp1252." in finished_tiny.report
    assert "data/vas.csv: its encoding" not in finished_tiny.report


def test_diagnostics_are_results_too(finished_tiny: Finished) -> None:
    ard = finished_tiny.ard
    fits = ard[(ard["analysis"] == "repeated") & (ard["kind"] == "diagnostic")].set_index("variable")
    assert {"fits.1.loglik", "fits.1.aic", "fits.1.n_subjects", "fits.1.covariance.1.2", "records.used"} <= set(
        fits.index
    )
    assert fits.loc["fits.1.loglik", "PARAMCD"] == "PAIN"
    assert fits.loc["fits.1.covariance.1.2", "stat"] == fits.loc["fits.1.covariance.2.1", "stat"]


def test_tables_of_estimates_say_how_they_were_made(finished_tiny: Finished) -> None:
    notes = " ".join(text.words for text in walk(finished_tiny.report) if "tfoot" in text.inside)
    mixed = "Linear mixed model by restricted"
    for words in ("residual degrees of freedom", "Kenward-Roger", mixed, "Hedges g", "Model: CHG ~ TRT01P"):
        assert words in notes


def test_a_row_has_the_unit_and_direction_of_its_kind() -> None:
    rows = pd.DataFrame(
        {
            "kind": ["difference", "risk_difference", "ratio", "cost"],
            "measure": ["CHG", "CHG", "RATIO", None],
            "unit": ["mm", "mm", "mm", "EUR"],
            "better": ["lower"] * 4,
        }
    ).astype("string")
    given = pd.Series([None, None, None, "EUR"], dtype="string")
    made = of_their_kind(rows.assign(mcid=10.0), given)
    assert made["unit"].fillna("").tolist() == ["mm", "", "ratio", "EUR"]
    assert made["better"].fillna("").tolist() == ["lower", "", "lower", "lower"]
    assert made["mcid"].tolist() == [10.0] * 4


def test_percentages_of_baseline_are_in_percent_and_not_in_the_unit_of_the_value() -> None:
    """The mean improvement in percent (AREA), a percent change, and what has a unit of its own."""
    rows = pd.DataFrame(
        {
            "kind": ["summary", "difference", "slope", "area_difference", "difference", "effect_size", "count"],
            "measure": ["PCHG", "PCHG", "PCHG", "PCHG", "CHG", "PCHG", "PCHG"],
            "variable": ["AREA", None, None, None, None, None, "STATUS"],
            "unit": ["mm", "mm", "% per session", "mm", "mm", "mm", "mm"],
            "better": ["lower"] * 7,
        }
    ).astype("string")
    given = pd.Series([None, None, "% per session", None, None, None, None], dtype="string")
    made = of_their_kind(rows.assign(mcid=10.0), given)
    assert made["unit"].fillna("").tolist() == ["%", "%", "% per session", "percentage points", "mm", "", ""]
    # A change of 10 mm matters; one of 10 % was never said to.
    assert made["mcid"].isna().tolist() == [True, True, True, True, False, True, True]


def test_a_trend_is_per_unit_of_dose() -> None:
    rows = pd.DataFrame({"kind": ["trend"], "measure": ["CHG"], "unit": ["mm"], "better": ["lower"]}).astype("string")
    made = of_their_kind(rows.assign(mcid=10.0), pd.Series([None], dtype="string"))
    assert made["unit"].tolist() == ["mm per unit of dose"]


def test_reasons_name_coefficients_as_people_do() -> None:
    site = SimpleNamespace(label="Site", column="s", unit=None, decimals=1)
    trial = cast("Trial", SimpleNamespace(populations={}, covariates={"SITEID": site}))
    reason = "these 3 records cannot tell TRT01P[T.Low dose], SITEID[T.102], AVISIT[T.Week 4]:X from the others"
    assert in_words(reason, trial) == (
        "these 3 records cannot tell arm Low dose, Site 102, visit Week 4:X from the others"
    )
