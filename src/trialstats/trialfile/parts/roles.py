"""What the variables of an occurrence are to each other: a start and its end, amounts, the number of a session."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Pair", "Roles", "named", "pairs"]

Pair = tuple[str, str]


@dataclass(frozen=True)
class Roles:
    """Variables by what they are.

    spans: dates of the first and the last day. durations: the date of the first day and the number of days. amounts:
    numbers that cannot be below 0. alike: numbers of one unit, also where the trial file does not name it. sequences:
    numbers that no subject has twice. long_before: dates that may lie long before the trial, since what began before it
    is looked for.
    """

    spans: tuple[Pair, ...] = ()
    durations: tuple[Pair, ...] = ()
    amounts: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    long_before: tuple[str, ...] = ()


def pairs(first: str, other: str | None) -> tuple[Pair, ...]:
    """Give the pair of two variables, if the other is declared."""
    return ((first, other),) if other else ()


def named(*variables: str | None) -> tuple[str, ...]:
    """Give those variables that are declared."""
    return tuple(variable for variable in variables if variable)
