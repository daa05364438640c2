"""IL-6 and MCP-1 in plasma, pg/mL, in two assay batches whose limits of quantification differ.

No laser trial with readable values was found, so nothing here comes from one. IL-6: healthy plasma has
means below 2 pg/mL (Thompson et al. 2012, PMC3276568); the geometric mean of 1.5 and the SD of 0.75 on the
ln scale leave a plausible share below the limit. MCP-1: 172 to 179 pg/mL in healthy plasma, range 94 to 406
(Clin Lab 2012;58:185), so 175 with an SD of 0.35 on the ln scale. Limits of quantification, correlations
and effects are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import DTLT, VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, correlated

__all__ = [
    "ANALYTES",
    "BATCH_B_FROM",
    "COLUMNS",
    "Analyte",
    "draw_concentrations",
    "draw_lost_samples",
    "labs_rows",
    "ln_effects",
    "report",
]


@dataclass(frozen=True)
class Analyte:
    """An analyte: `centre` and `ln_sd` describe ln-normal values; `ratio` is DTLT over sham by visit.

    paramcd: CDISC test code. lloq, uloq: pg/mL, the lower in batches A and B. decimals: as the laboratory reports.
    """

    code: str
    paramcd: str
    centre: float
    ln_sd: float
    ratio: tuple[float, float, float, float]
    lloq: tuple[str, str]
    uloq: str
    decimals: int


ANALYTES = (
    Analyte("IL6", "INTLK6", 1.5, 0.75, (1.0, 0.95, 0.90, 0.85), ("0.7", "0.5"), "8", 2),
    Analyte("MCP1", "MCP1", 175.0, 0.35, (1.0, 1.0, 1.0, 1.0), ("10", "10"), "2000", 1),
)

CORRELATION = ((1.00, 0.60, 0.60, 0.60), (0.60, 1.00, 0.60, 0.60), (0.60, 0.60, 1.00, 0.60), (0.60, 0.60, 0.60, 1.00))

BATCH_B_FROM = np.datetime64("2022-10-01")
"""Samples from this day on are in batch B: the kit changed, so a batch follows the calendar, not the arm."""

COLUMNS = ["patient_id", "visit", "sample_date", "analyte", "result", "unit", "lloq", "batch", "specimen", "replicate"]
"""Columns of labs.csv."""

LOST_SHARE = 0.03
"""Share of visits at which no sample was taken."""


def ln_effects(analyte: Analyte) -> Floats:
    """Return the true ln ratio of DTLT to sham by visit; sham does not change."""
    return np.asarray(np.log(analyte.ratio))


def draw_concentrations(rng: np.random.Generator, arm: Ints, analyte: Analyte) -> Floats:
    """Draw true concentrations, pg/mL, shape (n, visit), whether or not they can be quantified."""
    deviation = correlated(rng, len(arm), CORRELATION)
    treated = (arm == DTLT)[:, None]
    ln_value = np.log(analyte.centre) + ln_effects(analyte) * treated + analyte.ln_sd * deviation
    return np.asarray(np.exp(ln_value))


def draw_lost_samples(rng: np.random.Generator, n: int) -> Bools:
    """Draw the visits without a sample, shape (n, visit)."""
    return rng.random((n, len(VISITS))) < LOST_SHARE


def labs_rows(patient: list[str], dates: Dates, seen: Bools, values: dict[str, Floats]) -> pd.DataFrame:
    """Write one line a sample and analyte as text; `values` holds (n, visit) by analyte.

    A result below its lloq is `<lloq`, one above its uloq `>uloq`; column `true` keeps the number, as it would be
    reported, for what is planted afterwards.
    """
    rows = []
    for i, v in np.argwhere(seen):
        batch = int(dates[i, v] >= BATCH_B_FROM)
        for analyte in ANALYTES:
            lloq, value = analyte.lloq[batch], round(values[analyte.code][i, v], analyte.decimals)
            where = (patient[i], VISITS[v].code, str(dates[i, v]), analyte.code)
            result = report(value, analyte, lloq)
            true = f"{value:.{analyte.decimals}f}"
            rows.append((*where, result, "pg/mL", lloq, "AB"[batch], "PLASMA", "1", true))
    return pd.DataFrame(rows, columns=[*COLUMNS, "true"])


def report(value: float, analyte: Analyte, lloq: str) -> str:
    """Write a concentration, pg/mL, as the laboratory reports it."""
    if value < float(lloq):
        return f"<{lloq}"
    return f">{analyte.uloq}" if value > float(analyte.uloq) else f"{value:.{analyte.decimals}f}"
