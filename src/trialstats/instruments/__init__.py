"""The questionnaires a trial file can name. The module of an instrument has its name.

Modules are found by name, so that what does not use an instrument does not depend on its code or its constants.
Each has the functions of `Questionnaire`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

import pandas as pd

from trialstats.spec.datasets import Instrument

__all__ = ["Questionnaire", "questionnaire"]


class Questionnaire(Protocol):
    """What the pipeline asks of an instrument; items are numbered from 1."""

    def highest_codes(self, instrument: Instrument) -> dict[int, int]:
        """Give the largest code of each item; the smallest is 1."""

    def score(self, items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
        """Score items (columns 1, 2, ..., any index) into columns named by PARAMCD."""

    def scale_items(self, items: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
        """Give the recoded items of each scale by PARAMCD."""

    def words(self, instrument: Instrument) -> dict[str, dict[str, Any]]:
        """Give label, unit, better, mcid, mcid_source, decimals, range and norm of each PARAMCD."""


def questionnaire(instrument: Instrument) -> Questionnaire:
    """Find the module of an instrument."""
    return cast(Questionnaire, import_module(f"trialstats.instruments.{instrument.name}"))
