"""Which methods have twins."""

from __future__ import annotations

from collections.abc import Callable

from trialstats.twins import ancova, imputation, mixed, mmrm, responders
from trialstats.twins.twin import Asked, NoTwin, Twin

__all__ = ["TWINS", "twin_of"]

TWINS: dict[str, Callable[[Asked], Twin]] = {
    "ancova": ancova.twin,
    "mmrm": mmrm.twin,
    "mixed": mixed.twin,
    "responders": responders.twin,
    "imputation": imputation.twin,
}


def twin_of(asked: Asked) -> Twin:
    """Write the twin of an analysis. Raises NoTwin, with the reason, where it has none."""
    write = TWINS.get(asked.analysis.method)
    if write is None:
        raise NoTwin(f"method {asked.analysis.method} is not written in SAS or R yet")
    return write(asked)
