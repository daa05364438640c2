"""What every questionnaire says: which column holds which of its items."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from trialstats.trialfile.parts.part import ColumnName, Part, Text
from trialstats.trialfile.text.wording import nearest

__all__ = ["Form", "check_pattern", "fill"]

ITEM = re.compile(r"^(?P<before>[^{}]*)\{n(:0(?P<width>[1-9])d)?\}(?P<after>[^{}]*)$")


def check_pattern(pattern: str) -> str:
    """Refuse a pattern that does not hold the number of an item once."""
    if not ITEM.match(pattern):
        raise ValueError("must hold `{n}` or `{n:02d}` once, e.g. `q{n:02d}`")
    return pattern


def fill(pattern: str, number: int) -> str:
    """Name the column of an item, e.g. `q07`."""
    found = ITEM.match(pattern)
    assert found is not None  # a validator saw to it
    return f"{found['before']}{number:0{int(found['width'] or 1)}d}{found['after']}"


class Form(Part):
    """A questionnaire of named items; its scores and codes are in `scoring`."""

    numbers: ClassVar[Mapping[str, int]] = {}
    """The items that it scores, in order, and the number that `{n}` stands for."""
    unscored: ClassVar[tuple[str, ...]] = ()
    """Items of the form that are in no score: they may be named, and nothing reads them."""

    items: dict[Text, ColumnName] = Field(
        description="Names of the item columns with `{n}` or `{n:02d}` for the number, or the column of each item."
    )

    answers: dict[Text, dict[Text, int]] = Field(
        default_factory=dict,
        description="Where the file has texts or codes of its own: the code of each, by item, or under `all`, e.g. "
        "`all: {Y: 1, N: 0}`. Then no other text is an answer.",
    )

    @field_validator("items", mode="before", json_schema_input_type=Text | dict[Text, ColumnName])
    @classmethod
    def items_by_pattern(cls, given: Any, info: ValidationInfo) -> Any:
        """Write a pattern out."""
        if isinstance(given, str):
            check_pattern(given)
            return {item: fill(given, number) for item, number in cls.known(info.data).items()}
        return {str(item): column for item, column in given.items()} if isinstance(given, dict) else given

    @field_validator("items")
    @classmethod
    def check_items(cls, items: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        """Refuse unknown and absent items, and a column that two items read."""
        known = cls.known(info.data)
        for item in items:
            if item not in known and item not in cls.unscored:
                raise ValueError(f"{item} is not an item of it{nearest(item, [*known, *cls.unscored])}")
        if absent := [item for item in known if item not in items]:
            raise ValueError(f"has no column for {', '.join(absent)}")
        columns = list(items.values())
        if twice := [column for column in dict.fromkeys(columns) if columns.count(column) > 1]:
            raise ValueError(f"names column {', '.join(twice)} twice")
        return {item: items[item] for item in known}

    @field_validator("answers")
    @classmethod
    def check_answers(cls, answers: dict[str, dict[str, int]], info: ValidationInfo) -> dict[str, dict[str, int]]:
        """Refuse answers of unknown items."""
        known = ["all", *cls.known(info.data)]
        for item in answers:
            if item not in known:
                raise ValueError(f"{item} is not an item of it{nearest(item, known)}")
        return answers

    def answers_of(self, item: Hashable) -> dict[str, int]:
        """Give the code of each text that is an answer to an item; none where the codes stand in the file."""
        return self.answers.get(str(item)) or self.answers.get("all", {})

    @classmethod
    def known(cls, given: Mapping[str, Any]) -> Mapping[str, int]:
        """The items that it scores, in order, and their numbers; `given` holds what was said before `items`."""
        return cls.numbers

    @property
    def columns(self) -> dict[Hashable, str]:
        """The column of each item that is read, in order."""
        return {item: column for item, column in self.items.items()}  # noqa: C416 - a dict of another type

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it reads beside its source."""
        return ()
