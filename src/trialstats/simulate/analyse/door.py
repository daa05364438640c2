"""Which way an analysis of simulated data goes, and its answers."""

from __future__ import annotations

from collections.abc import Callable

from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.means import answer_means, is_of_means
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question, Questions
from trialstats.trialfile.trial import Trial

__all__ = ["AsOnData", "answer_all", "goes_on_arrays"]

AsOnData = Callable[[Trial, str, Drawn, list[Question], list[float]], list[Answers]]
"""Analyses simulated data by the method that analyses real ones, replicate by replicate."""


def goes_on_arrays(trial: Trial, name: str) -> bool:
    """Tell whether an analysis is made of many replicates at once."""
    return is_of_means(trial, trial.complete(name))


def answer_all(trial: Trial, questions: Questions, drawn: Drawn, as_on_data: AsOnData) -> list[Answers]:
    """Answer every question in every replicate."""
    answers: dict[int, Answers] = {}
    for name in questions.analyses:
        places = questions.of(name)
        asked, alpha = [questions.asked[place] for place in places], [questions.alpha[place] for place in places]
        if goes_on_arrays(trial, name):
            found = answer_means(trial, trial.complete(name), drawn, asked, alpha)
        else:
            found = as_on_data(trial, name, drawn, asked, alpha)
        answers |= dict(zip(places, found, strict=True))
    return [answers[place] for place in range(len(questions.asked))]
