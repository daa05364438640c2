"""What the checks of names share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialstats.spec.instruments import instrument_parameters
from trialstats.spec.trial import Trial
from trialstats.spec.wording import nearest

__all__ = ["Broken", "parameters_of", "unknown"]

Broken = Iterator[tuple[tuple[str | int, ...], str]]


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"= {name} is not a known {what}{nearest(name, known)}"


def parameters_of(trial: Trial, dataset: str) -> list[str]:
    """List the parameters of a dataset in the order declared, derived ones last."""
    declared = trial.datasets[dataset]
    scored = instrument_parameters(declared.instrument) if declared.instrument else []
    return [*declared.parameters, *scored, *declared.derived]
