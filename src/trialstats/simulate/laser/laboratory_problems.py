"""What is not right in labs.csv, on purpose: so many lines of each kind, at places of their own random stream.

The true concentrations stay as they were drawn; a line is written otherwise, or further lines are added. Each kind
has other samples, and the first subject has none.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from trialstats.simulate.laser.draws import Bools, Floats, Ints
from trialstats.simulate.laser.laboratory import ANALYTES, COLUMNS, report

__all__ = ["PLANTED", "plant_problems"]

PLANTED = {
    "duplicated": 3,  # the line stands twice
    "IL-6 in ng/L": 12,  # the same size as pg/mL
    "MCP-1 in ng/mL": 4,  # 0.001 of the number, and no word of it anywhere
    "serum": 5,  # a further line of another matrix, MCP-1
    "BLQ": 5,  # for `<lloq`, without a unit
    "limit of the other batch": 2,  # `<0.7` in batch B
    "number below the limit": 3,  # in batch A
    "no batch": 2,
    "replicates": 20,  # a second measurement
    "replicates that differ": 3,  # by far more than measurements do
    "replicates below the limit": 2,  # both of them
    "replicates, one below the limit": 2,
}
"""Samples of each kind, in the order in which their places are drawn."""

REPLICATE_LN_SD = 0.06
"""Measurement error of a replicate, on the ln scale."""

FAR_APART = 0.45
"""How far apart on the ln scale replicates are that differ: a CV of 31 percent."""

SERUM_RATIO = 1.6
"""MCP-1 in serum over plasma; in healthy people 249 to 335 against 172 to 179 (Clin Lab 2012;58:185)."""

NEAR = 1.25
"""A second measurement below the limit is plausible where the first is less than so many limits."""

DECIMALS = {analyte.code: analyte.decimals for analyte in ANALYTES}


def plant_problems(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant what PLANTED says; `table` is what `labs_rows` gives. Added lines follow the line they belong to."""
    plain = table.reset_index(drop=True)
    free = (plain["patient_id"] != plain["patient_id"].iloc[0]).to_numpy(copy=True)
    chosen: dict[str, Ints] = {}
    for kind, number in PLANTED.items():
        pool = np.flatnonzero(free & WHERE[kind](plain))
        chosen[kind] = np.sort(rng.choice(pool, number, replace=False))
        free[chosen[kind]] = False
    written = rewrite(plain, chosen)
    added = pd.concat([written, *further_lines(written, chosen, rng)])
    return added.sort_index(kind="stable").reset_index(drop=True)[COLUMNS]


def is_number(table: pd.DataFrame) -> Bools:
    return ~table["result"].str.startswith(("<", ">")).to_numpy(dtype=bool)


def is_below(table: pd.DataFrame) -> Bools:
    return table["result"].str.startswith("<").to_numpy(dtype=bool)


def of(table: pd.DataFrame, analyte: str) -> Bools:
    return (table["analyte"] == analyte).to_numpy(dtype=bool)


def in_batch(table: pd.DataFrame, batch: str) -> Bools:
    return (table["batch"] == batch).to_numpy(dtype=bool)


def is_near(table: pd.DataFrame) -> Bools:
    return np.asarray(table["true"].astype(float) < NEAR * table["lloq"].astype(float))


# Where each kind can be.
WHERE: dict[str, Callable[[pd.DataFrame], Bools]] = {
    "duplicated": is_number,
    "IL-6 in ng/L": lambda table: of(table, "IL6"),
    "MCP-1 in ng/mL": lambda table: of(table, "MCP1") & is_number(table),
    "serum": lambda table: of(table, "MCP1") & is_number(table),
    "BLQ": is_below,
    "limit of the other batch": lambda table: is_below(table) & in_batch(table, "B"),
    "number below the limit": lambda table: is_below(table) & in_batch(table, "A"),
    "no batch": is_number,
    "replicates": lambda table: is_number(table) & ~is_near(table),
    "replicates that differ": lambda table: is_number(table) & ~is_near(table),
    "replicates below the limit": is_below,
    "replicates, one below the limit": lambda table: is_number(table) & is_near(table),
}


def rewrite(table: pd.DataFrame, chosen: dict[str, Ints]) -> pd.DataFrame:
    """Write lines otherwise that are one line still."""
    table = table.copy()
    mistaken = chosen["MCP-1 in ng/mL"]
    table.loc[chosen["IL-6 in ng/L"], "unit"] = "ng/L"
    table.loc[mistaken, "result"] = [f"{float(text) / 1000:.4f}" for text in table.loc[mistaken, "result"]]
    table.loc[mistaken, ["unit", "lloq"]] = ["ng/mL", "0.01"]
    table.loc[chosen["BLQ"], ["result", "unit"]] = ["BLQ", ""]
    table.loc[chosen["limit of the other batch"], "result"] = "<0.7"
    shown = chosen["number below the limit"]
    table.loc[shown, "result"] = table.loc[shown, "true"]
    table.loc[chosen["no batch"], "batch"] = ""
    return table


def further_lines(table: pd.DataFrame, chosen: dict[str, Ints], rng: np.random.Generator) -> list[pd.DataFrame]:
    """Write the lines that are added; each keeps the number of the line it belongs to."""
    serum = table.loc[chosen["serum"]].assign(specimen="SERUM")
    noise = np.exp(REPLICATE_LN_SD * rng.standard_normal(len(serum)))
    serum["result"] = [f"{value:.1f}" for value in floats(serum) * SERUM_RATIO * noise]
    second = [table.loc[chosen["duplicated"]], serum]
    for kind, spread in (("replicates", REPLICATE_LN_SD), ("replicates that differ", 0.0)):
        lines = table.loc[chosen[kind]]
        away = spread * rng.standard_normal(len(lines)) if spread else FAR_APART * rng.choice([-1, 1], len(lines))
        second.append(measured_again(lines, floats(lines) * np.exp(away)))
    second.append(table.loc[chosen["replicates below the limit"]].assign(replicate="2"))
    mixed = table.loc[chosen["replicates, one below the limit"]]
    second.append(mixed.assign(replicate="2", result="<" + mixed["lloq"]))
    return second


def floats(lines: pd.DataFrame) -> Floats:
    return np.asarray(lines["true"], dtype=np.float64)


def measured_again(lines: pd.DataFrame, values: Floats) -> pd.DataFrame:
    """Write second measurements of samples."""
    analytes = {analyte.code: analyte for analyte in ANALYTES}
    results = [
        report(round(float(value), DECIMALS[code]), analytes[code], lloq)
        for value, code, lloq in zip(values, lines["analyte"], lines["lloq"], strict=True)
    ]
    return lines.assign(replicate="2", result=results)
