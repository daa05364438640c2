"""What is made of the answers to a questionnaire: parts, scores, and classes of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trialstats.questionnaires.fact import Better, Confidence, Fact, Label, Name, Paramcd, Sentence

__all__ = ["Arithmetic", "Category", "Class", "Difference", "Part", "Score", "Steps"]


class Difference(Fact):
    """A minimal clinically important difference."""

    value: Annotated[float, Field(gt=0)]
    source: Sentence
    confidence: Confidence


class Steps(Fact):
    """Classes with a number each, which take the place of a score.

    first: the number below, or at, the lowest edge. start: edges and the number at and above each. above: edges and the
    number above each, so that the edge itself is in the class before. One of the two is given.
    """

    first: float
    start: Annotated[tuple[tuple[float, float], ...] | None, Field(alias="from", min_length=1)] = None
    above: Annotated[tuple[tuple[float, float], ...] | None, Field(min_length=1)] = None

    @property
    def edges(self) -> tuple[float, ...]:
        """Where the classes begin."""
        return tuple(edge for edge, _ in self.start or self.above or ())

    @property
    def numbers(self) -> tuple[float, ...]:
        """The number of each class, that of the first in front."""
        return (self.first, *(number for _, number in self.start or self.above or ()))


class Arithmetic(Fact):
    """What is made of answers, and of what was made of them before.

    items: items, parts and scores above it; by default all items that are scored.

    sum: of all; missing where one is. mean: of those answered, if at least `needed` are (by default all); where that
    is `needed_declared`, a trial file says how many. prorated sum: that mean times their number. count: how many are at
    least `at_least`, or the number of their own in `at_least_of`. largest, smallest: of all. profile: the answers as
    the digits of one number, 9 where missing, if at least `needed` are answered. hours between: from the first of two
    times to the second, over midnight where that is earlier. percent of: 100 times the first over the second.

    needed_by: a choice, and how many are needed with each of its values. prorate_up_to: of a sum, the most missing
    items up to which a trial file may ask that it be prorated. weights: what each is multiplied with, of a sum. blank:
    what an item counts that is not answered. scale: the ends to which its lowest and highest value are moved. steps:
    the classes whose numbers take its place.
    """

    rule: Literal[
        "sum", "mean", "prorated sum", "count", "largest", "smallest", "profile", "hours between", "percent of"
    ]
    items: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    needed: int | None = None
    needed_declared: bool = False
    needed_by: dict[Name, dict[Name, int]] = Field(default_factory=dict)
    prorate_up_to: int | None = None
    weights: Annotated[tuple[float, ...], Field(min_length=1)] | None = None
    at_least: float | None = None
    at_least_of: dict[Name, float] = Field(default_factory=dict)
    blank: dict[Name, float] = Field(default_factory=dict)
    scale: tuple[float, float] | None = None
    steps: Steps | None = None


class Part(Arithmetic):
    """What is worked out on the way to a score, and not shown."""


class Score(Arithmetic):
    """A number made of answers. note: why the missing rule is so. neutral: the value that is neither good nor bad.

    grades: what each of its whole numbers is called, from the smallest; they are counted, and are no amounts.
    """

    paramcd: Annotated[Paramcd, Field(alias="PARAMCD")]
    label: Label
    unit: Sentence = "score"
    note: Sentence
    better: Better
    mcid: Difference | None = None
    neutral: float | None = None
    grades: tuple[Label, ...] = ()


class Class(Fact):
    """A class of a category: its first value of the score; the first class has none."""

    label: Sentence
    start: Annotated[float | None, Field(alias="from")] = None


class Category(Fact):
    """A score, or a part, cut into classes.

    classes: numbered from 1. cut_off: 1 at or above it, else 0; a number, or `declared`, where a trial file gives it,
    or may give another than the `default`. at_most: 1 at or below it, else 0. only_if: scores and parts that must be at
    least so large for a class but the first. rounded: cut as whole numbers, halves up, as where classes are printed.
    """

    paramcd: Annotated[Paramcd, Field(alias="PARAMCD")]
    label: Label
    of: Name
    classes: Annotated[tuple[Class, ...], Field(min_length=2)] | None = None
    cut_off: float | Literal["declared"] | None = None
    default: float | None = None
    at_most: float | None = None
    only_if: dict[Name, float] = Field(default_factory=dict)
    rounded: bool = False
    note: Sentence
    better: Better
