"""One batch of simulated trials: drawn, analysed, tested, and summed up; whoever makes it, it is the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.results.kinds import RATIOS
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.door import AsOnData, answer_all
from trialstats.simulate.at_margins import world_at_margins
from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn, draw
from trialstats.simulate.questions import Question, questions_of
from trialstats.simulate.scenario import WASHED, Scenario
from trialstats.simulate.testing import p_compared, reject_together
from trialstats.simulate.truth import Truth
from trialstats.simulate.world import World, world_of
from trialstats.trialfile.trial import Trial

__all__ = ["ALL", "ANY", "BY_EFFECT", "RETAINED", "run_batch", "world_in"]

# In the place of a hypothesis: any of them, all of them; and who is still there at a visit of an arm.
ANY, ALL, RETAINED, BY_EFFECT = "(any)", "(all)", "(retained)", "(by effect)"
# Effects that are drawn are counted by slots so wide, in standard deviations of what is believed, to both sides.
SLOT, SLOTS = 0.25, 10


Switches = NDArray[np.bool_]


def world_in(trial: Trial, scenario: Scenario, truths: Sequence[Truth] = ()) -> World:
    """Give the world of a scenario; of one at margins with the effects that its truths have, if they are known yet."""
    world = world_of(trial)
    if scenario.is_at_margins:
        return world_at_margins(trial, questions_of(trial), world.without_effect(), truths)
    if scenario.kind == WASHED:
        return world.without_carry_over()
    return world.without_effect() if scenario.kind == "null" else world


def run_batch(
    trial: Trial, scenario: Scenario, batch: int, replicates: int, truths: Sequence[Truth], as_on_data: AsOnData
) -> pd.DataFrame:
    """Make a batch of replicates. A row a hypothesis, one each for any and all of them, one an arm and visit.

    Columns: scenario, batch, hypothesis, replicates, and counts and sums over these: answered (has a p value), rejected
    (by the hypothesis' own test), confirmed (by the procedure), bounded (has an interval), covered (the truth in it),
    estimated, error and error_2 (sums of estimate - truth, for ratios on logarithms, and its square),
    std_error and variance (of the standard
    error and its square).
    Of arms and visits: visit, and in answered the subjects still there, in replicates all of the arm.
    """
    design = trial.design
    assert design is not None
    world, questions = world_in(trial, scenario, truths), questions_of(trial)
    prior = scenario.kind == "prior"
    if prior:
        truths = [Truth(np.nan)] * len(truths)  # each replicate has its own
    drawn = draw(world, scenario.n, replicates, design.seed, scenario.name, batch, prior=prior)
    answers = answer_all(trial, questions, drawn, as_on_data)
    p = np.stack([p_compared(questions, one, own) for one, own in zip(questions.asked, answers, strict=True)], axis=1)
    confirmed = reject_together(questions, p, answers)
    rejected = p <= np.array(questions.alpha) * (1 + 1e-12)
    rows = [
        {"hypothesis": question.name, **_sums(question, own, truth, rejected[:, place], confirmed[:, place])}
        for place, (question, own, truth) in enumerate(zip(questions.asked, answers, truths, strict=True))
    ]
    for name, found in ((ANY, confirmed.any(axis=1)), (ALL, confirmed.all(axis=1))):
        rows.append({"hypothesis": name, "answered": replicates, "confirmed": int(found.sum())})
    rows = [{**row, "replicates": replicates} for row in rows] + _retained(drawn)
    if drawn.multiple is not None:
        for place, question in enumerate(questions.asked):
            rows += _by_effect(question.name, drawn.multiple, confirmed[:, place])
    return pd.DataFrame(rows).assign(scenario=scenario.name, batch=batch)


def _sums(
    question: Question, answers: Answers, truth: Truth, rejected: Switches, confirmed: Switches
) -> dict[str, float]:
    # The standard error of a ratio is that of its logarithm, and so is the bias that stands beside it.
    is_ratio = question.kind in RATIOS
    error = np.log(answers.estimate) - np.log(truth.value) if is_ratio else answers.estimate - truth.value
    covered = (answers.conf_low <= truth.value) & (truth.value <= answers.conf_high)
    return {
        "answered": int(np.isfinite(answers.p_value).sum()),
        "rejected": int(rejected.sum()),
        "confirmed": int(confirmed.sum()),
        "covered": int(covered.sum()),
        "bounded": int(np.isfinite(answers.conf_low).sum()),
        "estimated": int(np.isfinite(error).sum()),
        "error": float(np.nansum(error)),
        "error_2": float(np.nansum(error**2)),
        "std_error": float(np.nansum(answers.std_error)),
        "variance": float(np.nansum(answers.std_error**2)),
    }


def _by_effect(name: str, multiple: Floats, confirmed: Switches) -> list[dict[str, object]]:
    """Count what is confirmed by how far the effect drawn lies from the mean believed, in standard deviations."""
    slots = np.clip(np.floor(multiple / SLOT), -SLOTS, SLOTS - 1).astype(int)
    return [
        {
            "hypothesis": BY_EFFECT,
            "of": name,
            "slot": (slot + 0.5) * SLOT,
            "replicates": int((slots == slot).sum()),
            "confirmed": int(confirmed[slots == slot].sum()),
        }
        for slot in np.unique(slots).tolist()
    ]


def _retained(drawn: Drawn) -> list[dict[str, object]]:
    """Count who is still there at each visit of each arm, over all replicates."""
    rows: list[dict[str, object]] = []
    for a, arm in enumerate(drawn.world.arms):
        own = drawn.left[drawn.of_arm(a)]
        for place, visit in enumerate(drawn.world.visits, 1):
            counted = {"replicates": own.size, "answered": int((own > place).sum())}
            rows.append({"hypothesis": RETAINED, "arm": arm, "visit": visit, **counted})
    return rows
