"""Numeric twins of coded texts: FASFN of FASFL, SEXN of SEX; which there are, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trialstats.adam.variables.variable import NAME_LENGTH
from trialstats.trialfile.trial import Trial

__all__ = ["YES_NO", "numbers_of_arms", "twin_of", "twins_of"]

YES_NO: Final[dict[str | float, str]] = {0: "No", 1: "Yes"}


def twin_of(variable: str) -> str:
    """Name the numeric twin of a text: a flag's last letter turns into N, others get one.

    >>> twin_of("FASFL"), twin_of("SEX")
    ('FASFN', 'SEXN')
    """
    return f"{variable[:-1]}N" if variable.endswith("FL") else f"{variable}N"


def twins_of(trial: Trial) -> dict[str, Sequence[str] | None]:
    """Give the texts of ADSL that have a twin: their levels in order, or None of a population's Y and N.

    A category without declared levels has none, for its numbers would change with the data; nor has one whose twin
    would have more than eight letters, or the name of another variable.
    """
    declared = {*trial.covariates, *trial.populations, *trial.subjects.dates}
    coded: dict[str, Sequence[str] | None] = dict.fromkeys(("RANDFL", *trial.populations))
    coded |= {name: column.levels for name, column in trial.covariates.items() if column.levels}
    return {name: levels for name, levels in coded.items() if is_free(twin_of(name), declared)}


def is_free(name: str, declared: set[str]) -> bool:
    return len(name) <= NAME_LENGTH and name not in declared


def numbers_of_arms(trial: Trial) -> dict[str, float]:
    """Give the number of each treatment (TRT01PN, TRTPN): its dose, if every arm has another; else its place in order.

    A number stands for one treatment, so that doses that two arms share, or that some have not, number none.
    """
    doses = {name: arm.dose for name, arm in trial.arms.items()}
    known = {name: dose for name, dose in doses.items() if dose is not None}
    if len(set(known.values())) == len(doses):
        return known
    return {name: float(place) for place, name in enumerate(doses, start=1)}
