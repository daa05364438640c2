"""Rows of a file, chosen by what stands in a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.part import ColumnName, OneOrMore, Part

__all__ = ["MISSING_WHERE", "MissingWhere", "RowFilter"]


class RowFilter(Part):
    """The rows of a file whose column holds one of these texts, none of those, or any value."""

    column: ColumnName = Field(description="The column's name in the source.")
    within: OneOrMore | None = Field(
        None, alias="in", description='The rows with one of these texts; `" "` is a blank.'
    )
    without: OneOrMore | None = Field(
        None, alias="not_in", description='Rows with none of these texts; `" "` is a blank.'
    )
    recorded: bool | None = Field(
        None,
        description="`true`: the rows with a value in that column (a text of `missing` is none); `false`: the others.",
    )

    @model_validator(mode="after")
    def check_one(self) -> RowFilter:
        if sum(choice is not None for choice in (self.within, self.without, self.recorded)) != 1:
            raise ValueError("give one of `in`, `not_in` and `recorded`")
        return self


def as_list(value: Any) -> Any:
    """Let the author write one choice for a list of one."""
    return [value] if isinstance(value, (Mapping, BaseModel)) else value


MissingWhere = Annotated[
    tuple[RowFilter, ...], BeforeValidator(as_list, json_schema_input_type=RowFilter | tuple[RowFilter, ...])
]
MISSING_WHERE = (
    "Where another column of its row says that there is no value, whatever stands there, e.g. `{column: done, in: "
    "[N, NOT DONE]}` or, where that is blank, `{column: done, recorded: false}`; listed with the reason."
)
