"""Outcomes that are no plain numbers: concentrations with limits of quantification, scores of questionnaires."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from tests.simulate.trial import TRIAL
from trialstats.errors import SpecError
from trialstats.questionnaires import questionnaire
from trialstats.simulate.batch import run_batch
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scale import step_of
from trialstats.simulate.scenario import Scenario
from trialstats.simulate.truth import truths_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data, datasets_of
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial

LIMIT = 1.5
MORE = f"""\
  adlb:
    source: pain
    parameters:
      IL6: {{label: Interleukin-6, column: il6, unit: pg/mL, better: lower, scale: log, limits: {{lower: {LIMIT}}}}}
"""
ESTIMAND = """\
  il6:
    label: Is there less of it?
    population: FASFL
    dataset: adlb
    variable: {PARAMCD: IL6}
    timepoint: Week 8
    summary: ratio of geometric means
"""
PLAN = """\
design:
  n: 90
  outcomes:
    IL6:
      baseline: {mean: 2.5, cv: 80}
      mean: {Week 4: 2.4, Week 8: 2.2}
      effect: {High: {Week 4: 0.8, Week 8: 0.6}}
      cv: 80
      correlation: {cs: 0.6}
  replicates: 20
"""
SD = np.sqrt(np.log(1 + 0.8**2))


def measured(folder: Path, plan: str = PLAN, analysis: str = "below: censored") -> Trial:
    text = TRIAL.replace("intercurrent_events:\n  rescue", f"{MORE}intercurrent_events:\n  rescue")
    text = text.replace(
        "FASFL: {label: Full analysis set, randomised: true, dataset: adpain, min_post_baseline: 1}",
        "FASFL: {label: Full analysis set, randomised: true}",
    )
    declared = f"  il6: {{method: censored, estimand: il6, role: primary, {analysis}}}\n"
    path = folder / "measured.yaml"
    path.write_text(f"{text}{ESTIMAND}analyses:\n{declared}{plan}", "utf-8")
    return load_trial(path)


def test_the_share_below_the_limit(tmp_path: Path) -> None:
    """Of a lognormal value it is a normal probability; 15,000 subjects of an arm, within four standard errors."""
    trial = measured(tmp_path)
    drawn = draw(world_of(trial), 4500, 1, 1, "test", 0)
    records = datasets_of(trial, drawn, 0).adam("adlb")
    records = records[records["DTYPE"].isna()]
    for arm, mean in (("Sham", 2.2), ("High", 2.2 * 0.6)):
        own = records[(records["TRT01P"] == arm) & (records["AVISIT"] == "Week 8")]
        expected = ndtr((np.log(LIMIT) - np.log(mean)) / SD)
        below = own["BLQFL"] == "Y"
        assert below.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / len(own)))
        assert own.loc[below, "AVAL"].isna().all()
        assert set(own.loc[below, "AVALC"]) == {"<1.5"}
        assert (own.loc[~below, "AVAL"] >= LIMIT).all()
        assert (own["ALLOQ"] == LIMIT).all()
    whole = drawn.complete["IL6"][0][drawn.arm == 0]
    assert np.exp(np.log(whole).mean(axis=0)) == pytest.approx([2.5, 2.4, 2.2], rel=4 * SD / np.sqrt(len(whole)))
    assert whole.std(axis=0) / whole.mean(axis=0) == pytest.approx([0.8] * 3, rel=0.12)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["mixed", "tobit"])
def test_a_censored_model_is_not_biased_and_the_limit_for_a_value_is(tmp_path: Path, model: str) -> None:
    """The truth is the ratio declared, of which the limit in the place of what lies below shows a part only."""
    found = {}
    for below in ("censored", "limit"):
        trial = measured(tmp_path, analysis=f"model: {model}, below: {below}")
        truths = truths_of(trial, questions_of(trial), world_of(trial), "declared", 1, as_on_data)
        assert [one.value for one in truths] == pytest.approx([0.6, 1.0])
        row = run_batch(trial, Scenario("declared", 120), 0, 12, truths, as_on_data).iloc[0]
        assert row["answered"] == 12
        error = np.sqrt((row["error_2"] - row["error"] ** 2 / 12) / 11 / 12)
        found[below] = row["error"] / 12 / error
    assert abs(found["censored"]) < 3
    assert found["limit"] > 4


def test_what_a_ratio_cannot_be(tmp_path: Path) -> None:
    for given, said in (
        ("High: {Week 4: 0.8, Week 8: -0.6}", "effect.High = -0.6: IL6 has `scale: log`"),
        ("High: {Week 4: 0.8, Week 8: 0}", "above 0"),
    ):
        with pytest.raises(SpecError, match=said):
            measured(tmp_path, PLAN.replace("High: {Week 4: 0.8, Week 8: 0.6}", given))
    with pytest.raises(SpecError, match="give `sd`, or on the scale of logarithms `cv`"):
        measured(tmp_path, PLAN.replace("      cv: 80\n", ""))
    with pytest.raises(SpecError, match="range is of a score"):
        measured(tmp_path, PLAN.replace("      cv: 80\n", "      cv: 80\n      range: [0, 10]\n"))


@pytest.mark.parametrize(
    ("name", "column", "step"),
    # PHQ-9: a sum of answers of 0 to 3; BPI severity: the mean of four answers of 0 to 10.
    [("phq9", "total", 1.0), ("bpi", "severity", 0.25)],
)
def test_the_steps_of_a_score(name: str, column: str, step: float) -> None:
    door = questionnaire(name)
    score = next(one for one in door.parameters if one.column == column)
    assert step_of(door, score) == pytest.approx(step, abs=1e-9)


def test_a_score_has_the_scale_of_its_questionnaire(tmp_path: Path) -> None:
    """PHQ-9: whole numbers of 0 to 27, also where the design says neither `step` nor `range`."""
    columns = ", ".join(f"q{item}: q{item}" for item in range(1, 10))
    score = f"  adphq:\n    source: pain\n    instrument: {{name: phq9, items: {{{columns}}}}}\n"
    plan = "design:\n  n: 60\n  outcomes:\n    PHQ9: {mean: 4, sd: 6, correlation: {cs: 0.5}}\n"
    analysis = (
        "  phq: {method: ancova, dataset: adphq, population: FASFL, parameters: PHQ9, visits: Week 8, value: AVAL,"
        " covariates: []}\n"
        "hypotheses:\n  alpha: 0.05\n  procedure: holm\n"
        "  nodes: {phq: {analysis: phq, arm: High}}\n"
    )
    text = TRIAL.replace("intercurrent_events:\n  rescue", f"{score}intercurrent_events:\n  rescue")
    path = tmp_path / "scored.yaml"
    path.write_text(f"{text}analyses:\n{analysis}{plan}", "utf-8")
    values = draw(world_of(load_trial(path)), 900, 20, 1, "test", 0).complete["PHQ9"][..., 1:]
    assert set(np.unique(values)) == set(range(28))
    assert (values == 0).mean() == pytest.approx(ndtr((0.5 - 4) / 6), abs=0.01)
