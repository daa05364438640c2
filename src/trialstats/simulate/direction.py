"""What a design assumes against its own hypotheses: an effect for the worse, or one that lies beyond a margin."""

from __future__ import annotations

from math import isclose

from trialstats.results.kinds import RATIOS
from trialstats.simulate.names import Names
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.testing import null_value
from trialstats.simulate.truth import Truth, to_scale

__all__ = ["notes_on_effect", "why_no_size"]

# A true value that large trials gave lies on a side if it does by so many of its standard errors.
CLEAR = 3.0
# Logarithms and back leave a margin its first digits.
ROUNDING = 1e-9
NO_SIZE = "no number of subjects gives power"


def notes_on_effect(names: Names, question: Question, truth: Truth) -> list[str]:
    """Say of an effect that it is for the worse, or not within the margin that the hypothesis is about."""
    outside = outside_margin(names, question, truth)
    if outside is not None:
        return [outside]
    if None not in question.margins or not is_worse(question, truth):
        return []
    within = ", within the margin" if question.is_of_margin else ""
    return [f"{for_the_worse(names, question, truth)}{within}"]


def why_no_size(names: Names, questions: Questions, truth: Truth) -> str:
    """Say why no number of subjects has the power wanted of the first hypothesis; nothing where one may have it."""
    first = questions.asked[0]
    if first.is_of_margin:
        return outside_margin(names, first, truth) or ""
    if truth.std_error == 0 and truth.value == null_value(first):
        return f"the assumed effect is none: {NO_SIZE}"
    if questions.sides == "one" and is_worse(first, truth):
        return f"{for_the_worse(names, first, truth)}: {NO_SIZE} to a one-sided test"
    return ""


def for_the_worse(names: Names, question: Question, truth: Truth) -> str:
    """Say which effect it is, and which would be the better ones."""
    ratio = question.kind in RATIOS
    value = names.value_compared(question, known_digits(truth), signed=not ratio)
    told = f"a ratio of {value}" if ratio else value
    return f"the assumed effect is for the worse ({told}, {question.better} is better)"


def is_worse(question: Question, truth: Truth) -> bool:
    """Tell whether the true value lies on the side that is not the better one, where that is known."""
    if question.better is None:
        return False
    above = ahead(question, truth, null_value(question))
    return (above if question.better == "lower" else -above) > CLEAR * truth.std_error


def outside_margin(names: Names, question: Question, truth: Truth) -> str | None:
    """Say that the true value lies at or beyond a margin; None where it lies within, or there is none."""
    lower, upper = question.margins
    for margin, outwards in ((lower, -1), (upper, 1)):
        if margin is None:
            continue
        at = truth.std_error == 0 and isclose(truth.value, margin, rel_tol=ROUNDING)
        if at or outwards * ahead(question, truth, margin) > CLEAR * truth.std_error:
            value, own = (names.value_compared(question, one) for one in (known_digits(truth), margin))
            return f"the assumed effect ({value}) lies {'at' if at else 'beyond'} the margin ({own}): {NO_SIZE}"
    return None


def known_digits(truth: Truth) -> float:
    """Give a true value with the digits that are worth writing: of large trials three."""
    return float(f"{truth.value:.3g}") if truth.std_error else truth.value


def ahead(question: Question, truth: Truth, value: float) -> float:
    """Give how far the true value lies above another, on the scale of its standard error."""
    return to_scale(question, truth.value) - to_scale(question, value)
