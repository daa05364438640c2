"""A score that the trial file makes of those of a questionnaire is said to be no score of the questionnaire."""

from __future__ import annotations

import pytest

from tests.in_process import ROOT
from trialstats.report.estimands import own_score
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

OWN = "; this mean of 8 scores of the SF-36 is this trial's own, and no score of the SF-36"


@pytest.mark.parametrize(
    ("dataset", "code", "said"),
    [("adqs", "SF36TOT", OWN), ("adqs", "SF36PCS", ""), ("adnv", "SURVEL", ""), ("adpain", "VASPAIN", "")],
)
def test_a_score_of_the_trials_own_is_said_to_be_one(dataset: str, code: str, said: str) -> None:
    trial = load_trial(ROOT / trial_path("laser", ROOT))
    assert own_score(trial, dataset, code) == said
