"""Scores: the sum of all items of a scale, or the mean of those answered where enough are.

sum  = sum of the answers            all items answered
mean = sum of the answers / number   at least `at_least` items answered
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.scoring.forms.answers import read_answers
from trialstats.scoring.forms.form import Form, Score

__all__ = ["describe_scores", "items_of_scores", "score_answers"]

Floats = NDArray[np.float64]


def score_answers(answers: Mapping[str, Floats], form: Form) -> dict[str, Floats]:
    """Score answers (n an item, NaN where missing); returns n values a score, NaN where too few are answered."""
    return {score.name: _score(answers, score) for score in form.scores}


def _score(answers: Mapping[str, Floats], score: Score) -> Floats:
    # Added item by item, so that a form's score does not depend on its neighbours in memory.
    total = np.zeros(len(answers[score.items[0]]))
    answered = np.zeros(len(total), dtype=np.int8)
    for item in score.items:
        present = ~np.isnan(answers[item])
        np.add(total, answers[item], out=total, where=present)
        answered += present
    count = np.where(answered >= score.at_least, answered, np.nan)
    return total / count if score.of == "mean" else np.where(np.isnan(count), np.nan, total)


def items_of_scores(items: pd.DataFrame, form: Form) -> dict[str, pd.DataFrame]:
    """Return the answers of each score's items, as internal consistency (Cronbach's alpha) needs them.

    Nothing is imputed. Raises DataError as `read_answers`.
    """
    answers = read_answers(items, form)
    return {
        score.name: pd.DataFrame({item: answers[item] for item in score.items}, index=items.index)
        for score in form.scores
    }


def describe_scores(form: Form) -> pd.DataFrame:
    """Describe the scores: PARAMCD, label, unit, kind, low, high, better, mcid and mcid_source, by column."""
    rows = {
        score.name: {
            "PARAMCD": score.paramcd,
            "label": score.label,
            "unit": "score",
            "kind": "score",
            "low": low,
            "high": high,
            "better": score.better,
            "mcid": score.mcid,
            "mcid_source": score.mcid_source,
        }
        for score in form.scores
        for low, high in [form.bounds(score)]
    }
    return pd.DataFrame.from_dict(rows, orient="index").astype({"mcid": "float64", "mcid_source": "string"})
