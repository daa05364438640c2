"""A questionnaire that has a data file, as a trial file names it: its options, and which column holds which item."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, create_model, field_validator, model_validator

from trialstats.errors import SpecError
from trialstats.questionnaires import form
from trialstats.questionnaires.definition import Definition
from trialstats.questionnaires.options import cut_offs, default_version, fewest_declared, most_prorated
from trialstats.questionnaires.reference import describe
from trialstats.trialfile.parts.part import ColumnName, Part, Text
from trialstats.trialfile.text.wording import nearest

__all__ = ["Form", "check_pattern", "fill", "form_of"]

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
    """A questionnaire with a data file; what it says of one is in the classes that `form_of` makes."""

    definition: ClassVar[Definition]
    if TYPE_CHECKING:
        name: str

    items: dict[Text, ColumnName] = Field(
        description="Names of the item columns with `{n}` or `{n:02d}` for the number, or the column of each item."
    )
    answers: dict[Text, dict[Text, float]] = Field(
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
            return {item: fill(given, number) for item, number in cls.scored(info.data).items()}
        return {str(item): column for item, column in given.items()} if isinstance(given, dict) else given

    @field_validator("items")
    @classmethod
    def check_items(cls, items: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        """Refuse unknown and absent items, and a column that two items read."""
        scored, unscored = cls.scored(info.data), cls.definition.unscored
        for item in items:
            if item not in scored and item not in unscored:
                raise ValueError(f"{item} is not an item of it{nearest(item, [*scored, *unscored])}")
        if absent := [item for item in scored if item not in items]:
            raise ValueError(f"has no column for {', '.join(absent)}")
        columns = list(items.values())
        if twice := [column for column in dict.fromkeys(columns) if columns.count(column) > 1]:
            raise ValueError(f"names column {', '.join(twice)} twice")
        return {item: items[item] for item in scored}

    @field_validator("answers")
    @classmethod
    def check_answers(cls, answers: dict[str, dict[str, float]], info: ValidationInfo) -> dict[str, dict[str, float]]:
        """Refuse answers of unknown items."""
        known = ["all", *cls.scored(info.data)]
        for item in answers:
            if item not in known:
                raise ValueError(f"{item} is not an item of it{nearest(item, known)}")
        return answers

    @model_validator(mode="after")
    def check_options(self) -> Form:
        """Refuse what the questionnaire cannot be."""
        try:
            form.settle(self.definition, **self.options)
        except SpecError as error:
            raise ValueError(str(error)) from error
        return self

    @classmethod
    def scored(cls, given: Mapping[str, Any]) -> Mapping[str, int]:
        """The items that are scored, in order, and their numbers; `given` holds what was said before `items`."""
        # Of a version that must be named and is not, pydantic says so; the items are then looked at as the first's.
        return form.items_of(cls.definition, given.get("version") or default_version(cls.definition) or None)

    @property
    def options(self) -> dict[str, Any]:
        """What scoring is asked for, beside the items."""
        return {name: getattr(self, name) for name in options_of(self.definition)}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCDs of its scores."""
        return tuple(each.paramcd for each in form.settle(self.definition, **self.options).parameters)

    @property
    def classes(self) -> tuple[str, ...]:
        """The PARAMCDs of the classes among its scores, whose numbers are no amounts."""
        every = form.settle(self.definition, **self.options).parameters
        return tuple(each.paramcd for each in every if each.kind == "category")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.definition.title

    @property
    def has_scales(self) -> bool:
        """Whether any score is made of several items, which can agree with each other."""
        return any(len(items) > 1 for items in form.settle(self.definition, **self.options).scales.values())

    @property
    def labels(self) -> dict[str, str]:
        """What its scores are called, by PARAMCD."""
        return {each.paramcd: each.label for each in form.settle(self.definition, **self.options).parameters}

    @property
    def columns(self) -> dict[Hashable, str]:
        """The column of each item that is read, in order."""
        return {item: column for item, column in self.items.items()}  # noqa: C416 - a dict of another type

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it reads beside its source."""
        return ()

    def answers_of(self, item: Hashable) -> dict[str, float]:
        """Give the code of each text that is an answer to an item; none where the codes stand in the file."""
        return self.answers.get(str(item)) or self.answers.get("all", {})

    def texts_of(self, item: Hashable) -> dict[str, float]:
        """Give the texts that forms have beside codes as answers to an item, with the code of each."""
        return self.definition.texts.get(str(item), {})


def form_of(name: str, definition: Definition) -> type[Form]:
    """Make the class of a questionnaire: its name and options first, for they say which items it has."""
    fields: dict[str, Any] = {"name": (Literal[name], Field(description="Which questionnaire."))}
    create: Any = create_model  # its own types know no class of two bases
    options = create(f"{name}_options", __base__=Part, **fields, **options_of(definition))
    form_class: type[Form] = create(name.capitalize(), __base__=(Form, options), __doc__=describe(definition))
    form_class.definition = definition
    return form_class


def options_of(definition: Definition) -> dict[str, Any]:
    """Give the type and the description of each option that a questionnaire has."""
    options: dict[str, Any] = {}
    versions = definition.every_version
    if definition.versions:
        meaning = "; ".join(f"`{name}` {version.description}" for name, version in versions.items())
        default = ... if definition.version_declared else default_version(definition)
        options["version"] = (Literal[tuple(versions)], Field(default, description=f"Which version: {meaning}."))
    for name, choice in definition.choices.items():
        meaning = "; ".join(f"`{value}` {said}" for value, said in choice.values.items())
        says = f"{choice.description[0].upper()}{choice.description[1:]}: {meaning}."
        default = ... if choice.default is None else choice.default
        options[name] = (Literal[tuple(choice.values)], Field(default, description=says))
    ends_of_cut_offs = [ends for version in versions.values() if (ends := cut_offs(definition, version))]
    if ends_of_cut_offs:
        declared = [c for v in versions.values() for c in v.categories.values() if c.cut_off == "declared"]
        codes = dict.fromkeys(category.paramcd for category in declared)
        usual = dict.fromkeys(f"{category.default:g}" if category.default is not None else "" for category in declared)
        default = " or ".join(usual) if all(usual) else "there is none"
        meaning = f"The score from which on {' or '.join(codes)} is 1; by default {default}."
        least = min(low for low, _ in ends_of_cut_offs)
        kind = int | None if all(ends[0] % 1 == 0 and ends[0] > 0 for ends in ends_of_cut_offs) else float | None
        options["cut_off"] = (kind, Field(None, ge=least, description=meaning))
    if any(most_prorated(version) for version in versions.values()):
        meaning = "How many items may be missing, by default none: the sum is then the mean answer times their number."
        options["prorate_up_to"] = (int | None, Field(None, ge=1, description=meaning))
    fewest = [fewest_declared(definition, version) for version in versions.values()]
    if any(fewest):
        meaning = "How many items a score needs: there is no published number, so the protocol's must be said"
        required = all(fewest)
        said = "." if required else ", of a version that has several."
        options["at_least"] = (
            int if required else int | None,
            Field(... if required else None, ge=1, description=meaning + said),
        )
    return options
