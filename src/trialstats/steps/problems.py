"""Problems of the data, gathered so that all of them are said at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from trialstats.errors import DataError
from trialstats.trialfile.text.declared import About, about

__all__ = ["attempt", "stop_at"]

T = TypeVar("T")
EXCUSE = ("(to ", "(`")  # how a line begins that says how to leave records out or keep them


def attempt(problems: list[str], action: Callable[[], T], known: About | None = None) -> T | None:
    """Do something, adding its problems to the others, with what is known of what they are about."""
    try:
        return action()
    except DataError as error:
        problems.extend(about(error.problems, known or About()))
        return None


def stop_at(problems: list[str]) -> None:
    """Raise DataError if there are problems; each is said once, then what would help, and how to excuse them last."""
    if problems:
        said = dict.fromkeys(problems)
        raise DataError(sorted(said, key=lambda problem: (problem.startswith("("), problem.startswith(EXCUSE))))
