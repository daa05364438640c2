"""What every part of the trial file shares: unknown keys are refused, values never change after loading."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

__all__ = ["ColumnName", "Name", "OneOrMore", "Paramcd", "Part", "Text", "Variable"]


class Part(BaseModel):
    """A part of the trial file: frozen, typed, and closed to keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=False)


def as_sequence(value: Any) -> Any:
    """Let the author write `SURAL` for `[SURAL]`."""
    return [value] if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(min_length=1)]
ColumnName = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]{0,7}$")]
Paramcd = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]{0,7}$")]
OneOrMore = Annotated[tuple[Text, ...], BeforeValidator(as_sequence)]
