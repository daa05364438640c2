"""A crossover trial from its raw files, through `check`, to its numbers and its page; and the example of the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests import crossover_trial as cross
from tests.in_process import run_steps
from tests.tiny import call
from trialstats.engines.crossover import fit_random
from trialstats.io.artefacts import read_artefact
from trialstats.methods.shared.occurrences.events import DAYS_UNDER, PERIODS
from trialstats.steps.crossover import joined
from trialstats.trialfile.load import load_trial

ROOT = Path(__file__).resolve().parents[3]
ANALYSES = """\
analyses:
  pain: {method: crossover, estimand: primary, role: primary, baseline: split}
  creatinine: {method: crossover, dataset: adpain, population: ITTFL, parameters: CREAT, value: AVAL, scale: log,
    alpha: 0.1}
  better: {method: crossover_binary, dataset: adpain, population: ITTFL, parameters: PAIN, value: CHG,
    event: {at_most: -15}, desirable: true}
displays: standard
hypotheses:
  alpha: 0.05
  nodes:
    pain: {estimand: primary, weight: 1}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("cross")
    cross.write(folder, cross.with_sessions() + ANALYSES)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        checked = call("check", "cross")
        assert checked.code == 0, checked.err
        layout = run_steps("cross")
        names = ("pain", "creatinine", "better", "disposition", "adae", "adex", "adcm")
        rows = {name: read_artefact(layout.rows(name)) for name in names}
        page = layout.report.read_text("utf-8")
        shown = ("primary", "creatinine", "better", "adex", "adcm")
        tables = {name: layout.table(name, "html").read_text("utf-8") for name in shown}
        figure = json.loads(layout.figure("adae_terms", "json").read_text("utf-8"))["alt"]
    return Made(rows, page, tables, figure)


class Made:
    def __init__(self, rows: dict[str, pd.DataFrame], page: str, tables: dict[str, str], figure: str) -> None:
        self.rows, self.page, self.tables, self.figure = rows, page, tables, figure

    def row(self, analysis: str, **keys: str | None) -> pd.Series:
        found = self.rows[analysis]
        for key, value in keys.items():
            found = found[found[key].isna() if value is None else found[key].eq(value).fillna(False).astype(bool)]
        assert len(found) == 1, found["id"].tolist()
        return found.iloc[0]


def frame() -> pd.DataFrame:
    """The raw values as the engine takes them."""
    rows = []
    for (subject, period), (before, after, creatinine) in cross.values().items():
        first = subject in cross.DRUG_FIRST
        treatment = "Drug" if first == (period == 1) else "Placebo"
        rows.append((subject, "DP" if first else "PD", period, treatment, float(after), float(before), creatinine))
    columns = ["subject", "sequence", "period", "treatment", "y", "base", "creatinine"]
    made = pd.DataFrame(rows, columns=columns)
    return made.assign(treatment=pd.Categorical(made["treatment"], ["Placebo", "Drug"]))


def test_the_model_is_that_of_the_raw_values(made: Made) -> None:
    data = frame()
    mean = data.groupby("subject")["base"].transform("mean")
    fit = fit_random(data.assign(mean=mean, within=data["base"] - mean), covariates=["mean", "within"])
    expected = fit.differences(0.95)["Drug", "Placebo"]
    found = made.row("pain", kind="difference", group=None)
    assert (found["AVISIT"], found["n"]) == ("Week 4", 11)
    for key in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high"):
        assert found[key] == pytest.approx(expected[key], rel=1e-9), key
    for arm, mean_row in fit.means(0.95).items():
        assert made.row("pain", kind="lsmean", ARM=arm)["estimate"] == pytest.approx(mean_row["estimate"], rel=1e-9)


def test_logarithms_are_told_as_ratios(made: Made) -> None:
    """Subject 012's second value is below the limit of the assay, and has no number."""
    data = frame()
    data = data[~((data["subject"] == cross.BELOW[0]) & (data["period"] == cross.BELOW[1]))]
    fit = fit_random(data.assign(y=np.log(data["creatinine"])))
    expected = fit.differences(0.9)["Drug", "Placebo"]
    found = made.row("creatinine", kind="ratio")
    for key in ("estimate", "conf_low", "conf_high"):
        assert found[key] == pytest.approx(np.exp(expected[key]), rel=1e-9)
    assert (found["conf_level"], found["unit"]) == (0.9, "ratio")
    spread = made.row("creatinine", variable="SD within subjects")
    assert spread["cv"] == pytest.approx(100 * np.sqrt(np.exp(fit.within_sd**2) - 1), rel=1e-9)
    counts = made.rows["creatinine"].query("kind == 'beyond_limit'").set_index("ARM")["count"]
    assert counts.to_dict() == {"Drug": 0, "Placebo": 1}


def test_yes_or_no_counts_the_raw_values(made: Made) -> None:
    data = frame()
    yes = data["y"] - data["base"] <= -15
    for arm in ("Drug", "Placebo"):
        for period in (1, 2):
            own = yes[(data["treatment"] == arm) & (data["period"] == period)]
            row = made.row("better", kind="count", ARM=arm, group=f"Period {period}")
            assert (row["count"], row["total"]) == (own.sum(), len(own))
    pairs = made.rows["better"].query("kind == 'count' and ARM.isna()")
    assert pairs["count"].sum() == 10


def test_people_are_counted_by_sequence_and_events_by_treatment(made: Made) -> None:
    randomised = made.rows["disposition"].query("variable == 'RAND'").set_index("ARM")["count"]
    assert randomised.to_dict() == {"Drug then placebo": 6, "Placebo then drug": 5, "All": 11}
    events = made.rows["adae"].query("kind == 'count' and variable == 'ANY' and group.isna() and level.isna()")
    shown = events.set_index("ARM")[["count", "total", "events"]]
    assert shown.loc["Drug"].tolist() == [2, 11, 2]
    assert shown.loc["Placebo"].tolist() == [2, 10, 2]
    assert not made.rows["adae"]["kind"].eq("risk_difference").any()


def test_rates_are_per_time_under_each_treatment(made: Made) -> None:
    """By hand. The first period is of 56 days with its wash-out, of subject 005, who has no second, of 29; the second
    of 30: under the drug 5 x 56 + 29 + 5 x 30 = 459 days, under the placebo 5 x 56 + 5 x 30 = 430.

    First events under the drug on days 14 (of 001) and 45 (of 003) of 56, under the placebo on 9 of 56 and 18 of 30.
    """
    days = {"Drug": 459 - (56 - 14) - (56 - 45), "Placebo": 430 - (56 - 9) - (30 - 18)}
    for arm, at_risk in days.items():
        rate = made.row("adae", kind="rate", ARM=arm, variable="ANY", group=None)
        assert rate["estimate"] == pytest.approx(100 * 365.25 * 2 / at_risk, rel=1e-12), arm
    courses = {"Drug": (3, 459), "Placebo": (1, 430)}
    for arm, (number, time) in courses.items():
        rate = made.row("adcm", kind="rate", ARM=arm, variable="COURSES")
        assert rate["estimate"] == pytest.approx(100 * 365.25 * number / time, rel=1e-12), arm
    assert not made.rows["adcm"]["kind"].isin(["risk_difference", "rate_ratio", "rank_test"]).any()
    assert "against" not in made.tables["adcm"]
    assert "The percentage of subjects under each treatment" in made.figure


def test_sessions_are_of_the_treatment_of_their_period(made: Made) -> None:
    """Four a period, of period 2 without the last `subject modulo 4`; 002 had a fifth in the wash-out of period 1."""
    attended: dict[str, list[int]] = {"Drug": [], "Placebo": []}
    for subject, period in cross.values():
        number = 4 - (int(subject) % 4 if period == 2 else 0) + (subject == "002" and period == 1)
        attended["Drug" if (subject in cross.DRUG_FIRST) == (period == 1) else "Placebo"].append(number)
    for arm, own in attended.items():
        row = made.row("adex", kind="summary", ARM=arm, variable="SESSIONS")
        assert (row["n"], row["total"]) == (len(own), len(own))
        assert row["mean"] == pytest.approx(np.mean(own), rel=1e-12)
        assert row["sd"] == pytest.approx(np.std(own, ddof=1), rel=1e-12)
        assert made.row("adex", kind="count", ARM=arm, variable="EVENTS")["events"] == sum(own)
        last = made.rows["adex"].query("kind == 'point' and ARM == @arm").iloc[-1]
        assert last["mean"] == pytest.approx(sum(own) / len(own), rel=1e-12)
    # 29 days in a first period, 30 in a second.
    assert made.row("adex", kind="summary", ARM="Drug", variable="DAYS")["mean"] == pytest.approx(
        (6 * 29 + 5 * 30) / 11
    )
    assert made.row("adex", kind="summary", ARM="Placebo", variable="DAYS")["mean"] == pytest.approx(29.5)
    assert "by treatment received (a subject stands under each that it had)" in made.tables["adex"]


def test_who_began_each_period_is_counted_by_sequence(made: Made) -> None:
    began = made.rows["disposition"].query("variable == 'PERIOD'").set_index(["level", "ARM"])["count"]
    assert began["Period 1"].to_dict() == {"Drug then placebo": 6, "Placebo then drug": 5, "All": 11}
    assert began["Period 2"].to_dict() == {"Drug then placebo": 5, "Placebo then drug": 5, "All": 10}


def test_a_treatment_of_several_periods_has_one_time_where_nothing_lies_between() -> None:
    """Subject 1 has the drug in periods 1 and 2 without a gap, 2 with another treatment between, 3 without an end."""
    day = pd.to_datetime("2024-01-01") + pd.to_timedelta(range(100), unit="D")
    periods = pd.DataFrame(
        {
            "USUBJID": list("123123"),
            "TRT01P": ["Drug"] * 6,
            "APERSDT": [day[0], day[0], day[0], day[28], day[56], day[28]],
            "APEREDT": [day[27], day[27], day[27], day[55], day[83], pd.NaT],
            DAYS_UNDER: [20.0, 20.0, 20.0, 21.0, 22.0, None],
            PERIODS: 1.0,
        }
    )
    made = joined(periods).set_index("USUBJID")
    assert made[PERIODS].tolist() == [2, 2, 2]
    assert made.loc["1", ["APERSDT", "APEREDT"]].tolist() == [day[0], day[55]]
    assert made.loc["2", ["APERSDT", "APEREDT"]].isna().all()
    assert pd.isna(made.loc["3", "APEREDT"])
    assert made[DAYS_UNDER].fillna(-1).tolist() == [41, 42, -1]


def test_the_page_answers_the_question(made: Made) -> None:
    words = " ".join(re.sub("<[^>]*>", " ", made.page).split())
    assert "At Week 4, the pain had an LS mean of" in words
    assert "Drug then placebo" in words
    assert "Subjects with one period: 1, used between subjects." in made.tables["primary"]
    assert "the three cannot be told apart" in made.tables["primary"]
    assert "Geometric mean" in made.tables["creatinine"]
    assert "Ratio to Placebo" in made.tables["creatinine"]
    assert "CV within subjects (%)" in made.tables["creatinine"]
    assert "Mainland-Gart, exact (Fisher)" in made.tables["better"]


def test_the_example_of_the_docs_is_this_trial(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"^```yaml\n(.*?)^```$", (ROOT / "docs/crossover.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    start = cross.TRIAL.index("subjects:\n  source"), cross.TRIAL.index("covariates:")
    around = cross.TRIAL[: start[0]] + cross.TRIAL[start[1] :]
    path = tmp_path / "example.yaml"
    path.write_text(around + "\n" + example, "utf-8")
    trial = load_trial(path)
    assert trial.timepoints == {"Week 4": ("Week 4, period 1", "Week 4, period 2")}
    assert {"pain", "response"} <= set(trial.analyses)
