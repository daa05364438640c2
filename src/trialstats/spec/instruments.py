"""The parameters that an instrument gives, by version; scoring gives their labels and ranges."""

from __future__ import annotations

from trialstats.spec.datasets import Instrument

__all__ = ["instrument_parameters"]

SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
# How the codes of each set of components end.
COMPONENTS = {"orthogonal": "", "farivar2007": "C", "grassi2010": "G"}


def instrument_parameters(instrument: Instrument) -> list[str]:
    """List the PARAMCDs of the scales, the health-transition item, T scores and components."""
    if instrument.version == "rand36":
        return [f"R36{scale}" for scale in (*SCALES, "HT")]
    scales = [f"SF36{scale}" for scale in SCALES]
    if instrument.norms is None:
        return [*scales, "SF36HT"]
    components = [f"SF36{name}{COMPONENTS[wanted]}" for wanted in instrument.components for name in ("PCS", "MCS")]
    return [*scales, "SF36HT", *(f"{scale}T" for scale in scales), *components]
