"""The first period of a crossover trial (Dinat et al., PLoS One 2015;10:e0126297; data CC BY 4.0) as parallel groups.

Its file ends lines with a bare carriage return, and has the visits side by side. The paper analyses both periods, so
the truths here are the data's own, computed from the file by other means.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.plan.layout import Layout

pytestmark = pytest.mark.xdist_group("trials")

LAYOUT = Layout("dinat2015")


@pytest.fixture(scope="module")
def first_period(dinat2015: Path) -> list[dict[str, str]]:
    text = (dinat2015 / "data" / "dinat2015" / "xoverBOCF.csv").read_bytes().decode()
    assert "\n" not in text.replace("\r\n", "\r")
    return [row for row in csv.DictReader(text.splitlines()) if row["Period"] == "1"]


def test_the_second_period_is_left_out_and_counted(dinat2015: Path, first_period: list[dict[str, str]]) -> None:
    accounts = pd.read_parquet(dinat2015 / LAYOUT.accounts("adpain")).set_index("unit")
    assert len(first_period) == 124
    assert accounts.loc["rows", ["n_in", "n_used", "n_listed"]].tolist() == [248, 124, 124]
    assert accounts.loc["values", ["n_in", "n_used", "n_listed"]].tolist() == [372, 372, 0]


def test_the_report_says_that_it_is_one_period_of_a_crossover(dinat2015: Path) -> None:
    report = (dinat2015 / LAYOUT.report).read_text("utf-8")
    assert "One period of a crossover trial" in report
    for table in (dinat2015 / LAYOUT.top / "tables").glob("*.html"):
        assert "One period of a crossover trial" in table.read_text("utf-8")


def test_means_are_those_of_the_file(dinat2015: Path, first_period: list[dict[str, str]]) -> None:
    rows = pd.read_parquet(dinat2015 / LAYOUT.rows("pain_descriptive"))
    for arm, code in (("Amitriptyline", "A"), ("Placebo", "P")):
        change = [int(r["Time3"]) - int(r["Time1"]) for r in first_period if r["Treatment"] == code]
        keys = (rows["ARM"] == arm) & (rows["measure"] == "CHG") & (rows["AVISIT"] == "Week 6")
        row = rows[keys].iloc[0]
        assert (row["n"], row["mean"]) == (len(change), pytest.approx(np.mean(change)))
        assert row["sd"] == pytest.approx(np.std(change, ddof=1))


def test_the_difference_is_that_of_least_squares(dinat2015: Path, first_period: list[dict[str, str]]) -> None:
    rows = pd.read_parquet(dinat2015 / LAYOUT.rows("pain_ancova"))
    row = rows[(rows["kind"] == "difference") & (rows["AVISIT"] == "Week 6")].iloc[0]
    columns = [[1.0, float(r["Treatment"] == "A"), float(r["Time1"]), float(r["ARV"] == "Yes")] for r in first_period]
    outcome = [float(r["Time3"]) - float(r["Time1"]) for r in first_period]
    x, y = np.array(columns), np.array(outcome)
    coefficients, squares, *_ = np.linalg.lstsq(x, y)
    variance = squares[0] / (len(y) - 4) * np.linalg.inv(x.T @ x)[1, 1]
    assert (row["estimate"], row["df"]) == (pytest.approx(coefficients[1]), 120)
    assert row["std_error"] == pytest.approx(np.sqrt(variance))


@pytest.mark.parametrize("percent", [30, 50])
@pytest.mark.parametrize(("arm", "code"), [("Amitriptyline", "A"), ("Placebo", "P")])
def test_responders_are_those_of_the_file(
    dinat2015: Path, first_period: list[dict[str, str]], arm: str, code: str, percent: int
) -> None:
    own = [(int(r["Time1"]), int(r["Time3"])) for r in first_period if r["Treatment"] == code]
    expected = sum(100 * (before - after) >= percent * before for before, after in own)  # whole numbers: exact
    rows = pd.read_parquet(dinat2015 / LAYOUT.rows("pain_responders"))
    found = rows[(rows["kind"] == "proportion") & rows["variable"].isna() & (rows["ARM"] == arm)]
    found = found[found["group"] == f"At least {percent}% improvement"]
    assert (found["count"].item(), found["total"].item()) == (expected, len(own))
    curve = pd.read_parquet(dinat2015 / LAYOUT.rows("pain_curve"))
    point = curve[(curve["kind"] == "point") & (curve["ARM"] == arm) & (curve["level"] == f"{percent}%")]
    assert point["count"].item() == expected
