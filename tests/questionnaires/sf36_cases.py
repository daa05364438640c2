"""Questionnaires the SF-36 tests share: made-up answers, and how to make frames of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

ITEMS = range(1, 37)
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")

# Written out from the published key, apart from the package's constants: the tests compare the two.
MEMBERS = {
    "PF": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "RP": (13, 14, 15, 16),
    "BP": (21, 22),
    "GH": (1, 33, 34, 35, 36),
    "VT": (23, 27, 29, 31),
    "SF": (20, 32),
    "RE": (17, 18, 19),
    "MH": (24, 25, 26, 28, 30),
}
SCALE_OF = {item: scale for scale, members in MEMBERS.items() for item in members}
LEAST_ANSWERED = {"PF": 5, "RP": 2, "BP": 1, "GH": 3, "VT": 2, "SF": 1, "RE": 2, "MH": 3}
BEST_IS_1 = {1, 2, 20, 21, 22, 23, 26, 27, 30, 34, 36}
HIGHEST = (
    dict.fromkeys(ITEMS, 5)
    | dict.fromkeys(range(3, 13), 3)
    | dict.fromkeys(range(13, 20), 2)
    | {21: 6}
    | dict.fromkeys(range(23, 32), 6)
)

# Version 2 has five levels in role functioning (two before) and in vitality and mental health (six before).
HIGHEST_V2 = HIGHEST | dict.fromkeys(range(13, 20), 5) | dict.fromkeys(range(23, 32), 5)
HIGHEST_OF = {"v1": HIGHEST, "v2": HIGHEST_V2, "rand36": HIGHEST}


def best(version: str = "v1") -> dict[int, Any]:
    """Give the answers of perfect health."""
    return {item: 1 if item in BEST_IS_1 else HIGHEST_OF[version][item] for item in ITEMS}


def worst(version: str = "v1") -> dict[int, Any]:
    """Give the answers of the worst health."""
    return {item: HIGHEST_OF[version][item] if item in BEST_IS_1 else 1 for item in ITEMS}


BEST, WORST = best(), worst()

# PharmCat/SF36HealthSurvey.jl@fe2eeba test/runtests.jl; lbraglia/lbscorer@87ca134 gives the same to 1e-9.
PUBLISHED = tuple(map(int, "123232321212121212133232121212321123"))
PUBLISHED_PCS, PUBLISHED_MCS = 44.4027962318693, 32.3110454134656


def frame(*questionnaires: Mapping[int, float | None]) -> pd.DataFrame:
    """Return a frame of floats, a row per questionnaire."""
    return pd.DataFrame([[q[item] for item in ITEMS] for q in questionnaires], columns=list(ITEMS), dtype=float)


def rows(cases: Sequence[Sequence[int | None]]) -> pd.DataFrame:
    """Return a frame of questionnaires given as sequences of 36 codes."""
    return frame(*(dict(zip(ITEMS, case, strict=True)) for case in cases))


def read_items(path: Path) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Read a file of scored questionnaires: the items i1..i36 as a frame, and every row as text."""
    with path.open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    return rows([[number(record[f"i{item}"]) for item in ITEMS] for record in records]), records


def cell(table: pd.DataFrame, name: str, row: int | str = 0) -> float:
    """Return one score, or another number of a table."""
    return float(table[name].loc[row])


def eight(scores: pd.DataFrame, row: int = 0) -> list[float]:
    """Return the 0-100 scales of one questionnaire."""
    return [cell(scores, name, row) for name in SCALES]


def number(text: str) -> int | None:
    """Return a code, None where the cell is empty."""
    return int(text) if text else None


def column(records: Sequence[Mapping[str, str]], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a column of expected values, NaN where the cell is empty."""
    return np.array([float(record[name]) if record[name] else np.nan for record in records])


questionnaire = st.tuples(*(st.none() | st.integers(1, HIGHEST[item]) for item in ITEMS))
frames = st.lists(questionnaire, min_size=1, max_size=6).map(rows)


def frames_of(version: str) -> st.SearchStrategy[pd.DataFrame]:
    """Draw one to six questionnaires of a version."""
    answers = st.tuples(*(st.none() | st.integers(1, HIGHEST_OF[version][item]) for item in ITEMS))
    return st.lists(answers, min_size=1, max_size=6).map(rows)


# A version, and questionnaires that have its codes.
cases = st.sampled_from(list(HIGHEST_OF)).flatmap(lambda version: st.tuples(st.just(version), frames_of(version)))
