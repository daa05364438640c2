"""SF-36 version 1 and RAND-36 for the pipeline: their scores under ADaM's parameter codes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.scoring import sf36
from trialstats.scoring.sf36.versions import ITEMS, load_version
from trialstats.spec.datasets import Instrument

# T scores and components have mean 50 and SD 10 in the norm: they are not on the scale of 0 to 100.
T_SCORE = "T score"
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH", "HT")

__all__ = ["highest_codes", "scale_items", "score", "words"]


def highest_codes(instrument: Instrument) -> dict[int, int]:
    version = load_version(instrument.version)
    return {item: version.highest_code(item) for item in ITEMS}


def score(items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    options = {"half_rule": instrument.half_rule} if instrument.half_rule is not None else {}
    scores = sf36.score(items, version=instrument.version, norms=instrument.norms, **options)
    codes = parameter_codes(instrument)
    return scores[list(codes)].set_axis(list(codes.values()), axis="columns")


def scale_items(items: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
    codes = parameter_codes(instrument)
    scales = sf36.scale_items(items, version=instrument.version)
    return {codes[scale]: table for scale, table in scales.items()}


def words(instrument: Instrument) -> dict[str, dict[str, Any]]:
    table = sf36.parameters(instrument.version, instrument.norms)
    return {
        str(row.PARAMCD): {
            "label": row.label,
            "unit": row.unit if row.Index in SCALES else T_SCORE,
            "better": row.better,
            "mcid": None,
            "decimals": 1,
        }
        for row in table.itertuples()
    }


def parameter_codes(instrument: Instrument) -> dict[str, str]:
    """Give the PARAMCD of each column that scoring returns."""
    table = sf36.parameters(instrument.version, instrument.norms)
    return {str(column): str(code) for column, code in table["PARAMCD"].items()}
