"""The eleven answers to the Brief Pain Inventory, from the latent pain behind the visual analogue scale.

An answer is a whole number, 0 to 10: the rounded and clipped sum of the subject's latent pain (in cm), the item's
usual distance from it, a factor of the subject's own and noise. Items of severity follow the pain itself; items of
interference follow it by 0.75 and have a factor of their own, since people differ in how much the same pain keeps
them from doing. All of this is ours: no trial of laser therapy with readable results of this questionnaire was found.
No wording of any question is held here; columns are named by the numbers of the short form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, correlated
from trialstats.simulate.laser.pain import SD, latent_means

__all__ = ["ITEMS", "bpi_rows", "draw_bpi", "draw_bpi_blanks"]


@dataclass(frozen=True)
class Part:
    """One part of the form; distance: of each item from the latent pain times `slope`, in points.

    own: SD of the subject's factor; noise: SD of an item's own deviation.
    """

    items: tuple[str, ...]
    distance: tuple[float, ...]
    slope: float
    own: float
    noise: float


SEVERITY = Part(("worst", "least", "average", "now"), (1.6, -1.8, 0.0, -0.4), 1.0, 0.7, 0.8)
INTERFERENCE = Part(
    ("activity", "mood", "walking", "work", "relations", "sleep", "enjoyment"),
    (0.3, 0.0, 0.6, 0.4, -0.9, 0.5, 0.1),
    0.75,
    1.5,
    1.1,
)
PARTS = (SEVERITY, INTERFERENCE)

ITEMS = {
    item: column
    for part, columns in zip(
        PARTS, (("bpi3", "bpi4", "bpi5", "bpi6"), tuple(f"bpi9{letter}" for letter in "abcdefg")), strict=True
    )
    for item, column in zip(part.items, columns, strict=True)
}
"""The items in their order, and the column of each: its number on the short form."""

CORRELATION = ((1.00, 0.75, 0.70, 0.65), (0.75, 1.00, 0.78, 0.72), (0.70, 0.78, 1.00, 0.80), (0.65, 0.72, 0.80, 1.00))
"""Correlation over visits of a subject's own factors."""

ITEM_BLANK, PAGE_BLANK, FORM_BLANK = 0.015, 0.01, 0.015
"""Share of items left out, of whole parts skipped, and of visits without the form."""


def draw_bpi(rng: np.random.Generator, arm: Ints, pain_deviation: Floats) -> Ints:
    """Draw the answers all subjects would give at all visits, 0 to 10.

    Parameters: arm (n,); pain_deviation (n, visit), SDs from the arm's mean. Returns shape (n, visit, 11).
    The numbers drawn do not depend on `arm`.
    """
    pain = (latent_means()[arm] + SD * pain_deviation) / 10
    parts = [_draw_part(rng, part, pain) for part in PARTS]
    return np.concatenate(parts, axis=2)


def _draw_part(rng: np.random.Generator, part: Part, pain: Floats) -> Ints:
    own = part.own * correlated(rng, len(pain), CORRELATION)
    noise = part.noise * rng.standard_normal((*pain.shape, len(part.items)))
    level = (part.slope * pain + own)[:, :, None] + np.array(part.distance) + noise
    return np.asarray(np.clip(np.round(level), 0, 10), dtype=np.int64)


def draw_bpi_blanks(rng: np.random.Generator, n: int) -> tuple[Bools, Bools]:
    """Draw which answers (n, visit, 11) and which whole forms (n, visit) are missing at visits that took place."""
    blank = rng.random((n, len(VISITS), len(ITEMS))) < ITEM_BLANK
    first = len(SEVERITY.items)
    for page in (slice(0, first), slice(first, None)):
        skipped = rng.random((n, len(VISITS))) < PAGE_BLANK
        blank[:, :, page] |= skipped[:, :, None]
    return blank, rng.random((n, len(VISITS))) < FORM_BLANK


def bpi_rows(patient: Sequence[str], dates: Dates, seen: Bools, answers: Ints, blank: Bools) -> pd.DataFrame:
    """Write the rows of bpi.csv as text: one for each form handed in, blank where unanswered."""
    rows = [
        (
            patient[i],
            VISITS[v].code,
            str(dates[i, v]),
            *("" if blank[i, v, k] else str(answers[i, v, k]) for k in range(len(ITEMS))),
        )
        for i, v in np.argwhere(seen)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "visit", "visit_date", *ITEMS.values()])
