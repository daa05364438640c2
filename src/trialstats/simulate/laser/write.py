"""Write the synthetic trial into a folder, byte for byte the same at every run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from trialstats.simulate.laser.design import SEED
from trialstats.simulate.laser.nerve import healthy_limits
from trialstats.simulate.laser.trial import laser_tables
from trialstats.simulate.laser.truth import truth_table

__all__ = ["simulate_laser", "to_csv"]


def simulate_laser(folder: Path, seed: int = SEED) -> list[Path]:
    """Simulate the trial and write its CSV files into `folder`, which is made where it is missing.

    The data depend on `seed` alone. truth.csv does not: the true effects belong to the design. Takes some
    seconds, nearly all of them for truth.csv. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {**laser_tables(seed), "nerve_reference": healthy_limits(), "truth": truth_table()}
    return [_write(folder / f"{name}.csv", table) for name, table in tables.items()]


def to_csv(table: pd.DataFrame) -> str:
    """Format a table of text as CSV: one header row, commas, LF line ends."""
    return table.to_csv(index=False, lineterminator="\n")


def _write(path: Path, table: pd.DataFrame) -> Path:
    # Bytes, not text: on some systems a text file would get other line ends.
    path.write_bytes(to_csv(table).encode("utf-8"))
    return path
