"""A crossover trial from its raw files, through `check`, to its numbers and its page; and the example of the docs."""

from __future__ import annotations

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
    cross.write(folder, cross.TRIAL + ANALYSES)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        checked = call("check", "cross")
        assert checked.code == 0, checked.err
        layout = run_steps("cross")
        names = ("pain", "creatinine", "better", "disposition", "adae")
        rows = {name: read_artefact(layout.rows(name)) for name in names}
        page = layout.report.read_text("utf-8")
        tables = {name: layout.table(name, "html").read_text("utf-8") for name in ("primary", "creatinine", "better")}
    return Made(rows, page, tables)


class Made:
    def __init__(self, rows: dict[str, pd.DataFrame], page: str, tables: dict[str, str]) -> None:
        self.rows, self.page, self.tables = rows, page, tables

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


def test_the_page_answers_the_question(made: Made) -> None:
    words = " ".join(re.sub("<[^>]*>", " ", made.page).split())
    assert "At Week 4, the Pain had an LS mean of" in words
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
