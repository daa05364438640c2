"""Ordered categories: what their analysis, table and figure may say."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Text

__all__ = ["Ordinal", "OrdinalFigure", "OrdinalTable"]


def one_or_several(given: Any) -> Any:
    """Let a category of one value say it without a list."""
    return given if isinstance(given, list | tuple) else [given]


Values = Annotated[
    tuple[float, ...], BeforeValidator(one_or_several, json_schema_input_type=float | list[float]), Field(min_length=1)
]


class Ordinal(Findings):
    """Ordered categories, such as a global impression of change: the common odds ratio of a better category."""

    numbers_alone: ClassVar[bool] = True
    visits_alone: ClassVar[bool] = True
    visits_together: ClassVar[str | None] = None

    method: Literal["ordinal"]
    categories: dict[Text, Values] = Field(
        default_factory=dict,
        description="The categories in their order, each with its value or values, as `Improved: [1, 2, 3]`; by "
        "default every value is one.",
    )
    model: Literal["each visit", "all visits"] = Field(
        "each visit", description="A model at each visit, or one of all with arm by visit and errors by subject."
    )
    covariates: Names = Field((), description="BASE or ADSL variables.")
    std_error: Literal["observed", "expected", "robust"] = Field(
        "observed",
        description="From the observed information (R's clm), the expected (SAS's PROC LOGISTIC), or robust, which "
        "`all visits` always is.",
    )

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @property
    def visits_apart(self) -> bool:
        """Whether each visit has a model of its own."""
        return self.model == "each visit"

    @model_validator(mode="after")
    def check_categories(self) -> Ordinal:
        ends = [(min(values), max(values), name) for name, values in self.categories.items()]
        for (_, high, name), (low, _, following) in pairwise(ends):
            if low <= high:
                raise ValueError(f"`categories`: {following} begins at {low:g}, which is not above {name}, {high:g}")
        if len(self.categories) == 1:
            raise ValueError("`categories` has one; two are needed, in the order of their values")
        return self


class OrdinalTable(Selected):
    """Subjects in each category by visit and arm, and the odds ratio of a better category."""

    usual_title: ClassVar[str] = "{Outcome}: categories, {arms}"
    explained: ClassVar[bool] = True

    kind: Literal["ordinal"]


class OrdinalFigure(Selected):
    """Shares of subjects in each category as stacked bars, by visit and arm."""

    usual_title: ClassVar[str] = "{Outcome}: categories by visit"

    kind: Literal["ordinal"]
