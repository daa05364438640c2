"""The words of rows on events and on the subjects who have them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ANY", "NO_SYSTEM", "Unsaid"]

# `variable` of what is of all events of a `group`; without a group, of all events.
ANY = "ANY"

# `group` of all terms, where the trial file names no body system.
NO_SYSTEM = "All systems"


class Unsaid(StrEnum):
    """What stands for a name that was not recorded."""

    SYSTEM = "Body system not recorded"  # `group` of adverse events
    TERM = "Term not recorded"  # their `variable`
    SEVERITY = "Not recorded"  # their `level`
    MEDICINE = "Medicine not recorded"  # `group` of medication
