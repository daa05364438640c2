"""A score of a questionnaire by its items: each answered on its own steps, some not, and scored as the trial scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.questionnaires import Questionnaire, questionnaire
from trialstats.trialfile.parts.design.outcome import Items
from trialstats.trialfile.trial import Trial

__all__ = ["Answered", "Reached", "answered_of"]

Floats = NDArray[np.float64]
FORMS = 20_000  # by which it is found out what items make of a score
NEAR_ALPHA, NEAR_SD, NEAR_MEAN = 0.02, 0.05, 0.05  # the last two as parts of an SD


@dataclass(frozen=True)
class Reached:
    """What items make of a score, of an arm a row and of a visit measured a column; by the answers of 20,000 forms."""

    mean: Floats
    sd: Floats
    alpha: Floats

    def is_near(self, mean: Floats, sd: Floats, alpha: float) -> bool:
        """Tell whether it is about what was declared: mean (A, m), sd (m,)."""
        return bool(
            (np.abs(self.mean - mean) <= NEAR_MEAN * sd).all()
            and (np.abs(self.sd - sd) <= NEAR_SD * sd).all()
            and (np.abs(self.alpha - alpha) <= NEAR_ALPHA).all()
        )


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
        """Give the answers, (R, n, m) by item, NaN where it was left out or there is no tendency (R, n, m)."""
        return {
            name: np.where(place < 0, np.nan, self.codes[name][place])
            for name, place in self.places(tendency, sd, root, rng)
        }

    def places(
        self, tendency: Floats, sd: Floats, root: Floats, rng: np.random.Generator
    ) -> Iterator[tuple[str, NDArray[np.int64]]]:
        """Yield the place of each item's answer among its codes, (R, n, m), -1 where it has none.

        An item lies in its range where the tendency lies in that of the score, with a deviation of its own, and is
        rounded to its nearest code. Deviations are as large as the variance (1 - alpha) sd^2 of the score needs, less
        what rounding adds, and go together over the m visits as the score does (root).
        """
        own = np.sqrt(np.maximum(self.left_for_items(sd), 0.0) / (self.weights**2).sum())
        part = (tendency - self.ends[0]) / (self.ends[1] - self.ends[0])
        for name, codes in self.codes.items():
            steps = len(codes) - 1
            deviation = (rng.standard_normal(part.shape) @ root.T) * own
            place = np.clip(np.round(steps * (part + deviation)), 0, steps)
            left_out = ~np.isfinite(part) | (rng.random(part.shape) < self.missing)
            yield name, np.where(left_out, -1, np.nan_to_num(place)).astype(np.int64)

    def left_for_items(self, sd: Floats) -> Floats:
        """The variance that items do not share, (1 - alpha) sd^2, less what rounding adds: below 0 if too coarse."""
        steps = np.array([len(codes) - 1 for codes in self.codes.values()], dtype=float)
        return (1 - self.alpha) * sd**2 - float((self.weights**2 / (12 * steps**2)).sum())

    def too_coarse(self, sd: Floats) -> str:
        """Say that rounding alone makes items differ more than their alpha leaves them, at the smallest of SDs."""
        least = float(sd.min())
        most = 1 - float((1 - self.alpha) * least**2 - self.left_for_items(np.array([least]))[0]) / least**2
        lower = f"an alpha below {most:.2f} or " if most > 0 else ""
        advice = f"{lower}an SD above {least * ((1 - most) / (1 - self.alpha)) ** 0.5:.3g}"
        return (
            f"are too coarse for an SD of {least:g} and an alpha of {self.alpha:g}: their steps alone make them differ "
            f"more; {advice} could be, or leave `items` out"
        )

    def reached(self, mean: Floats, sd: Floats) -> Reached:
        """Find out what the items make of means (A, m) and SDs (m,): of complete forms, nobody of whom was lost."""
        rng = np.random.default_rng(1)
        shared = np.sqrt(self.alpha) * sd * rng.standard_normal((FORMS, sd.size))
        whole = replace(self, missing=0.0)
        parts = [
            weight * place / (len(self.codes[name]) - 1)
            for weight, (name, place) in zip(
                self.weights, whole.places(mean[:, None] + shared, sd, np.eye(sd.size), rng), strict=True
            )
        ]
        score = self.ends[0] + sum(parts)
        variance = score.var(axis=1)
        between = 1 - sum(part.var(axis=1) for part in parts) / variance
        return Reached(score.mean(axis=1), np.sqrt(variance), len(parts) / (len(parts) - 1) * between)


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
