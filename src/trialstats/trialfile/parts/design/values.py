"""Numbers that may be one for all, or differ by visit, by level or by arm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Tag

from trialstats.trialfile.parts.part import BY_FORM, Text

__all__ = ["ByArm", "Chance", "ChanceByArm", "Chances", "Course", "Positive", "Positives", "at", "of_arm"]

Chance = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]

Course = Annotated[
    Annotated[float, Tag("plain")] | Annotated[dict[Text, float], Field(min_length=1), Tag("keyed")], BY_FORM
]
"""A number at every visit, or one a visit: `{Week 4: -3, Week 8: -6}`."""
Positives = Annotated[
    Annotated[Positive, Tag("plain")] | Annotated[dict[Text, Positive], Field(min_length=1), Tag("keyed")], BY_FORM
]
Chances = Annotated[
    Annotated[Chance, Tag("plain")] | Annotated[dict[Text, Chance], Field(min_length=1), Tag("keyed")], BY_FORM
]
ByArm = Annotated[
    Annotated[Chance, Tag("plain")] | Annotated[dict[Text, Chances], Field(min_length=1), Tag("keyed")], BY_FORM
]
"""A chance at every visit of every arm, or one an arm, each of which may be one a visit."""
ChanceByArm = Annotated[
    Annotated[Chance, Tag("plain")] | Annotated[dict[Text, Chance], Field(min_length=1), Tag("keyed")], BY_FORM
]
"""A chance of every arm, or one an arm."""


def at(course: float | Mapping[str, float], visit: str) -> float:
    """Give the number of a visit; 0 of one that is not named."""
    return course.get(visit, 0.0) if isinstance(course, Mapping) else course


def of_arm(chances: float | Mapping[str, float | dict[str, float]], arm: str) -> float | Mapping[str, float]:
    """Give the chances of an arm; 0 of one that is not named."""
    return chances.get(arm, 0.0) if isinstance(chances, Mapping) else chances
