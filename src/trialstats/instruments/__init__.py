"""The questionnaires a trial file can name. The module of an instrument has its name.

Modules are found by name, so that what does not use an instrument does not depend on its code or its constants.
Each has the functions of `Questionnaire`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

import pandas as pd

from trialstats.spec.instruments import Instrument

__all__ = ["Questionnaire", "code_words", "questionnaire"]


class Questionnaire(Protocol):
    """What the pipeline asks of an instrument; its items are those of `instrument.columns`, in that order."""

    def codes(self, instrument: Instrument) -> Mapping[Hashable, range | tuple[int, ...]]:
        """Give the codes of each item: a range, or the few that there are."""

    def score(self, items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
        """Score items (a column each, any index) into columns named by PARAMCD."""

    def scale_items(self, items: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
        """Give the recoded items of each scale by PARAMCD."""

    def words(self, instrument: Instrument) -> dict[str, dict[str, Any]]:
        """Give label, unit, better, mcid, mcid_source, decimals, range and norm of each PARAMCD."""


def questionnaire(instrument: Instrument) -> Questionnaire:
    """Find the module of an instrument."""
    return cast(Questionnaire, import_module(f"trialstats.instruments.{instrument.name}"))


def code_words(codes: range | tuple[int, ...]) -> str:
    """Say the codes of an item: `1 to 5`, or `0, 2` where they are listed."""
    return f"{codes[0]} to {codes[-1]}" if isinstance(codes, range) else ", ".join(map(str, codes))
