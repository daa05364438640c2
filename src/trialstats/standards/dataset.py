"""A dataset as it is handed in: its variables described, its values in types that every format holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

__all__ = ["Change", "Dataset", "Type", "Variable"]


class Type(StrEnum):
    """What the values of a variable are."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    DATE = "date"
    DATETIME = "datetime"


FORMATS: Mapping[Type, str] = {Type.DATE: "DATE9.", Type.DATETIME: "DATETIME20."}


@dataclass(frozen=True)
class Variable:
    """A variable: name and label as handed in, type, length and digits.

    length: of a text the bytes of the longest value, of a number the characters that the widest takes to write;
    digits: of a float, those after the point; called: its name in the run where that is longer.
    """

    name: str
    label: str
    type: Type
    length: int
    digits: int | None = None
    called: str | None = None

    @property
    def format(self) -> str | None:
        """The SAS format of a date or a date with its time."""
        return FORMATS.get(self.type)


@dataclass(frozen=True)
class Dataset:
    """A dataset: a column of `frame` a variable, in their order.

    frame: text as object or str with None, numbers as float64 or int64, dates as datetime64.
    """

    name: str
    label: str
    called: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]
    frame: pd.DataFrame

    @property
    def file(self) -> str:
        """The name of its files, without ending."""
        return self.name.lower()


@dataclass(frozen=True)
class Change:
    """What is handed in otherwise than the run has it: of which variable, from what to what, in how many values."""

    dataset: str
    variable: str
    kind: str
    was: str
    now: str
    values: int
