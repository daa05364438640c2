"""Questionnaires whose scores are sums or means of their answers: each a data file in `forms/`.

sum  = sum of the answers, all items answered; prorated: mean of the answered items times the number of items
mean = sum of the answers / number of them, at least `needed` items answered

A reversed item counts lowest + highest - answer. A category is the class that a score lies in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.questionnaires.answers import find_wrong_answers, read_answers
from trialstats.questionnaires.catalogue import load_definition
from trialstats.questionnaires.definition import Codes
from trialstats.questionnaires.form import Category, Form, Score, settle
from trialstats.questionnaires.parameter import Parameter

__all__ = ["Scored", "questionnaire"]

Floats = NDArray[np.float64]


def questionnaire(
    name: str, version: str | None = None, cut_off: int | None = None, prorate_up_to: int | None = None
) -> Scored:
    """Find a questionnaire by its name and settle its options (see `settle`)."""
    return Scored(settle(load_definition(name), version, cut_off, prorate_up_to))


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

    def score(self, items: pd.DataFrame) -> pd.DataFrame:
        answers = self.answers(items)
        scores = {score.name: score_answers(answers, score) for score in self.form.scores}
        scores |= {category.name: classify(scores[category.of], category) for category in self.form.categories}
        return pd.DataFrame(scores, index=items.index)

    def scale_items(self, items: pd.DataFrame) -> dict[str, pd.DataFrame]:
        answers = self.answers(items)
        return {
            score.name: pd.DataFrame({item: answers[item] for item in score.items}, index=items.index)
            for score in self.form.scores
        }

    def answers(self, items: pd.DataFrame) -> dict[str, Floats]:
        """Read the answers and turn those of reversed items round."""
        answers = read_answers(items, self.form)
        ends = {item: self.form.items[item][0] + self.form.items[item][-1] for item in self.form.turned}
        return answers | {item: both - answers[item] for item, both in ends.items()}


def score_answers(answers: Mapping[str, Floats], score: Score) -> Floats:
    """Score answers (n an item, NaN where missing); NaN where too few are answered."""
    # Added item by item, so that a form's score does not depend on its neighbours in memory.
    total = np.zeros(len(answers[score.items[0]]))
    answered = np.zeros(len(total), dtype=np.int8)
    for item in score.items:
        present = ~np.isnan(answers[item])
        np.add(total, answers[item], out=total, where=present)
        answered += present
    count = np.where(answered >= score.needed, answered, np.nan)
    return total / count if score.of == "mean" else total * len(score.items) / count


def classify(score: Floats, category: Category) -> Floats:
    """Number the class that each score lies in."""
    number = category.first + np.searchsorted(category.starts, score, side="right").astype(np.float64)
    return np.where(np.isnan(score), np.nan, number)
