"""The procedure of the file in every replicate: the same as for one set of results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.simulate.trial import planned
from trialstats.methods.multiplicity.hypotheses_sought import Claim
from trialstats.methods.multiplicity.hypotheses_tested import decide
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.questions import questions_of
from trialstats.simulate.testing import p_compared, reject_together

NODES = """
hypotheses:
  alpha: 0.05
  {procedure}
  nodes:
    high: {{estimand: pain, arm: High{weight}}}
    low: {{estimand: pain, arm: Low}}
    early: {{analysis: pain, arm: High, visit: Week 4}}
"""
GRAPH = "transitions: {high: {low: 1/2, early: 1/2}, low: {early: 1}, early: {low: 1}}"
PROCEDURES = {
    "graph": (GRAPH, ", weight: 1"),
    "holm": ("procedure: holm", ""),
    "bonferroni": ("procedure: bonferroni", ""),
    "fixed sequence": ("procedure: fixed sequence", ""),
    "hommel": ("procedure: hommel", ""),
    "parametric": ("procedure: holm\n  tests: parametric", ""),
}


def answers_of(p: np.ndarray) -> list[Answers]:
    ones = np.ones(len(p))
    sizes = np.full((len(p), 2), 30.0)
    return [Answers(-ones, ones, 50 * ones, own, ones, ones, sizes) for own in p.T]


@pytest.mark.parametrize(("procedure", "weight"), PROCEDURES.values(), ids=PROCEDURES)
def test_the_procedure_of_the_file(tmp_path: Path, procedure: str, weight: str) -> None:
    trial = planned(tmp_path, more=NODES.format(procedure=procedure, weight=weight))
    questions = questions_of(trial)
    assert questions.plan is not None
    # A joint distribution takes its time, and is asked for in the same way for every replicate.
    replicates = 10 if "parametric" in procedure else 60
    p = np.random.default_rng(1).beta(0.4, 4, size=(replicates, 3))
    answers = answers_of(p)
    found = reject_together(questions, p, answers)
    assert 0 < found.sum() < found.size
    for place, own in enumerate(p):
        claims = [
            Claim(one.name, one.label, one.sought, {}, {}, {"df": 50.0}, float(value), one.better, (30.0, 30.0))
            for one, value in zip(questions.asked, own, strict=True)
        ]
        assert tuple(found[place]) == decide(questions.plan, claims).rejected


def test_one_sided(tmp_path: Path) -> None:
    """Pain is better lower: an estimate above 0 speaks against, and its p value is near 1."""
    trial = planned(tmp_path, more=NODES.format(procedure="sides: one\n  procedure: holm", weight=""))
    questions = questions_of(trial)
    down, up = np.array([-1.0, 1.0, np.nan]), np.array([0.04, 0.04, np.nan])
    answers = Answers(down, down, down, up, down, down, np.ones((3, 2)))
    assert p_compared(questions, questions.asked[0], answers) == pytest.approx([0.02, 0.98, 1.0])
