"""What a questionnaire is: its items, the codes of each, and its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from trialstats.scoring.resources import read_constants

__all__ = ["Codes", "Form", "Score", "load_form", "say_codes"]

Codes = range | tuple[int, ...]
"""A range of whole numbers, or the few that there are."""


@dataclass(frozen=True)
class Score:
    """A sum or mean of items; missing where fewer than `at_least` of them are answered.

    A mean is of the answered items. Of a sum all items are needed: it cannot do with fewer without imputation.
    """

    name: str
    paramcd: str
    label: str
    of: Literal["sum", "mean"]
    items: tuple[str, ...]
    at_least: int
    better: str
    mcid: float | None
    mcid_source: str | None


@dataclass(frozen=True)
class Form:
    """One questionnaire; `unscored` names items that may be there and are in no score: nothing is asked of them."""

    name: str
    title: str
    items: Mapping[str, Codes]
    unscored: tuple[str, ...]
    scores: tuple[Score, ...]
    constants: Mapping[str, Any]

    def bounds(self, score: Score) -> tuple[float, float]:
        """Give the smallest and largest value that a score can take."""
        lows = [min(self.items[item]) for item in score.items]
        highs = [max(self.items[item]) for item in score.items]
        parts = len(lows) if score.of == "mean" else 1
        return sum(lows) / parts, sum(highs) / parts


@cache
def load_form(name: str) -> Form:
    """Load a questionnaire from its file of constants."""
    constants = read_constants(name)
    return Form(
        name=name,
        title=constants["title"],
        items={item: _codes(entry) for entry in constants["items"] for item in entry["names"]},
        unscored=tuple(constants.get("unscored", ())),
        scores=tuple(_score(score, entry) for score, entry in constants["scores"].items()),
        constants=constants,
    )


def _codes(entry: Mapping[str, Any]) -> Codes:
    return tuple(entry["codes"]) if "codes" in entry else range(entry["lowest"], entry["highest"] + 1)


def _score(name: str, entry: Mapping[str, Any]) -> Score:
    items = tuple(entry["items"])
    return Score(
        name,
        entry["PARAMCD"],
        entry["label"],
        entry["of"],
        items,
        entry.get("at_least", len(items)),
        entry["better"],
        entry["mcid"],
        entry.get("mcid_source"),
    )


def say_codes(codes: Sequence[int]) -> str:
    """Say codes: `0 to 10`, or `-1, 0, 1` where they are listed."""
    return f"{codes[0]} to {codes[-1]}" if isinstance(codes, range) else ", ".join(map(str, codes))
