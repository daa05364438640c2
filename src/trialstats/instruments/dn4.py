"""The DN4 for the pipeline: scores under ADaM's parameter codes."""

from __future__ import annotations

import pandas as pd

from trialstats.instruments.tables import named_by_paramcd, words_of
from trialstats.instruments.words import Words
from trialstats.scoring import dn4
from trialstats.scoring.forms.form import Codes
from trialstats.trialfile.instruments import Dn4

__all__ = ["codes", "scale_items", "score", "words"]


def codes(instrument: Dn4) -> dict[str, Codes]:
    return dict(dn4.form_of(instrument.version).items)


def score(items: pd.DataFrame, instrument: Dn4) -> pd.DataFrame:
    return named_by_paramcd(dn4.score(items, instrument.version, instrument.cut_off), parameters(instrument))


def scale_items(items: pd.DataFrame, instrument: Dn4) -> dict[str, pd.DataFrame]:
    paramcds = parameters(instrument)["PARAMCD"]
    return {str(paramcds[name]): table for name, table in dn4.scale_items(items, instrument.version).items()}


def words(instrument: Dn4) -> dict[str, Words]:
    return words_of(parameters(instrument))


def parameters(instrument: Dn4) -> pd.DataFrame:
    """Describe the columns that scoring returns."""
    return dn4.parameters(instrument.version, instrument.cut_off)
