"""What an instrument says of each of its scores."""

from __future__ import annotations

from typing import Any, TypedDict

__all__ = ["Words"]


class Words(TypedDict):
    """The words of a score, all of them; None where there is nothing to say.

    range: the smallest and the largest possible value, its floor and its ceiling. mcid_source: where the difference
    that matters comes from. norm: what the norm population has (see `Outcome`).
    """

    label: str
    unit: str
    better: str | None
    mcid: float | None
    mcid_source: str | None
    decimals: int
    range: tuple[float, float]
    norm: dict[str, Any] | None
