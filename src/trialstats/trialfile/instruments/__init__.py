"""The questionnaires that a trial file can name: one class each, told apart by `name`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.trialfile.instruments.bpi import Bpi
from trialstats.trialfile.instruments.dn4 import Dn4
from trialstats.trialfile.instruments.npsi import Npsi
from trialstats.trialfile.instruments.paindetect import PainDetect
from trialstats.trialfile.instruments.sf36 import NormsFile, Sf36

__all__ = ["Bpi", "Dn4", "Instrument", "NormsFile", "Npsi", "PainDetect", "Sf36", "instrument_parameters"]

Instrument = Annotated[
    Sf36
    | Bpi
    | Dn4
    | Npsi
    | PainDetect,
    Field(discriminator="name"),
]  # fmt: skip


def instrument_parameters(instrument: Instrument) -> list[str]:
    """List the PARAMCDs that a questionnaire gives, in order; scoring gives their labels and ranges."""
    return list(instrument.parameters)
