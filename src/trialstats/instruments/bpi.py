"""The Brief Pain Inventory for the pipeline: scores under ADaM's parameter codes."""

from __future__ import annotations

import pandas as pd

from trialstats.instruments.tables import named_by_paramcd, words_of
from trialstats.instruments.words import Words
from trialstats.scoring import bpi
from trialstats.scoring.forms import load_form
from trialstats.scoring.forms.form import Codes
from trialstats.trialfile.instruments import Bpi

__all__ = ["codes", "scale_items", "score", "words"]


def codes(instrument: Bpi) -> dict[str, Codes]:
    return dict(load_form(bpi.NAME).items)


def score(items: pd.DataFrame, instrument: Bpi) -> pd.DataFrame:
    return named_by_paramcd(bpi.score(items), bpi.parameters())


def scale_items(items: pd.DataFrame, instrument: Bpi) -> dict[str, pd.DataFrame]:
    paramcds = bpi.parameters()["PARAMCD"]
    return {str(paramcds[name]): table for name, table in bpi.scale_items(items).items()}


def words(instrument: Bpi) -> dict[str, Words]:
    return words_of(bpi.parameters())
