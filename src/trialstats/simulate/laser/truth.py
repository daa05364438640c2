"""The true effects: active minus sham in change from baseline, if nobody stopped and nothing were missing.

For pain, the BPI and the SF-36, what is observed is not the latent level: scores are clipped at 0 and 100 mm,
answers are codes. Their truth is computed by giving each of many simulated subjects both treatments with
the same random numbers, so that only the treatment differs, and averaging the difference of what would be
observed. Cytokines (ln scale) and nerve velocities are additive in the generator, so their truth is the
effect that was put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.questionnaires import sf36
from trialstats.simulate.laser.design import ARMS, DTLT, FOLLOW_UP, SEED, SHAM, VISITS
from trialstats.simulate.laser.draws import Floats, Ints, stream
from trialstats.simulate.laser.laboratory import ANALYTES, ln_effects
from trialstats.simulate.laser.nerve import EXAMS, NERVES
from trialstats.simulate.laser.quality_of_life import ITEMS, draw_answers
from trialstats.simulate.laser.sf36_form import SCALES
from trialstats.simulate.laser.truth_pain import PAIN_OBSERVABLES, observe_pain, pain_of

__all__ = ["SUBJECTS", "Moments", "observable", "simulate_moments", "truth_table"]

SUBJECTS = 200_000
"""Simulated subjects, each given both treatments; the standard error of a difference is then below 0.1."""

CHUNK = 10_000

OBSERVABLES = ("VASPAIN", *(f"SF36{scale.name}" for scale in SCALES), "SF36TOT")

# Draws what would be observed, shape (n, visit, observable), given seed, prefix of the streams and arm (n,).
Observe = Callable[[int, str, Ints], Floats]

TRUTH_COLUMNS = ["PARAMCD", "AVISIT", "ARM", "REFERENCE", "scale", "difference", "source"]


@dataclass(frozen=True)
class Moments:
    """Over simulated subjects: mean and sd, arrays (arm, visit, observable); and the mean within-subject
    difference DTLT minus sham with its Monte Carlo standard error, arrays (visit, observable).
    """

    mean: Floats
    sd: Floats
    difference: Floats
    std_error: Floats


def truth_table(subjects: int = SUBJECTS) -> pd.DataFrame:
    """Tabulate the true effects, one row for each parameter and visit after baseline, as text.

    `scale` is `identity` (difference in the unit of the parameter) or `log` (ln of a ratio of geometric
    means). The seed is the design's: the true effects do not change with the data's.
    """
    scores = dict.fromkeys(OBSERVABLES, FOLLOW_UP)
    rows = [*_monte_carlo_rows(subjects, scores, observable), *_laboratory_rows(), *_nerve_rows()]
    rows += _monte_carlo_rows(subjects, PAIN_OBSERVABLES, observe_pain)
    return pd.DataFrame(rows, columns=TRUTH_COLUMNS)


def simulate_moments(subjects: int, seed: int = SEED, observe: Observe | None = None) -> Moments:
    """Simulate in chunks of 10,000 subjects, to bound the memory, and gather the observables' moments."""
    size = min(CHUNK, subjects)
    chunks = [_both_treatments(seed, k, size, observe or observable) for k in range(subjects // size)]
    values = np.concatenate(chunks, axis=1)
    difference = values[DTLT] - values[SHAM]
    error = difference.std(axis=0, ddof=1) / np.sqrt(len(difference))
    return Moments(values.mean(axis=1), values.std(axis=1, ddof=1), difference.mean(axis=0), error)


def _both_treatments(seed: int, chunk: int, n: int, observe: Observe) -> Floats:
    """Observe the same subjects under sham and under DTLT; shape (arm, n, visit, observable)."""
    return np.stack([observe(seed, f"truth.{chunk}", np.full(n, arm)) for arm in range(len(ARMS))])


def observable(seed: int, name: str, arm: Ints) -> Floats:
    """Draw complete pain and SF-36 scores, shape (n, visit, observable); `name` prefixes the streams'."""
    pain, deviation = pain_of(seed, name, arm)
    answers = draw_answers(stream(seed, f"{name}.sf36"), arm, deviation)
    items = pd.DataFrame(answers.reshape(-1, ITEMS), columns=range(1, ITEMS + 1))
    names = [scale.name for scale in SCALES]
    scores = sf36.score(items, version="v1", norms=None)[names].to_numpy(dtype=float)
    scales = scores.reshape(len(arm), len(VISITS), len(names))
    return np.concatenate([pain[:, :, None], scales, scales.mean(axis=2, keepdims=True)], axis=2)


def _monte_carlo_rows(
    subjects: int, observables: Mapping[str, Sequence[int]], observe: Observe
) -> Iterator[tuple[str, ...]]:
    moments = simulate_moments(subjects, observe=observe)
    for k, (paramcd, visits) in enumerate(observables.items()):
        for visit in visits:
            source = (
                "Monte Carlo of the generator without dropout or missing items; "
                f"{subjects} subjects under both arms; "
                f"standard error {moments.std_error[visit, k]:.3f}"
            )
            yield _row(paramcd, visit, "identity", f"{moments.difference[visit, k]:.2f}", source)


def _laboratory_rows() -> Iterator[tuple[str, ...]]:
    for analyte in ANALYTES:
        for visit in FOLLOW_UP:
            source = f"set in the generator: ratio {analyte.ratio[visit]:.2f}; no laser source"
            # Adding 0 turns a negative zero into zero.
            yield _row(analyte.paramcd, visit, "log", f"{ln_effects(analyte)[visit] + 0.0:.6f}", source)


def _nerve_rows() -> Iterator[tuple[str, ...]]:
    for nerve in NERVES:
        source = "set in the generator: mean of both sides where there is a response; no laser source"
        yield _row(nerve.paramcd, EXAMS[-1], "identity", f"{nerve.effect:.2f}", source)


def _row(paramcd: str, visit: int, scale: str, difference: str, source: str) -> tuple[str, ...]:
    return (paramcd, VISITS[visit].name, ARMS[DTLT].name, ARMS[SHAM].name, scale, difference, source)
