"""Rescue medication of the built-in trial, from raw files to results, against R's survival from the same raw files.

The program and its output stand in tests/trials/r/laser_rescue.R and laser_rescue.txt.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.in_process import ROOT
from tests.tiny import build_all, map_all, read_sources
from trialstats.methods.run import run_method
from trialstats.steps.inputs import base_inputs, further_inputs
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

# Arm, day: at risk; percent with a first course, and its limits.
SURVFIT = {
    ("Sham", 29): (47, 15.51104263, 8.385616658, 27.70168054),
    ("Sham", 57): (37, 28.54298326, 18.530707923, 42.36876863),
    ("Sham", 85): (16, 40.19290665, 28.515490390, 54.48670662),
    ("DTLT", 29): (50, 11.83908046, 5.826918033, 23.23866530),
    ("DTLT", 57): (43, 20.76771827, 12.354570762, 33.69659473),
    ("DTLT", 85): (20, 20.76771827, 12.354570762, 33.69659473),
}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        trial = load_trial(trial_path("laser"))
        analysis = trial.analyses["rescue"]
        # The safety population alone: the others look at further datasets.
        alone = trial.model_copy(update={"populations": {"SAFFL": trial.populations["SAFFL"]}})
        built = build_all(alone, map_all(alone, read_sources(alone), *analysis.further_datasets, "adex"))
    inputs = base_inputs(trial, "rescue", built.pop("adsl"))
    return run_method(analysis, further_inputs(trial, inputs, built)).rows


@pytest.mark.parametrize(("place", "printed"), SURVFIT.items())
def test_first_course_is_that_of_r(rows: pd.DataFrame, place: tuple[str, int], printed: tuple[float, ...]) -> None:
    arm, day = place
    (row,) = rows[rows["AVISIT"].notna() & (rows["ARM"] == arm) & (rows["value"] == day)].to_dict("records")
    assert row["n"] == printed[0]
    assert [row[name] for name in ("estimate", "conf_low", "conf_high")] == pytest.approx(printed[1:], rel=1e-8)


def test_log_rank_and_rate_ratio_are_those_of_r(rows: pd.DataFrame) -> None:
    test, ratio = (rows[rows["kind"] == kind].iloc[0] for kind in ("rank_test", "rate_ratio"))
    assert (test["statistic"] ** 2, test["p_value"]) == pytest.approx((3.902727016, 0.04820779732), rel=1e-8)
    limits = [ratio[name] for name in ("estimate", "conf_low", "conf_high")]
    assert limits == pytest.approx([0.4795099282, 0.2517640045, 0.9132750001], rel=1e-8)
    rates = rows[rows["kind"] == "rate"].set_index("ARM")
    assert rates["events"].to_dict() == {"Sham": 26, "DTLT": 13}
    assert rates["value"].to_dict() == pytest.approx({"Sham": 12.42984257, "DTLT": 12.96098563})
