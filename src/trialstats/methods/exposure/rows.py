"""The words of the rows on treatment received, by which tables and figures find them."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ADHERED",
    "BY_WEEK",
    "EXPLORATORY",
    "NOT_APPLICABLE",
    "NOT_RECORDED",
    "SQUARE",
    "Account",
    "Counted",
    "Received",
]

# `variable` of rows of kind point: sessions attended by the end of a week.
BY_WEEK = "CUMSES"

# `level` of rows of variable ADHERENT.
ADHERED = "Y"

# `level` of rows of kind coefficient: that of the square of the dose.
SQUARE = "square"

# `level` of sessions without a value of the variable by which they are counted: none was to be recorded, or none was.
NOT_APPLICABLE, NOT_RECORDED = "Not applicable", "Not recorded"

# What must be said wherever slopes and correlations on the dose are shown.
EXPLORATORY = (
    "Exploratory: the dose was not randomised. Who stops early has fewer sessions and may differ in outcome for other "
    "reasons, so an association is no effect of dose."
)


class Received(StrEnum):
    """`variable` of rows of kind summary, and of an outcome over a dose: what a subject received."""

    DAYS = "DAYS"  # of a crossover trial the days of the periods of a treatment
    SESSIONS = "SESSIONS"  # sessions attended
    ADHERENCE = "ADHERENC"  # percent of the sessions planned
    PER_WEEK = "PERWEEK"  # sessions per week
    ENERGY = "ENERGY"  # energy of all sessions
    FLUENCE = "FLUENCE"  # mean fluence of a session
    CUMULATIVE = "CUMFLU"  # fluence of all sessions


class Counted(StrEnum):
    """`variable` of rows of kind count."""

    EVENTS = "EVENTS"  # the sessions themselves; with `group`, those of a `level` of a variable of the sessions
    BAND = "BAND"  # subjects by the number of sessions attended, of which `level` is a category
    AT_LEAST = "ATLEAST"  # subjects with so many sessions (`level`, `value`) or more
    ADHERENT = "ADHERENT"  # subjects who adhered; `value` is the threshold in sessions, where there is one


class Account(StrEnum):
    """`variable` of an account: of which records it says how many were used."""

    ATTENDED = "sessions attended"
    BY_WEEK = "sessions by week"
    ENERGY = "energy"
    FLUENCE = "fluence"
