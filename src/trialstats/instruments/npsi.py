"""The Neuropathic Pain Symptom Inventory for the pipeline: scores under ADaM's parameter codes."""

from __future__ import annotations

import pandas as pd

from trialstats.instruments.tables import named_by_paramcd, words_of
from trialstats.instruments.words import Words
from trialstats.scoring import npsi
from trialstats.scoring.forms import load_form
from trialstats.scoring.forms.form import Codes
from trialstats.trialfile.instruments import Npsi

__all__ = ["codes", "scale_items", "score", "words"]


def codes(instrument: Npsi) -> dict[str, Codes]:
    return dict(load_form(npsi.NAME).items)


def score(items: pd.DataFrame, instrument: Npsi) -> pd.DataFrame:
    return named_by_paramcd(npsi.score(items), npsi.parameters())


def scale_items(items: pd.DataFrame, instrument: Npsi) -> dict[str, pd.DataFrame]:
    paramcds = npsi.parameters()["PARAMCD"]
    return {str(paramcds[name]): table for name, table in npsi.scale_items(items).items()}


def words(instrument: Npsi) -> dict[str, Words]:
    return words_of(npsi.parameters())
