"""A display that cannot be made costs that display, not the report: what is said in its place."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from trialstats.errors import TrialstatsError

__all__ = ["Made", "made", "say"]

Display = TypeVar("Display")
# Where a thing lies in memory differs from run to run, and says nothing.
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True)
class Made(Generic[Display]):
    """A display, or what stands in its place; then `failed` is the sentence that says why, `error` what stopped it."""

    display: Display
    failed: str | None = None
    error: Exception | None = None


def made(make: Callable[[], Display], instead: Callable[[str], Display], what: str, log: str) -> Made[Display]:
    """Make a display; where that raises, make `instead` of the reason. What the system refuses (a full disk) is raised.

    what: `figure` or `table`; log: where the workflow keeps what the step says.
    """
    try:
        return Made(make())
    except OSError:
        raise
    except Exception as error:
        failed = f"This {what} could not be made: {reason(error, log)}"
        return Made(instead(failed), failed, error)


def reason(error: Exception, log: str) -> str:
    """Give the reason in a sentence; of a fault that nobody foresaw its name, and where the whole of it is."""
    if isinstance(error, TrialstatsError):
        return "; ".join(error.problems).rstrip(".") + "."
    first = ADDRESS.sub("", (str(error).splitlines() or [""])[0])[:200]
    return f"a fault of the program ({type(error).__name__}: {first}). The traceback is in {log}."


def say(result: Made[Display]) -> None:
    """Tell the log what stopped a display: of what nobody foresaw the whole traceback."""
    if result.error is None:
        return
    print(result.failed, file=sys.stderr)
    if not isinstance(result.error, TrialstatsError):
        traceback.print_exception(result.error, file=sys.stderr)
