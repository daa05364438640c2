"""Events that recur and times to an event: as declared, as by the methods on data, and with the power of formulas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate.arrays import assert_same, never
from tests.simulate.events import FLARES, RELAPSE, planned
from trialstats.errors import SpecError
from trialstats.simulate.analyse.door import answer_all
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario, batches_of, scenarios_of
from trialstats.simulate.truth import truths_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

FOLLOWED = "follow_up: {accrual: 12, end: 24, unit: months, lost: 0.1}\n"
PLAN = f"""\
n: 60
counts:
  adflare:
    rate: 2
    ratio: {{High: 0.6, Low: 0.8}}
    dispersion: 0.7
    covariates: {{AGE: 1.02, SITE: {{North: 1.3, South: 1}}}}
times: {{RELAPSE: {{median: 10, ratio: {{High: 0.6, Low: 0.8}}, shape: 1.2, covariates: {{AGE: 1.05}}}}}}
covariates: {{AGE: {{mean: 60, sd: 8}}, SITE: {{shares: {{North: 0.5, South: 0.5}}}}}}
dropout: {{hazard: 0.05}}
{FOLLOWED}"""


@pytest.mark.parametrize(
    ("analysis", "strata"),
    [
        (FLARES, ""),
        (f"{FLARES}    covariates: [AGE, SITE]\n", "SITE"),
        (f"{FLARES}    model: poisson\n", ""),
        (f"{FLARES}    std_error: expected\n    records: [{{column: ASEV, in: Severe}}]\n", ""),
        (RELAPSE, ""),
        (RELAPSE.replace("}", ", strata: SITE, parameters: RELAPSE}"), "SITE"),
        (RELAPSE.replace("}", ", ties: breslow, covariates: AGE, std_error: robust}"), ""),
    ],
)
def test_arrays_and_datasets_give_the_same(tmp_path: Path, analysis: str, strata: str) -> None:
    trial = planned(tmp_path, analysis, PLAN, strata=strata)
    questions, drawn = questions_of(trial), draw(world_of(trial), 60, 2, 7, "test", 0)
    name = questions.asked[0].analysis
    assert_same(trial, questions, drawn, name, 1e-7)


def test_an_arm_without_an_event_takes_no_part(tmp_path: Path) -> None:
    """Of such rare events some trials have an arm with none: arrays and methods give the same, and give up alike."""
    rare = "n: 30\ncounts: {adflare: {rate: 0.2, dispersion: 0.5}}\nfollow_up: {time: 6, unit: months}\n"
    trial = planned(tmp_path, FLARES, rare)
    questions, drawn = questions_of(trial), draw(world_of(trial), 30, 8, 2, "test", 0)
    fast = answer_all(trial, questions, drawn, never)
    slow = as_on_data(trial, "flares", drawn, list(questions.asked), [0.05, 0.05])
    assert 0 < sum(np.isnan(one.p_value).sum() for one in slow) < 16
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_allclose(one.p_value, other.p_value, rtol=1e-7)


def test_counts_and_times_are_distributed_as_declared(tmp_path: Path) -> None:
    """Mean and variance of negative binomial counts of a year; the share with the event of Lachin & Foulkes (1986).

    Biometrics 1986;42:507-519, for exponential times and losses with even accrual. Within five standard errors.
    """
    year = "n: 60\ncounts: {adflare: {rate: 1.5, ratio: {High: 0.6}, dispersion: 0.8}}\nfollow_up: {time: 365}\n"
    drawn = draw(world_of(planned(tmp_path, FLARES, year, ("High",))), 2000, 10, 1, "test", 0)
    counts, mean = drawn.counts["adflare"][:, drawn.arm == 1], 0.9 * 365 / 365.25
    variance = mean + 0.8 * mean**2
    assert counts.mean() == pytest.approx(mean, abs=5 * np.sqrt(variance / counts.size))
    assert counts.var() == pytest.approx(variance, rel=0.15)
    months = f"n: 60\ntimes: {{RELAPSE: {{median: 9, ratio: {{High: 0.7}}}}}}\n{FOLLOWED}"
    drawn = draw(world_of(planned(tmp_path, RELAPSE, months, ("High",))), 2000, 10, 1, "test", 0)
    happened = drawn.times["RELAPSE"][1][:, drawn.arm == 1]
    hazard, lost = 0.7 * np.log(2) / 9, -np.log(0.9) / 12
    both = hazard + lost
    share = hazard / both * (1 - (np.exp(-both * 12) - np.exp(-both * 24)) / (both * 12))
    assert happened.mean() == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / happened.size))


def test_the_mean_rate_stays_with_covariates(tmp_path: Path) -> None:
    drawn = draw(world_of(planned(tmp_path, FLARES, PLAN)), 3000, 10, 1, "test", 0)
    assert drawn.days is not None
    sham = drawn.arm == 0
    rate = drawn.counts["adflare"][:, sham].sum() / (drawn.days[:, sham].sum() / 365.25)
    assert rate == pytest.approx(2, rel=0.06)


def test_a_visit_that_is_lost_ends_the_follow_up(tmp_path: Path) -> None:
    """Who leaves before month 12 is followed to a day between month 6 and month 12, and so on."""
    drawn = draw(
        world_of(planned(tmp_path, FLARES, PLAN.replace(FOLLOWED, "follow_up: {time: 400}\n"))), 600, 5, 1, "test", 0
    )
    assert drawn.days is not None
    for left, low, high in ((1, 0, 183), (2, 183, 366), (3, 400, 400)):
        days = drawn.days[drawn.left == left]
        assert days.size
        assert days.min() >= max(low, 1)
        assert days.max() <= high


EVENTS = {
    "one year for all": (FLARES, "n: 300\ncounts: {adflare: {rate: 1.2, ratio: {High: 0.7}, dispersion: 0.6}}\n"
                         "follow_up: {time: 365}\n"),
    "2 to 1, unequal times": (FLARES, "n: 240\nallocation: {High: 2, Sham: 1}\n"
                              f"counts: {{adflare: {{rate: 0.8, ratio: {{High: 1.6}}, dispersion: 1}}}}\n{FOLLOWED}"),
    "exponential": (RELAPSE, f"n: 300\ntimes: {{RELAPSE: {{median: 9, ratio: {{High: 0.7}}}}}}\n{FOLLOWED}"),
    "Weibull, losses by arm": (RELAPSE, "n: 300\nfollow_up: {time: 12, unit: months}\n"
                               "times: {RELAPSE: {without: {share: 0.5, by: 12}, shape: 1.5, ratio: {High: 0.65}}}\n"
                               "dropout: {hazard: {High: 0.1, Sham: 0.2}}\n"),
}  # fmt: skip
REPLICATES = 1000


@pytest.mark.parametrize(("analysis", "plan"), EVENTS.values(), ids=EVENTS)
def test_simulation_and_formula_agree(tmp_path: Path, analysis: str, plan: str) -> None:
    """Within 3.3 standard errors of the simulation and one percentage point of the formulas; coverage, and alpha."""
    trial = planned(tmp_path, analysis, plan, ("High",))
    questions = questions_of(trial)
    (formula,) = analytic_of(trial, questions, world_of(trial))
    assert formula.power is not None
    assert 0.5 < formula.power < 0.8
    declared, null = simulated(trial, "declared"), simulated(trial, "null")
    error = np.sqrt(formula.power * (1 - formula.power) / REPLICATES)
    assert declared["power"] == pytest.approx(formula.power, abs=3.3 * error + 0.01)
    level = 3.3 * np.sqrt(0.05 * 0.95 / REPLICATES)
    # Wald's tests of logarithms reject a little too often where events are few.
    assert null["power"] == pytest.approx(0.05, abs=level + 0.003)
    assert declared["coverage"] == pytest.approx(0.95, abs=level + 0.003)
    assert abs(declared["bias"]) < 3.3 * declared["bias_se"] + 0.01


def simulated(trial: Trial, kind: str) -> pd.Series:
    assert trial.design is not None
    scenario = Scenario(kind, trial.design.n)  # type: ignore[arg-type]
    truths = truths_of(trial, questions_of(trial), world_in(trial, scenario), kind, 1, as_on_data)
    assert all(truth.std_error == 0 for truth in truths)
    batches = [run_batch(trial, scenario, k, size, truths, as_on_data) for k, size in batches_of(REPLICATES, 250)]
    return combine(pd.concat(batches)).loc[0]


def test_effects_are_drawn_for_assurance(tmp_path: Path) -> None:
    """Logarithms of ratios are normal about that of 0.6, with 0.2: so are those of 6,000 subjects an arm."""
    plan = (
        "n: 12000\nreplicates: 40\nfollow_up: {time: 3, unit: years}\n"
        "counts: {adflare: {rate: 3, ratio: {High: 0.6}, prior: {sd: 0.2}}}\n"
    )
    trial = planned(tmp_path, FLARES, plan, ("High",))
    assert [one.name for one in scenarios_of(trial)] == ["declared_12000", "null_12000", "prior_12000"]
    drawn = draw(world_of(trial), 12_000, 40, 1, "test", 0, prior=True)
    high, sham = (drawn.counts["adflare"][:, drawn.arm == arm].sum(axis=1) for arm in (1, 0))
    assert drawn.multiple is not None
    # An effect a standard deviation above the mean believed is so much further from none, as of all outcomes.
    assert np.log(high / sham) == pytest.approx(np.log(0.6) - 0.2 * drawn.multiple, abs=0.05)


def test_a_hazard_ratio_without_its_covariates_is_that_of_large_trials(tmp_path: Path) -> None:
    """It is nearer to 1 than among alike: of covariates that the model has not, the truth is another."""
    trial = planned(tmp_path, RELAPSE, PLAN.replace("AGE: 1.05", "AGE: 1.2"))
    (high, _) = truths_of(trial, questions_of(trial), world_of(trial), "declared", 1, as_on_data)
    assert 0 < high.std_error < 0.01
    assert 0.6 + 5 * high.std_error < high.value < 0.9
    adjusted = planned(tmp_path, RELAPSE.replace("}", ", covariates: AGE}"), PLAN)
    (high, _) = truths_of(adjusted, questions_of(adjusted), world_of(adjusted), "declared", 1, as_on_data)
    assert (high.value, high.std_error) == (pytest.approx(0.6), 0)


@pytest.mark.parametrize(
    ("analysis", "old", "new", "said"),
    [
        (FLARES, "adflare:", "adflair:", "adflair is not a known occurrence dataset (did you mean `adflare`?)"),
        (FLARES, FOLLOWED, "", "`counts` needs `follow_up`: how long are subjects followed"),
        (FLARES, "end: 24", "end: 12", "`end` (12) comes after the last subject enters (`accrual` 12)"),
        (FLARES, "lost: 0.1", "lost: {High: 0.1}", "leaves out Low, Sham"),
        (FLARES, "ratio: {High: 0.6, Low: 0.8}\n", "ratio: {Sham: 0.6}\n", "is the reference, which `rate` is about"),
        (FLARES, "rate: 2", "rate: 2\n    per: fortnight", "per"),
        (FLARES, "n: 60", "n: 60\npower: 90", "90% is written 0.9"),
        (f"{FLARES}    covariates: RECENT\n", "", "", "RECENT"),
        (FLARES.replace("end: LASTDT", "last_record: adflare"), "", "", "a design needs its `end` as a date of ADSL"),
        (RELAPSE, "times: {RELAPSE:", "times: {RELAPS:", "RELAPS is not a known time to an event (did you mean"),
        (RELAPSE, "median: 10", "median: 10, without: {share: 0.5, by: 9}", "give `median`, or `without`"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, analysis: str, old: str, new: str, said: str) -> None:
    assert old in PLAN
    with pytest.raises(SpecError) as refused:
        planned(tmp_path, analysis, PLAN.replace(old, new, 1) if old else PLAN)
    assert said in str(refused.value)
