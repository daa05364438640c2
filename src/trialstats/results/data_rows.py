"""The words of rows that no method makes: accounts of the data, sizes of populations, thresholds that were declared."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["COUNTED", "MISSING_CODE", "NOT_SCORED", "OF_VALUES", "Besides", "account_level"]

# The columns of an account, and what the `level` of its rows calls each.
COUNTED = {
    "n_in": "in",
    "n_used": "used",
    "n_listed": "listed",
    "n_text": "coded",
    "n_beyond": "numbers beyond a limit",
}
# Those that only values have: a row of a file is no result.
OF_VALUES = ("n_text", "n_beyond")

# `level` of rows of ACCOUNTS: the scores that could not be computed.
NOT_SCORED = "not scored"

# The kind of what is listed because a code stands for its value: it is counted by code too.
MISSING_CODE = "missing_code"


class Besides(StrEnum):
    """`analysis` of rows that no analysis of the trial file makes, which the analysis results data hold besides."""

    ACCOUNTS = "accounts"  # of all sources, and what was listed
    POPULATIONS = "populations"  # their sizes, by arm
    EVENTS = "subjects_with_events"  # who of an estimand's population had its intercurrent events, by arm
    THRESHOLDS = "thresholds"  # the changes that are taken to matter to a patient


def account_level(source: object, *counted: object) -> str:
    """Write the `level` of a count of ACCOUNTS: the source, and the unit and column, or the kind and fate, counted."""
    return " ".join(str(part) for part in (source, *counted))
