"""Parameters made of several days, of several parameters in their own units, or of improvements since baseline."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import Name, Paramcd, Part

__all__ = ["DailyMean", "Improvement", "Responder", "ZScores"]


class DailyMean(Part):
    """The mean of a diary's days in the window of each visit, such as a week's mean pain."""

    of: Paramcd = Field(description="The parameter of each day; its source has a `date`.")
    at_least: int = Field(
        ge=1, description="How many days of a window must have a value: no published number, the protocol says it."
    )


class ZScores(Part):
    """Parameters put together, each in SDs from its mean at baseline, positive where it is worse.

    Mean and SD are of all subjects of the dataset with a value at baseline, arms together.
    """

    of: Annotated[tuple[Paramcd, ...], Field(min_length=2)] = Field(
        description="The parameters, each with `better`; a composite needs all of them."
    )
    summary: Literal["sum", "mean"] = Field("sum", description="How they are put together.")


class Improvement(Part):
    """An improvement since baseline that must be reached, in the direction that is `better`."""

    of: Paramcd = Field(description="The parameter.")
    dataset: Name | None = Field(None, description="Its dataset, if it is of another one.")
    percent: float | None = Field(None, gt=0, description="At least so many percent of the baseline value.")
    points: float | None = Field(None, gt=0, description="At least so many units; with `percent` both must be reached.")

    @model_validator(mode="after")
    def check_amount(self) -> Improvement:
        if self.percent is None and self.points is None:
            raise ValueError("give `percent` or `points`")
        return self


class Responder(Part):
    """A composite responder: 1 where all improvements of one of several sets are reached, else 0.

    Where something is missing, it is 1 or 0 if that does not hang on it, and absent with the reason if it does.
    """

    any: Annotated[tuple[Annotated[tuple[Improvement, ...], Field(min_length=1)], ...], Field(min_length=1)] = Field(
        description="Sets of improvements, each a list, e.g. `[[{of: PAIN, percent: 50}], [{of: PAIN, percent: 20}, "
        "{of: SF36PF, dataset: adqs, percent: 30}]]`."
    )

    @property
    def own(self) -> tuple[str, ...]:
        """The parameters of its own dataset."""
        return tuple(dict.fromkeys(each.of for group in self.any for each in group if each.dataset is None))

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """The parameters of other datasets, each with its dataset."""
        return tuple(dict.fromkeys((each.dataset, each.of) for group in self.any for each in group if each.dataset))
