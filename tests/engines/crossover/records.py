"""Records of crossover trials as the engine takes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["SENN_PEF", "read", "records", "senn_pef", "simulated"]

# Peak expiratory flow (l/min) of 13 children on formoterol (F) and salbutamol (S): period 1 and 2 of the sequences FS
# and SF. Senn, Cross-over Trials in Clinical Research, 2nd ed. 2002, table 3.1.
SENN_PEF = {
    "FS": [(310, 270), (310, 260), (370, 300), (410, 390), (250, 210), (380, 350), (330, 365)],
    "SF": [(370, 385), (310, 400), (380, 410), (290, 320), (260, 340), (90, 220)],
}


def records(frame: pd.DataFrame, outcome: str, reference: str) -> pd.DataFrame:
    """Name the columns of a file as the engine does, and put the reference treatment first."""
    kept = frame[frame[outcome].notna()].reset_index(drop=True)
    levels = [reference, *sorted(set(kept["treatment"]) - {reference})]
    return pd.DataFrame(
        {
            "subject": kept["subject"].astype(str),
            "sequence": kept["sequence"].astype(str),
            "period": kept["period"].astype(int),
            "treatment": pd.Categorical(kept["treatment"], levels),
            "y": kept[outcome].astype(float),
            **{name: kept[name].astype(float) for name in ("baseline",) if name in kept},
        }
    )


def read(path: Path, outcome: str, reference: str) -> pd.DataFrame:
    """Read a file with the columns subject, sequence, period, treatment and the outcome."""
    return records(pd.read_csv(path), outcome, reference)


def senn_pef() -> pd.DataFrame:
    """The published example, salbutamol as the reference."""
    rows = [
        (f"{sequence}{number}", sequence, period, sequence[period - 1], both[period - 1])
        for sequence, subjects in SENN_PEF.items()
        for number, both in enumerate(subjects)
        for period in (1, 2)
    ]
    return records(pd.DataFrame(rows, columns=["subject", "sequence", "period", "treatment", "pef"]), "pef", "S")


# Williams designs: each treatment stands after each other one equally often.
WILLIAMS = {3: ("ABC", "BCA", "CAB", "CBA", "ACB", "BAC"), 4: ("ABDC", "BCAD", "CDBA", "DACB")}


def simulated(treatments: int, each: int, seed: int, *, missing: float = 0.0, carry_over: float = 0.0) -> pd.DataFrame:
    """Draw records of a Williams design, `each` subjects a sequence, some of them missing."""
    draw = np.random.default_rng(seed)
    rows = []
    for sequence in WILLIAMS[treatments]:
        for number in range(each):
            level = draw.normal(0, 3)
            for period, treatment in enumerate(sequence, 1):
                effect = 2.0 * (ord(treatment) - ord("A")) + 0.5 * period
                effect += carry_over * (period > 1 and sequence[period - 2] == "B")
                y = 20 + level + effect + draw.normal(0, 1)
                if draw.uniform() >= missing:
                    rows.append((f"{sequence}{number}", sequence, period, treatment, y))
    return records(pd.DataFrame(rows, columns=["subject", "sequence", "period", "treatment", "y"]), "y", "A")
