"""Which way an analysis of simulated data goes, and its answers."""

from __future__ import annotations

from collections.abc import Callable

from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.at_margins import with_margins
from trialstats.simulate.analyse.crossed import answer_crossed, is_of_crossed
from trialstats.simulate.analyse.crossed_shares import answer_crossed_shares, is_of_crossed_shares
from trialstats.simulate.analyse.hazards import answer_hazards, is_of_hazards
from trialstats.simulate.analyse.means import answer_means, is_of_means
from trialstats.simulate.analyse.rates import answer_rates, is_of_rates
from trialstats.simulate.analyse.shares import answer_shares, is_of_shares
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question, Questions
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["AsOnData", "answer_all", "way_of"]

AsOnData = Callable[[Trial, str, Drawn, list[Question], list[float]], list[Answers]]
"""Analyses simulated data by the method that analyses real ones, replicate by replicate."""

OnArrays = Callable[[Trial, Method, Drawn, list[Question], list[float]], list[Answers]]

WAYS: tuple[tuple[Callable[[Trial, Method], bool], OnArrays], ...] = (
    (is_of_means, answer_means),
    (is_of_rates, answer_rates),
    (is_of_hazards, answer_hazards),
    (is_of_shares, answer_shares),
    (is_of_crossed, answer_crossed),
    (is_of_crossed_shares, answer_crossed_shares),
)


def way_of(trial: Trial, name: str) -> OnArrays | None:
    """Give what makes an analysis of many replicates at once, if anything does."""
    analysis = trial.complete(name)
    return next((answer for is_enough, answer in WAYS if is_enough(trial, analysis)), None)


def answer_all(trial: Trial, questions: Questions, drawn: Drawn, as_on_data: AsOnData) -> list[Answers]:
    """Answer every question in every replicate."""
    answers: dict[int, Answers] = {}
    for name in questions.analyses:
        places = questions.of(name)
        asked, alpha = [questions.asked[place] for place in places], [questions.alpha[place] for place in places]
        on_arrays = way_of(trial, name)
        if on_arrays is not None:
            analysis = trial.complete(name)
            compared = on_arrays(trial, analysis, drawn, asked, alpha)
            found = [with_margins(analysis, one, own) for one, own in zip(asked, compared, strict=True)]
        else:
            found = as_on_data(trial, name, drawn, asked, alpha)
        answers |= dict(zip(places, found, strict=True))
    return [answers[place] for place in range(len(questions.asked))]
