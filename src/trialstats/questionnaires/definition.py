"""What the data file of a questionnaire may say: its shape, checked by type. `problems` checks what types cannot.

A data file holds arithmetic and published facts with their sources, and no wording of any question. Everything else
that the program knows of the questionnaire is derived from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated

from pydantic import Field

from trialstats.questionnaires.codes import Clock, Codes, Reading
from trialstats.questionnaires.fact import Confidence, Fact, Name, Sentence
from trialstats.questionnaires.scores import Arithmetic, Category, Part, Score

__all__ = ["Cdisc", "Choice", "Definition", "Items", "Version"]


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
    texts: dict[Sentence, float] = Field(default_factory=dict)
    reversed: bool = False
    unscored: bool = False
    where: dict[Name, Name] = Field(default_factory=dict)

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


class Version(Fact):
    """One of several versions of a questionnaire: those of its items that its scores are made of."""

    title: Sentence
    description: Sentence
    parts: dict[Name, Part] = Field(default_factory=dict)
    scores: Annotated[dict[Name, Score], Field(min_length=1)]
    categories: dict[Name, Category] = Field(default_factory=dict)

    @property
    def made(self) -> dict[str, Arithmetic]:
        """All that is worked out, in order: the parts, then the scores."""
        return {**self.parts, **self.scores}


class Cdisc(Fact):
    """CDISC's controlled terminology: the category (QSCAT), and the test codes (QSTESTCD) of items and scores."""

    category: Sentence
    items: dict[Name, Sentence] = Field(default_factory=dict)
    scores: dict[Name, Sentence] = Field(default_factory=dict)
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
    choices: dict[Name, Choice] = Field(default_factory=dict)
    items: Annotated[tuple[Items, ...], Field(min_length=1)]
    form_needs: int | None = None
    parts: dict[Name, Part] = Field(default_factory=dict)
    scores: dict[Name, Score] = Field(default_factory=dict)
    categories: dict[Name, Category] = Field(default_factory=dict)
    versions: dict[Name, Version] = Field(default_factory=dict)
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
