"""SF-36 and RAND-36 for the pipeline: their scores under ADaM's parameter codes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.instruments.words import Words
from trialstats.scoring import sf36
from trialstats.scoring.sf36.norms import COMPONENTS, Norms, load_norms
from trialstats.scoring.sf36.versions import ITEMS, load_version
from trialstats.trialfile.instruments import NormsFile
from trialstats.trialfile.instruments import Sf36 as Instrument

# T scores and components have mean 50 and SD 10 in the norm: they are not on the scale of 0 to 100.
T_SCORE = "T score"
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH", "HT")

__all__ = ["codes", "scale_items", "score", "words"]


def codes(instrument: Instrument) -> dict[int, range]:
    version = load_version(instrument.version)
    return {item: range(1, version.highest_code(item) + 1) for item in ITEMS}


def score(items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    scores = sf36.score(items, instrument.version, norms_of(instrument), instrument.half_rule, instrument.components)
    codes = parameter_codes(instrument)
    return scores[list(codes)].set_axis(list(codes.values()), axis="columns")


def scale_items(items: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
    codes = parameter_codes(instrument)
    scales = sf36.scale_items(items, version=instrument.version)
    return {codes[scale]: table for scale, table in scales.items()}


def words(instrument: Instrument) -> dict[str, Words]:
    table = parameters(instrument)
    norms = norm_words(instrument)
    ranges = dict(zip(table.index, table[["low", "high"]].itertuples(index=False, name=None), strict=True))
    return {
        str(row.PARAMCD): Words(
            label=str(row.label),
            unit=str(row.unit) if row.Index in SCALES else T_SCORE,
            better=str(row.better),
            mcid=instrument.mcid.get(str(row.PARAMCD)),
            mcid_source=instrument.mcid_source if row.PARAMCD in instrument.mcid else None,
            decimals=1,
            range=ranges[str(row.Index)],
            norm=norms.get(str(row.Index)),
        )
        for row in table.itertuples()
    }


def norm_words(instrument: Instrument) -> dict[str, dict[str, Any]]:
    """Say of each column that scoring returns what the norm population has: 50 (10) of T scores and components.

    The sums of oblique components have another standard deviation in the population: of them nothing is said.
    """
    wanted = norms_of(instrument)
    if wanted is None:
        return {}
    norms = wanted if isinstance(wanted, Norms) else load_norms(wanted)
    label = instrument.norms.label if isinstance(instrument.norms, NormsFile) else None
    words = {"population": label or norms.population, "source": norms.source, "sha256": norms.sha256}
    means = {scale: (norms.mean[scale], norms.sd[scale]) for scale in norms.mean}
    means |= dict.fromkeys([*(f"{scale}_T" for scale in norms.mean), *COMPONENTS["orthogonal"]], (50.0, 10.0))
    return {column: {**words, "mean": mean, "sd": sd} for column, (mean, sd) in means.items()}


def parameter_codes(instrument: Instrument) -> dict[str, str]:
    """Give the PARAMCD of each column that scoring returns."""
    table = parameters(instrument)
    return {str(column): str(code) for column, code in table["PARAMCD"].items()}


def parameters(instrument: Instrument) -> pd.DataFrame:
    """Describe the columns that scoring returns."""
    return sf36.parameters(instrument.version, norms_of(instrument), instrument.components)


def norms_of(instrument: Instrument) -> str | Norms | None:
    """Read the norms of a file, or name those that are shipped."""
    return sf36.read_norms(instrument.norms.file) if isinstance(instrument.norms, NormsFile) else instrument.norms
