"""What is said of a trial, without the last line that tells how problems may be excused (which has its own tests)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tests import tiny as tiny_trial

if TYPE_CHECKING:
    from trialstats.adam.mapping import Mapped

HINT = "(to leave such records out and list them, say `problems: {"
HINT_VALUES = "(to make such values missing (their records stay) and list them, say `problems: {"
KEPT = "(to use such records as they are and list them, say `problems: {"


def without_hint(lines: Iterable[str]) -> list[str]:
    """Give what is wrong, without what would help, which stands in brackets."""
    return [line for line in lines if not line.startswith("(")]


def fatal(mapped: Mapping[str, Mapped]) -> list[str]:
    """Give the messages of everything fatal."""
    return without_hint(tiny_trial.fatal(mapped))


def checked(tiny: tiny_trial.Tiny) -> list[str]:
    """Check the trial and give the problems it has."""
    return without_hint(tiny.check().lines)
