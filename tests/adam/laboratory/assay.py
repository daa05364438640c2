"""The tiny trial with a laboratory: one analyte, two batches, and lines that a test writes as it needs them.

Limits are 0.7 in batch A and 0.5 in batch B, and 100; the unit is ng/L, pg/mL is the same size and ug/L a thousand.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.tiny import TRIAL_FILE, Tiny
from trialstats.adam.mapping import Mapped

LABS = "data/labs.csv"
HEADER = "id,visit,date,analyte,result,unit,batch,specimen,rep,lloq"

SOURCE = """\
  labs:
    file: data/labs.csv
    subject: id
    visit: visit
    date: {column: date}
    shape: long
    name: analyte
    value: result
    unit: unit
"""
LIMITS = 'limits: {lower: {by: BATCH, values: {A: 0.7, B: 0.5}}, upper: 100, below: [BLQ, "<LLOQ"], above: ALQ}'
CONVERT = "convert: {pg/mL: 1, ug/L: 1000}"
SPECIMEN = "specimen: {variable: LBSPEC, is: PLASMA}"
REPLICATES = "replicates: {variable: LBREP, combine: mean, max_cv: 20}"
USUAL = (LIMITS, CONVERT, SPECIMEN, REPLICATES)

DATASET = """\
  adlb:
    source: labs
    columns:
      BATCH: {{column: batch}}
      LBSPEC: {{column: specimen}}
      LBREP: {{column: rep, type: number}}
    parameters:
      INTLK6:
        label: Interleukin-6
        name: IL6
        unit: ng/L
        {}
"""

DAYS = {"V0": "05", "V1": "33", "V2": "61"}


def laboratory(tiny: Tiny, *lines: str, said: tuple[str, ...] = USUAL) -> Tiny:
    """Give the tiny trial a laboratory; `said` is what the parameter says beside its label, name and unit."""
    tiny.write(LABS, "\n".join([HEADER, *lines, ""]))
    tiny.spec("  events: {file", SOURCE + "  events: {file")
    tiny.spec("\noccurrences:", DATASET.format("\n        ".join(said)) + "\noccurrences:")
    return tiny


def line(
    result: str,
    unit: str = "ng/L",
    batch: str = "A",
    specimen: str = "PLASMA",
    rep: str = "1",
    visit: str = "V0",
    subject: str = "001",
    lloq: str = "",
    date: str | None = None,
) -> str:
    """Write a line of the laboratory's file; subject 001 was randomised on 2024-01-05."""
    day = date or str((pd.Timestamp("2024-01-05") + pd.Timedelta(days={"V0": 0, "V1": 28, "V2": 56}[visit])).date())
    return f"{subject},{visit},{day},IL6,{result},{unit},{batch},{specimen},{rep},{lloq}"


def mapped(tiny: Tiny) -> Mapped:
    return tiny.mapped("adlb")["adlb"]


def bds(tiny: Tiny) -> pd.DataFrame:
    """Build the dataset of the laboratory."""
    return tiny.adam("adpain", "adlb")["adlb"]


def originals(tiny: Tiny) -> pd.DataFrame:
    """Take the records that are not derived."""
    data = bds(tiny)
    return data[data["DTYPE"].isna()].reset_index(drop=True) if "DTYPE" in data else data


def listed(tiny: Tiny) -> list[tuple[Any, ...]]:
    """Give line, kind, fate and value of what is listed."""
    frame = mapped(tiny).listing.frame()
    return list(frame[["line", "kind", "fate", "value"]].itertuples(index=False, name=None))


def fate(tiny: Tiny, **fates: str) -> Tiny:
    """Say what the laboratory's dataset does about kinds of problems."""
    inside = ", ".join(f"{kind}: {what}" for kind, what in fates.items())
    tiny.replace(TRIAL_FILE, "    source: labs\n", f"    source: labs\n    problems: {{{inside}}}\n")
    return tiny
