"""Analyses of many trials at once beside the same analyses of one dataset after the other."""

from __future__ import annotations

import numpy as np

from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.door import answer_all, way_of
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Questions
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

__all__ = ["assert_same", "never"]


def never(*_: object) -> list[Answers]:
    raise AssertionError("arrays are enough")


def assert_same(trial: Trial, questions: Questions, drawn: Drawn, name: str, part: float) -> None:
    """See that arrays give every number of an analysis as the datasets do, to a part of it."""
    assert way_of(trial, name)
    fast = answer_all(trial, questions, drawn, never)
    slow = as_on_data(trial, name, drawn, list(questions.asked), [0.05, 0.05])
    for one, other in zip(fast, slow, strict=True):
        for key in ("estimate", "std_error", "p_value", "conf_low", "conf_high", "sizes"):
            np.testing.assert_allclose(getattr(one, key), getattr(other, key), rtol=part, err_msg=key)
        assert np.isfinite(one.p_value).all()
