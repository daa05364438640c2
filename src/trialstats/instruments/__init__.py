"""The questionnaires a trial file can name. The module of an instrument has its name.

Modules are found by name, so that what does not use an instrument does not depend on its code or its constants.
Each has the functions of `Questionnaire`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import pandas as pd

from trialstats.instruments.words import Words
from trialstats.trialfile.instruments import Instrument

if TYPE_CHECKING:
    from trialstats.instruments import bpi, dn4, npsi, paindetect, sf36
    from trialstats.trialfile.instruments import Bpi, Dn4, Npsi, PainDetect, Sf36

__all__ = ["Questionnaire", "Words", "code_words", "questionnaire"]

Declared = TypeVar("Declared", contravariant=True)


class Questionnaire(Protocol[Declared]):
    """What the pipeline asks of an instrument; its items are those of `instrument.columns`, in that order."""

    def codes(self, instrument: Declared) -> Mapping[Any, range | tuple[int, ...]]:
        """Give the codes of each item: a range, or the few that there are."""

    def score(self, items: pd.DataFrame, instrument: Declared) -> pd.DataFrame:
        """Score items (a column each, any index) into columns named by PARAMCD."""

    def scale_items(self, items: pd.DataFrame, instrument: Declared) -> dict[str, pd.DataFrame]:
        """Give the recoded items of each scale by PARAMCD."""

    def words(self, instrument: Declared) -> dict[str, Words]:
        """Give what is said of each PARAMCD."""


if TYPE_CHECKING:
    # Modules are found by name at run time: here the type checker sees that each keeps the protocol.
    _bpi: Questionnaire[Bpi] = bpi
    _dn4: Questionnaire[Dn4] = dn4
    _npsi: Questionnaire[Npsi] = npsi
    _paindetect: Questionnaire[PainDetect] = paindetect
    _sf36: Questionnaire[Sf36] = sf36


def questionnaire(instrument: Instrument) -> Questionnaire[Instrument]:
    """Find the module of an instrument."""
    return cast("Questionnaire[Instrument]", import_module(f"trialstats.instruments.{instrument.name}"))


def code_words(codes: range | tuple[int, ...]) -> str:
    """Say the codes of an item: `1 to 5`, or `0, 2` where they are listed."""
    return f"{codes[0]} to {codes[-1]}" if isinstance(codes, range) else ", ".join(map(str, codes))
