"""The scale of a questionnaire's score: its ends, and the steps that the answers make."""

from __future__ import annotations

from math import remainder

import numpy as np
import pandas as pd

from trialstats.questionnaires import Parameter, Questionnaire, questionnaire
from trialstats.trialfile.trial import Trial

__all__ = ["scale_of", "step_of"]

# What is finer than this is rounding; a step a thousand times as wide is one.
FINE = 1e-6


def scale_of(trial: Trial, dataset: str, paramcd: str) -> tuple[float | None, tuple[float, float] | None]:
    """Give the step and the ends of a score of the dataset's own questionnaire; neither of any other outcome."""
    instrument = trial.datasets[dataset].instrument
    if instrument is None or paramcd not in instrument.parameters:
        return None, None
    door = questionnaire(instrument.name, **instrument.options)
    score = next(one for one in door.parameters if one.paramcd == paramcd)
    return step_of(door, score), (score.low, score.high)


def step_of(door: Questionnaire, score: Parameter) -> float | None:
    """Give what all differences between scores are multiples of; None where there is no such number.

    Forms are scored that differ from one another in one answer, so that the steps are those of complete forms.
    """
    codes = {item: list(given) for item, given in door.codes.items() if isinstance(given, range) or _are_few(given)}
    if score.kind != "score" or len(codes) < len(door.codes):
        return None  # a mark on a line, or a time of day, has no steps
    first = {item: float(given[0]) for item, given in codes.items()}
    forms = [first, *({**first, item: float(code)} for item, given in codes.items() for code in given)]
    scores = door.score(pd.DataFrame(forms))[score.column].to_numpy(dtype=float)
    step = 0.0
    for one in np.unique(np.abs(scores - scores[0])[np.isfinite(scores)]):
        larger, smaller = step, float(one)
        while smaller > FINE:  # Euclid's way to the largest common divisor, by the nearest remainder
            larger, smaller = smaller, abs(remainder(larger, smaller))
        step = larger
    return step if step > 1000 * FINE else None


def _are_few(codes: object) -> bool:
    return type(codes) is tuple  # a range between two ends is a tuple with names
