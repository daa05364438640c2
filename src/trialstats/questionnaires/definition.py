"""What the data file of a questionnaire may say: its shape, checked by type. `problems` checks what types cannot.

A data file holds arithmetic and published facts with their sources, and no wording of any question. Everything else
that the program knows of the questionnaire is derived from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = [
    "Arithmetic",
    "Category",
    "Cdisc",
    "Choice",
    "Class",
    "Clock",
    "Codes",
    "Definition",
    "Difference",
    "Items",
    "Part",
    "Reading",
    "Score",
    "Steps",
    "Version",
    "say_codes",
]


class Reading(NamedTuple):
    """Any number between two ends: a mark on a line, a reading of an instrument, minutes."""

    low: float
    high: float


class Clock(NamedTuple):
    """A time of day, in hours from midnight."""

    low: float = 0.0
    high: float = 24.0


Codes = range | tuple[float, ...] | Reading | Clock
"""What can be answered: a range of whole numbers, the few numbers that there are, any number between two, a time."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Paramcd = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Sentence = Annotated[str, StringConstraints(min_length=1)]
Better = Literal["lower", "higher"]
Confidence = Literal["H", "M"]
"""How sure a fact is: H two independent sources were read, M one. What is less sure is not shipped."""


class Fact(BaseModel):
    """A part of a data file: frozen, typed as it is written, and closed to keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Items(Fact):
    """Items that have the same answers, in the order of the form.

    range: the lowest and highest of the whole numbers that can be answered. codes: the few numbers that can, ascending.
    between: any number from the first to the second. clock: a time of day. texts: answers that forms have as texts,
    and the code of each. reversed: lowest + highest - answer is what is scored. unscored: on the form, in no score, and
    not read. where: the choices with which these are the answers of the items; another group has others.
    """

    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    range: tuple[int, int] | None = None
    codes: Annotated[tuple[float, ...], Field(min_length=2)] | None = None
    between: tuple[float, float] | None = None
    clock: bool = False
    texts: dict[Sentence, float] = {}
    reversed: bool = False
    unscored: bool = False
    where: dict[Name, Name] = {}

    @property
    def answers(self) -> Codes:
        """The codes that each of the items has."""
        if self.clock:
            return Clock()
        if self.between:
            return Reading(*self.between)
        return self.codes or (range(self.range[0], self.range[1] + 1) if self.range else ())


class Choice(Fact):
    """What a trial file must or may say of how a questionnaire was given or is scored.

    values: what can be said, and what each means. default: what holds where nothing is said; without one it must be.
    """

    description: Sentence
    values: Annotated[dict[Name, Sentence], Field(min_length=2)]
    default: Name | None = None


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
    needed_by: dict[Name, dict[Name, int]] = {}
    prorate_up_to: int | None = None
    weights: Annotated[tuple[float, ...], Field(min_length=1)] | None = None
    at_least: float | None = None
    at_least_of: dict[Name, float] = {}
    blank: dict[Name, float] = {}
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
    only_if: dict[Name, float] = {}
    rounded: bool = False
    note: Sentence
    better: Better


class Version(Fact):
    """One of several versions of a questionnaire: those of its items that its scores are made of."""

    title: Sentence
    description: Sentence
    parts: dict[Name, Part] = {}
    scores: Annotated[dict[Name, Score], Field(min_length=1)]
    categories: dict[Name, Category] = {}

    @property
    def made(self) -> dict[str, Arithmetic]:
        """All that is worked out, in order: the parts, then the scores."""
        return {**self.parts, **self.scores}


class Cdisc(Fact):
    """CDISC's controlled terminology: the category (QSCAT), and the test codes (QSTESTCD) of items and scores."""

    category: Sentence
    items: dict[Name, Sentence] = {}
    scores: dict[Name, Sentence] = {}
    source: Sentence
    confidence: Confidence


class Definition(Fact):
    """A questionnaire.

    summary: what it measures and how, as the end of a sentence that begins with its title. licence: who owns it, and
    what is known of the terms. versions: where there are several, in the place of scores; the first is the default,
    unless `version_declared`. choices: what else can be said of it. form_needs: how many of the scored items must be
    answered for any score.
    """

    title: Sentence
    summary: Sentence
    confidence: Confidence
    source: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    licence: Sentence
    cdisc: Cdisc | None = None
    choices: dict[Name, Choice] = {}
    items: Annotated[tuple[Items, ...], Field(min_length=1)]
    form_needs: int | None = None
    parts: dict[Name, Part] = {}
    scores: dict[Name, Score] = {}
    categories: dict[Name, Category] = {}
    versions: dict[Name, Version] = {}
    version_declared: bool = False

    @property
    def numbers(self) -> dict[str, int]:
        """The place of each item on the form, counted from 1."""
        names = dict.fromkeys(name for group in self.items for name in group.names)
        return {name: number for number, name in enumerate(names, 1)}

    @property
    def codes(self) -> dict[str, Codes]:
        """The codes of each item that is scored, in the order of the form."""
        return {name: group.answers for group in self.items if not group.unscored for name in group.names}

    @property
    def unscored(self) -> tuple[str, ...]:
        """The items that may be there and are in no score."""
        return tuple(name for group in self.items if group.unscored for name in group.names)

    @property
    def reversed(self) -> frozenset[str]:
        """The items that are scored the other way round."""
        return frozenset(name for group in self.items if group.reversed for name in group.names)

    @property
    def texts(self) -> dict[str, dict[str, float]]:
        """The codes of answers that forms have as texts, by item."""
        return {name: group.texts for group in self.items if group.texts for name in group.names}

    @property
    def every_version(self) -> dict[str, Version]:
        """The versions; where there is one only, it has no name."""
        if self.versions:
            return self.versions
        only = Version.model_construct(
            title=self.title, description=self.summary, parts=self.parts, scores=self.scores, categories=self.categories
        )
        return {"": only}

    def every_choice(self) -> Iterator[dict[str, str]]:
        """Give all that can be chosen: a value of each choice."""
        for values in product(*(choice.values for choice in self.choices.values())):
            yield dict(zip(self.choices, values, strict=True))

    def with_choices(self, chosen: Mapping[str, str]) -> Definition:
        """Settle the choices: the groups of items that hold with them, and how many items are needed."""
        if not self.choices:
            return self

        def settled(made: Mapping[str, Arithmetic]) -> dict[str, Arithmetic]:
            return {
                name: each.model_copy(update={"needed": needed[chosen[choice]], "needed_by": {}})
                for name, each in made.items()
                for choice, needed in each.needed_by.items()
            }

        def of(holder: Definition | Version) -> dict[str, object]:
            return {
                "parts": {**holder.parts, **settled(holder.parts)},
                "scores": {**holder.scores, **settled(holder.scores)},
            }

        groups = tuple(g for g in self.items if all(chosen[choice] == value for choice, value in g.where.items()))
        versions = {name: version.model_copy(update=of(version)) for name, version in self.versions.items()}
        return self.model_copy(update={"items": groups, "versions": versions, "choices": {}, **of(self)})

    def items_of(self, score: Arithmetic) -> tuple[str, ...]:
        """Name what a score is made of."""
        return score.items or tuple(self.codes)


def say_codes(codes: Codes) -> str:
    """Say what can be answered: `0 to 10`, `-1, 0, 1` where they are listed, `any number from 0 to 100`."""
    match codes:
        case Clock():
            return "a time of day, as 23:00, or a whole hour"
        case Reading(low, high):
            return f"any number from {low:g} to {high:g}"
        case range():
            return f"{codes[0]} to {codes[-1]}"
    return ", ".join(f"{code:g}" for code in codes)
