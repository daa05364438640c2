"""painDETECT for the pipeline: scores under ADaM's parameter codes."""

from __future__ import annotations

import pandas as pd

from trialstats.instruments.tables import named_by_paramcd, words_of
from trialstats.instruments.words import Words
from trialstats.scoring import paindetect
from trialstats.scoring.forms import load_form
from trialstats.scoring.forms.form import Codes
from trialstats.trialfile.instruments import PainDetect

__all__ = ["codes", "scale_items", "score", "words"]


def codes(instrument: PainDetect) -> dict[str, Codes]:
    return dict(load_form(paindetect.NAME).items)


def score(items: pd.DataFrame, instrument: PainDetect) -> pd.DataFrame:
    return named_by_paramcd(paindetect.score(items), paindetect.parameters())


def scale_items(items: pd.DataFrame, instrument: PainDetect) -> dict[str, pd.DataFrame]:
    paramcds = paindetect.parameters()["PARAMCD"]
    return {str(paramcds[name]): table for name, table in paindetect.scale_items(items).items()}


def words(instrument: PainDetect) -> dict[str, Words]:
    return words_of(paindetect.parameters())
