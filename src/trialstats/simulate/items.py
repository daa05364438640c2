"""A score of a questionnaire by its items: each answered on its own steps, some not, and scored as the trial scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.questionnaires import Questionnaire, questionnaire
from trialstats.trialfile.parts.design.outcome import Items
from trialstats.trialfile.trial import Trial

__all__ = ["Answered", "answered_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answered:
    """The items of a score, J of them. codes: what each can be, from the answer of the lowest score to the highest.

    weights (J,): by what the score rises from the first to the last of them; ends: of the score.
    alpha: Cronbach's. missing: the chance of an item to be left out.
    """

    door: Questionnaire
    column: str
    codes: dict[str, Floats]
    weights: Floats
    ends: tuple[float, float]
    alpha: float
    missing: float

    def score(
        self, tendency: Floats, sd: Floats, root: Floats, measured: NDArray[np.int64], rng: np.random.Generator
    ) -> Floats:
        """Answer the items at the visits measured, and score them: (R, n, V+1), NaN where there is no score."""
        answers = self.answer(tendency[..., measured], sd[measured], root, rng)
        frame = pd.DataFrame({name: own.ravel() for name, own in answers.items()}).reindex(
            columns=list(self.door.codes)
        )
        found = np.full(tendency.shape, np.nan)
        scores = self.door.score(frame)[self.column].to_numpy(dtype=float)
        found[..., measured] = scores.reshape(found[..., measured].shape)
        return found

    def answer(self, tendency: Floats, sd: Floats, root: Floats, rng: np.random.Generator) -> dict[str, Floats]:
        """Give the answers, (R, n, m) by item, NaN where it was left out or there is no tendency (R, n, m).

        An item lies in its range where the tendency lies in that of the score, with a deviation of its own, and is
        rounded to its nearest code. Deviations are as large as the variance (1 - alpha) sd^2 of the score needs, less
        what rounding adds, and go together over the m visits as the score does (root).
        """
        width = np.array([len(codes) - 1 for codes in self.codes.values()], dtype=float)
        by_rounding = (self.weights**2 / (12 * width**2)).sum()
        own = np.sqrt(np.maximum((1 - self.alpha) * sd**2 - by_rounding, 0.0) / (self.weights**2).sum())
        part = (tendency - self.ends[0]) / (self.ends[1] - self.ends[0])
        answers = {}
        for (name, codes), steps in zip(self.codes.items(), width, strict=True):
            deviation = (rng.standard_normal(part.shape) @ root.T) * own
            place = np.clip(np.round(steps * (part + deviation)), 0, steps)
            left_out = ~np.isfinite(part) | (rng.random(part.shape) < self.missing)
            answers[name] = np.where(left_out, np.nan, codes[np.nan_to_num(place).astype(np.int64)])
        return answers


def answered_of(trial: Trial, dataset: str, paramcd: str, given: Items) -> Answered | str:
    """Gather the items of a score, or say why it cannot be simulated by them."""
    instrument = trial.datasets[dataset].instrument
    assert instrument is not None  # the trial file was checked
    door = questionnaire(instrument.name, **instrument.options)
    score = next(one for one in door.parameters if one.paramcd == paramcd)
    codes = {item: [float(code) for code in own] for item, own in door.codes.items() if type(own) in (range, tuple)}
    if score.kind != "score" or len(codes) < len(door.codes):
        return f"cannot be simulated of {paramcd}: not all answers of its form are codes"
    first = {item: own[0] for item, own in codes.items()}
    forms = [first, *({**first, item: own[-1]} for item, own in codes.items())]
    scores = door.score(pd.DataFrame(forms))[score.column].to_numpy(dtype=float)
    slopes = dict(zip(codes, scores[1:] - scores[0], strict=True))
    rising = {item: np.array(codes[item][:: 1 if slope > 0 else -1]) for item, slope in slopes.items() if slope}
    ends = pd.DataFrame([{**first, **{item: own[place] for item, own in rising.items()}} for place in (0, -1)])
    reached = door.score(ends)[score.column].to_numpy(dtype=float)
    weights = np.array([abs(slope) for slope in slopes.values() if slope])
    whole = np.isclose(weights.sum(), score.high - score.low) and np.allclose(reached, (score.low, score.high))
    if len(rising) < 2 or not whole:
        return f"cannot be simulated of {paramcd}: its items do not add up to its ends"
    return Answered(door, score.column, rising, weights, (score.low, score.high), given.alpha, given.missing)
