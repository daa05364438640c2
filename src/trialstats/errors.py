"""The errors a user can meet, one tree.

TrialstatsError
├── SpecError       the trial file is wrong                    exit code 2
├── DataError       the data do not agree with the trial file  exit code 3
├── AliveError      a run of the trial is still at work        exit code 75
└── FitError        a model could not be fitted                exit code 4
    ├── ArgumentError   it was asked for what there is not: also a ValueError
    └── NoSuchNumber    the data have no such number: no fault  (none: it is said where the number would stand)
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["AliveError", "ArgumentError", "DataError", "FitError", "NoSuchNumber", "SpecError", "TrialstatsError"]


class TrialstatsError(Exception):
    """An error whose text is written for the user; `problems` holds one line for each thing that is wrong."""

    exit_code = 1

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class SpecError(TrialstatsError):
    """The trial file, or the call that stands for it, asks for something that cannot be."""

    exit_code = 2


class DataError(TrialstatsError):
    """A data file does not hold what the trial file says of it."""

    exit_code = 3


class AliveError(TrialstatsError):
    """A run of the trial is at work in the results, which nobody else writes or reads then."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: later it may go well


class FitError(TrialstatsError):
    """A model could not be estimated; the text says why and what to try."""

    exit_code = 4


class ArgumentError(FitError, ValueError):
    """A model was asked for in a way that it cannot be: an unknown word, column or level, an unreadable formula."""


class NoSuchNumber(FitError):
    """A number that these data do not have, such as a ratio to nothing: its place says why, and nothing failed."""
