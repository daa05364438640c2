"""What is said of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Parameter"]


@dataclass(frozen=True)
class Parameter:
    """A column that scoring returns, and what is told of it.

    kind: a profile is the answers themselves, written as digits, and no amount of anything. low, high: the smallest
    and the largest possible value, its floor and its ceiling. neutral: the value that is
    neither good nor bad. levels: what the numbers of a category are called. mcid:
    the difference that matters, with its source. norm: what the norm population has, where that is known.
    """

    column: str
    paramcd: str
    label: str
    unit: str
    kind: Literal["score", "category", "profile"]
    low: float
    high: float
    better: str
    decimals: int
    neutral: float | None = None
    levels: Mapping[float, str] | None = None
    mcid: float | None = None
    mcid_source: str | None = None
    norm: Mapping[str, Any] | None = None
