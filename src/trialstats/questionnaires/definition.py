"""What the data file of a questionnaire may say: its shape, checked by type. `problems` checks what types cannot.

A data file holds arithmetic and published facts with their sources, and no wording of any question. Everything else
that the program knows of the questionnaire is derived from it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["Category", "Cdisc", "Class", "Codes", "Definition", "Difference", "Items", "Score", "Version", "say_codes"]

Codes = range | tuple[int, ...]
"""A range of whole numbers, or the few that there are."""

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

    range: the lowest and highest of the whole numbers that can be answered. codes: the few that can, ascending.
    reversed: lowest + highest - answer is what is scored. unscored: on the form, in no score, and not read.
    """

    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    range: tuple[int, int] | None = None
    codes: Annotated[tuple[int, ...], Field(min_length=2)] | None = None
    reversed: bool = False
    unscored: bool = False

    @property
    def answers(self) -> Codes:
        """The codes that each of the items has."""
        return self.codes or (range(self.range[0], self.range[1] + 1) if self.range else ())


class Difference(Fact):
    """A minimal clinically important difference."""

    value: Annotated[float, Field(gt=0)]
    source: Sentence
    confidence: Confidence


class Score(Fact):
    """A number made of answers.

    sum: of all items; missing where one is. mean: of the answered items, if at least `needed` are (by default all).
    prorated sum: that mean times the number of items. prorate_up_to: of a sum, the most missing items up to which a
    trial file may ask that it be prorated. items: by default all that are scored. note: why the missing rule is so.
    """

    paramcd: Annotated[Paramcd, Field(alias="PARAMCD")]
    label: Label
    rule: Literal["sum", "mean", "prorated sum"]
    items: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    needed: int | None = None
    prorate_up_to: int | None = None
    note: Sentence
    better: Better
    mcid: Difference | None = None


class Class(Fact):
    """A class of a category: its first value of the score; the first class has none."""

    label: Sentence
    start: Annotated[float | None, Field(alias="from")] = None


class Category(Fact):
    """A score cut into classes.

    classes: numbered from 1. cut_off: 1 at or above it, else 0; a number, or `declared`, where a trial file gives it.
    """

    paramcd: Annotated[Paramcd, Field(alias="PARAMCD")]
    label: Label
    of: Name
    classes: Annotated[tuple[Class, ...], Field(min_length=2)] | None = None
    cut_off: int | Literal["declared"] | None = None
    note: Sentence
    better: Better


class Version(Fact):
    """One of several versions of a questionnaire: those of its items that its scores are made of."""

    title: Sentence
    description: Sentence
    scores: Annotated[dict[Name, Score], Field(min_length=1)]
    categories: dict[Name, Category] = {}


class Cdisc(Fact):
    """CDISC's controlled terminology: the category (QSCAT), and the test codes (QSTESTCD) of items and scores."""

    category: Sentence
    items: dict[Name, Sentence]
    scores: dict[Name, Sentence] = {}
    source: Sentence
    confidence: Confidence


class Definition(Fact):
    """A questionnaire.

    summary: what it measures and how, as the end of a sentence that begins with its title. licence: who owns it, and
    what is known of the terms. versions: where there are several, in the place of scores; the first is the default.
    """

    title: Sentence
    summary: Sentence
    confidence: Confidence
    source: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    licence: Sentence
    cdisc: Cdisc | None = None
    items: Annotated[tuple[Items, ...], Field(min_length=1)]
    scores: dict[Name, Score] = {}
    categories: dict[Name, Category] = {}
    versions: dict[Name, Version] = {}

    @property
    def numbers(self) -> dict[str, int]:
        """The place of each item on the form, counted from 1."""
        return {name: number for number, name in enumerate((n for group in self.items for n in group.names), 1)}

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
    def every_version(self) -> dict[str, Version]:
        """The versions; where there is one only, it has no name."""
        if self.versions:
            return self.versions
        return {"": Version(title=self.title, description=self.summary, scores=self.scores, categories=self.categories)}

    def items_of(self, score: Score) -> tuple[str, ...]:
        """Name the items that a score is made of."""
        return score.items or tuple(self.codes)

    def range_of(self, score: Score) -> tuple[float, float]:
        """Give the smallest and the largest value that a score can take."""
        codes = [self.codes[item] for item in self.items_of(score)]
        parts = len(codes) if score.rule == "mean" else 1
        return sum(min(some) for some in codes) / parts, sum(max(some) for some in codes) / parts


def say_codes(codes: Codes) -> str:
    """Say the codes of an item: `0 to 10`, or `-1, 0, 1` where they are listed."""
    return f"{codes[0]} to {codes[-1]}" if isinstance(codes, range) else ", ".join(map(str, codes))
