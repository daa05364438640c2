"""Questionnaires whose scores follow from their answers by a few rules: each a data file in `forms/`.

sum          = sum of the answers, all items answered; prorated: mean of the answered items times the number of items
mean         = sum of the answers / number of them, at least `needed` items answered
count        = how many answers reach their limit
largest      = the largest answer (smallest: the smallest)
profile      = the answers as digits of a number, 9 where missing
hours between, percent of: of two answers

A reversed item counts lowest + highest - answer. A score may be moved to another scale, or give way to the number of
the class in which it lies. A category is the class that a score lies in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import SpecError
from trialstats.questionnaires.answers import find_wrong_answers, read_answers
from trialstats.questionnaires.catalogue import load_definition
from trialstats.questionnaires.codes import Codes
from trialstats.questionnaires.form import Category, Form, Score, settle
from trialstats.questionnaires.parameter import Parameter
from trialstats.questionnaires.reference import spell
from trialstats.questionnaires.scores import Steps

__all__ = ["Scored", "questionnaire"]

Floats = NDArray[np.float64]
EXACT = 9  # decimals: what a score lies beyond an edge by less, it lies at the edge; 100 * 5.1 / 6 is 84.99999999999999


def questionnaire(
    name: str,
    version: str | None = None,
    cut_off: float | None = None,
    prorate_up_to: int | None = None,
    at_least: int | None = None,
    **choices: str | None,
) -> Scored:
    """Find a questionnaire by its name and settle its options (see `settle`)."""
    definition = load_definition(name)
    if unknown := [option for option in choices if option not in definition.choices]:
        raise SpecError(f"{name} has no option {', '.join(unknown)}")
    return Scored(settle(definition, version, cut_off, prorate_up_to, at_least, **choices))


@dataclass(frozen=True)
class Scored:
    """A questionnaire that can be scored; see `Questionnaire` for what each function does."""

    form: Form

    @property
    def codes(self) -> Mapping[str, Codes]:
        return self.form.items

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.form.parameters

    def check(self, items: pd.DataFrame) -> pd.DataFrame:
        return find_wrong_answers(items, self.form)

    @property
    def doubting(self) -> bool:
        return any(score.rule in DOUBTFUL for score in self.form.scores)

    def doubts(self, items: pd.DataFrame) -> pd.DataFrame:
        values = self.answers(items)
        found = []
        for score in self.form.scores:
            values[score.name] = work_out(values, score)
            if doubtful := DOUBTFUL.get(score.rule):
                of, said = doubtful([values[item] for item in score.items], score.items)
                item = next(item for item in score.items if item in self.form.items)
                found += [(items.index[row], item, said(row)) for row in np.flatnonzero(of).tolist()]
        return pd.DataFrame(found, columns=["index", "item", "said"])

    def score(self, items: pd.DataFrame) -> pd.DataFrame:
        values = self.answers(items)
        enough = self.enough(values)
        for score in self.form.scores:
            values[score.name] = np.where(enough, work_out(values, score), np.nan)
        scores = {score.name: values[score.name] for score in self.form.scores if score.shown}
        scores |= {category.name: classify(values, category) for category in self.form.categories}
        return pd.DataFrame(scores, index=items.index)

    def scale_items(self, items: pd.DataFrame) -> dict[str, pd.DataFrame]:
        answers = self.answers(items)
        return {
            score: pd.DataFrame({item: answers[item] for item in own}, index=items.index)
            for score, own in self.form.scales.items()
        }

    def enough(self, answers: Mapping[str, Floats]) -> NDArray[np.bool_]:
        """Tell which forms have as many answers as any score needs."""
        answered = np.zeros(len(next(iter(answers.values()))), dtype=np.int64)
        for item in self.form.items:
            answered += ~np.isnan(answers[item])
        return answered >= self.form.form_needs

    def answers(self, items: pd.DataFrame) -> dict[str, Floats]:
        """Read the answers and turn those of reversed items round."""
        answers = read_answers(items, self.form)
        ends = {item: self.form.items[item][0] + self.form.items[item][-1] for item in self.form.turned}
        return answers | {item: both - answers[item] for item, both in ends.items()}


def work_out(values: Mapping[str, Floats], score: Score) -> Floats:
    """Work a score out (n values an item, NaN where missing); NaN where too few are there."""
    parts = [filled(values[item], score.blank.get(item)) for item in score.items]
    made = RULES[score.rule](parts, score)
    if score.scale:
        low, high = score.scale
        made = low + (made - score.low) * (high - low) / (score.high - score.low)
    return step(made, score.steps) if score.steps else made


def filled(answers: Floats, blank: float | None) -> Floats:
    """Put the number that a missing answer counts in its place, if it counts one."""
    return answers if blank is None else np.where(np.isnan(answers), blank, answers)


def total(parts: Sequence[Floats], score: Score) -> Floats:
    """Sum the answers; where some may be missing, each counts as the mean of the others. Or give their mean."""
    # Added item by item, so that a form's score does not depend on its neighbours in memory.
    found = np.zeros(len(parts[0]))
    for part, weight in zip(parts, score.weights or (1.0,) * len(parts), strict=True):
        np.add(found, part * weight if score.weights else part, out=found, where=~np.isnan(part))
    count = np.where((answered := present(parts)) >= score.needed, answered, np.nan)
    return found / count if score.rule == "mean" else found * len(parts) / count


def present(parts: Sequence[Floats]) -> NDArray[np.int64]:
    """Count the answers that are there, form by form."""
    found = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        found += ~np.isnan(part)
    return found


def count(parts: Sequence[Floats], score: Score) -> Floats:
    """Count the answers that reach their limit; none may be missing."""
    reached = np.zeros(len(parts[0]))
    for item, part in zip(score.items, parts, strict=True):
        reached += part >= score.at_least[item]
    return np.where(present(parts) >= score.needed, reached, np.nan)


def largest(parts: Sequence[Floats], score: Score) -> Floats:
    """Give the largest or the smallest answer."""
    pick = np.fmax if score.rule == "largest" else np.fmin
    return np.where(present(parts) >= score.needed, reduce(pick, parts), np.nan)


def profile(parts: Sequence[Floats], score: Score) -> Floats:
    """Write the answers as the digits of a number, 9 for a missing one."""
    digits = np.zeros(len(parts[0]))
    for part in parts:
        digits = 10 * digits + np.where(np.isnan(part), MISSING_DIGIT, part)
    return np.where(present(parts) >= score.needed, digits, np.nan)


def hours_between(parts: Sequence[Floats], score: Score) -> Floats:
    """Give the hours from one time of day to another, which is of the next day where it is the earlier."""
    hours = parts[1] - parts[0]
    return np.where(hours < 0, hours + 24, hours)


def percent_of(parts: Sequence[Floats], score: Score) -> Floats:
    """Give 100 times the first over the second; NaN where that is not above 0."""
    whole = np.where(parts[1] > 0, parts[1], np.nan)
    return 100 * parts[0] / whole


def no_time_between(parts: Sequence[Floats], names: Sequence[str]) -> tuple[NDArray[np.bool_], Callable[[int], str]]:
    """Tell where two times are the same, so that it may be no hour or a whole day from one to the other."""
    return parts[0] == parts[1], lambda row: f"the same time as {spell(names[1])}: neither 0 nor 24 hours are scored"


def more_than_whole(parts: Sequence[Floats], names: Sequence[str]) -> tuple[NDArray[np.bool_], Callable[[int], str]]:
    """Tell where a part is larger than its whole."""
    larger = np.round(parts[0] - parts[1], EXACT) > 0
    return larger & (parts[1] > 0), lambda row: f"more than the {spell(names[1])}, which are {parts[1][row]:g}"


Doubt = Callable[[Sequence[Floats], Sequence[str]], tuple[NDArray[np.bool_], Callable[[int], str]]]
DOUBTFUL: dict[str, Doubt] = {"hours between": no_time_between, "percent of": more_than_whole}

MISSING_DIGIT = 9
RULES: dict[str, Callable[[Sequence[Floats], Score], Floats]] = {
    "sum": total,
    "mean": total,
    "prorated sum": total,
    "count": count,
    "largest": largest,
    "smallest": largest,
    "profile": profile,
    "hours between": hours_between,
    "percent of": percent_of,
}


def step(values: Floats, steps: Steps) -> Floats:
    """Give the number of the class that each value lies in."""
    side: Literal["left", "right"] = "right" if steps.start else "left"
    place = np.searchsorted(steps.edges, np.round(values, EXACT), side=side)
    return np.where(np.isnan(values), np.nan, np.array(steps.numbers)[place])


def classify(values: Mapping[str, Floats], category: Category) -> Floats:
    """Number the class that each score lies in."""
    score = np.round(values[category.of], EXACT)
    missing = np.isnan(score)
    if category.rounded:
        score = np.floor(score + 0.5)
    if category.below:
        return np.where(missing, np.nan, score <= category.starts[0])
    number = category.first + np.searchsorted(category.starts, score, side="right").astype(np.float64)
    for name, least in category.only_if.items():
        missing = missing | np.isnan(values[name])
        number = np.where(values[name] >= least, number, category.first)
    return np.where(missing, np.nan, number)
