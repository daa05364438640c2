"""What a version of the questionnaire is: codes, recodes, scales and the rules that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from trialstats.errors import SpecError
from trialstats.questionnaires.sf36.resources import read_constants

__all__ = ["ITEMS", "VERSIONS", "CrossItemRule", "Scale", "Transition", "Version", "load_version"]

ITEMS = tuple(range(1, 37))
VERSIONS = ("v1", "v2", "rand36")


@dataclass(frozen=True)
class Scale:
    """Items that are summed; the sum runs from `low` to `low + span`."""

    name: str
    label: str
    items: tuple[int, ...]
    low: float
    span: float


@dataclass(frozen=True)
class Transition:
    """The item that compares health with a year ago and belongs to no scale."""

    item: int
    label: str
    kind: str
    better: str


@dataclass(frozen=True)
class CrossItemRule:
    """An item whose value depends on the code of another: `values[code of given - 1][code of item - 1]`."""

    item: int
    given: int
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Version:
    """One version; `values[item][code - 1]` is the recoded value of a code, codes counting from 1."""

    name: str
    title: str
    label: str
    paramcd: str
    scales: tuple[Scale, ...]
    transition: Transition
    values: Mapping[int, tuple[float, ...]]
    cross_item_rules: tuple[CrossItemRule, ...]
    half_rule: bool
    half_rule_optional: bool
    default_norms: str | None
    norms: tuple[str, ...]

    @cached_property
    def items(self) -> Mapping[int, range]:
        """The codes of each item, from 1."""
        return {item: range(1, len(self.values[item]) + 1) for item in ITEMS}

    @property
    def unscored(self) -> tuple[int, ...]:
        """No item beside the 36."""
        return ()


@cache
def load_version(name: str) -> Version:
    """Load one of `VERSIONS`; SpecError names them when asked for another."""
    if name not in VERSIONS:
        raise SpecError(f"there is no SF-36 version {name!r}; available: {', '.join(VERSIONS)}")
    return _version(read_constants(name))


def _version(constants: dict[str, Any]) -> Version:
    return Version(
        name=constants["name"],
        title=constants["title"],
        label=constants["label"],
        paramcd=constants["paramcd"],
        scales=tuple(_scale(name, entry) for name, entry in constants["scales"].items()),
        transition=Transition(**constants["transition"]),
        values=_values(constants["values_of_codes_from_1"]),
        cross_item_rules=tuple(_cross_item_rule(entry) for entry in constants["values_given_another_item"]),
        half_rule=constants["half_rule"]["default"],
        half_rule_optional=constants["half_rule"]["optional"],
        default_norms=constants["norms"]["default"],
        norms=tuple(constants["norms"]["available"]),
    )


def _scale(name: str, entry: dict[str, Any]) -> Scale:
    return Scale(name, entry["label"], tuple(entry["items"]), entry["low"], entry["span"])


def _values(entries: list[dict[str, Any]]) -> dict[int, tuple[float, ...]]:
    return {item: tuple(map(float, entry["values"])) for entry in entries for item in entry["items"]}


def _cross_item_rule(entry: dict[str, Any]) -> CrossItemRule:
    rows = tuple(tuple(map(float, row)) for row in entry["values_by_code_of_given"])
    return CrossItemRule(entry["item"], entry["given"], rows)
