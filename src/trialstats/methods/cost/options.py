"""Cost: what its analysis, table and figure may say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from trialstats.methods.shared.responses.options import Criterion
from trialstats.trialfile.parts.analysis import Filter, Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.part import Name, Part, Text, Variable
from trialstats.trialfile.parts.roles import Roles

__all__ = ["Cost", "CostPlaneFigure", "CostResponders", "CostsTable", "Price"]


class Price(Part):
    """What a session costs in an arm."""

    arm: Text = Field(description="An arm.")
    level: Text | None = Field(None, description="The level of `by` whose price it is, e.g. a class of device.")
    per_session: float = Field(ge=0, description="Cost of one session attended.")


class CostResponders(Part):
    """The responders that costs are divided by."""

    analysis: Name = Field(description="An analysis of method responders.")
    criterion: Criterion = Field(description="One of its criteria, as `{percent: 50}` or `{points: mcid}`.")
    visit: Text = Field(description="The visit at which they are counted.")
    parameter: Variable | None = Field(None, description="The parameter, if the analysis has several.")


class Cost(Method):
    """Cost of the sessions attended: per subject, per responder, and per additional responder."""

    method: Literal["cost"]
    occurrence: Name = Field(description="The occurrence dataset with one row a session, e.g. adex.")
    records: tuple[Filter, ...] = Field((), description="Which of its records are sessions attended; by default all.")
    prices: tuple[Price, ...] = Field(min_length=1, description="Cost of a session for every arm.")
    by: Variable | None = Field(None, description="A variable of the sessions whose levels have their own prices.")
    sequence: Variable | None = Field(None, description="The number of a session, which no subject may have twice.")
    currency: Text = Field(description="Currency, e.g. EUR.")
    perspective: Text | None = Field(
        None, description="Whose costs are counted, e.g. `that of the clinic` (CHEERS 2022); tables say if nothing is."
    )
    horizon: Text | None = Field(
        None, description="Over what time costs and effects are counted, e.g. `12 weeks` (CHEERS 2022)."
    )
    price_date: Text = Field(description="To what date prices refer: a day, a month (2025-03) or a year.")
    responders: CostResponders = Field(description="The responders that costs are divided by.")
    draws: int = Field(10_000, ge=200, le=1_000_000, description="Bootstrap draws, subjects within arms.")
    plane: int = Field(500, ge=0, le=10_000, description="How many of the draws the figure of the plane shows.")
    seed: int = Field(1, ge=0, description="Seed of the random numbers.")

    @field_validator("price_date", mode="before")
    @classmethod
    def check_date(cls, given: object) -> object:
        """Take YAML's dates and years as they are written, and refuse what is no date."""
        text = given.isoformat() if isinstance(given, dt.date) else str(given)
        for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
            try:
                dt.datetime.strptime(text, form)
            except ValueError:
                continue
            return text
        raise ValueError("write a day, a month or a year: 2025-03-01, 2025-03, 2025")

    @model_validator(mode="after")
    def check_prices(self) -> Cost:
        keys = [(price.arm, price.level) for price in self.prices]
        if len(set(keys)) < len(keys):
            raise ValueError("`prices` holds two prices for one arm and level")
        if self.by is None and any(price.level for price in self.prices):
            raise ValueError("a price has a `level`: say `by`, the variable whose level it is")
        if self.by is not None and any(price.level is None for price in self.prices):
            raise ValueError(f"prices by {self.by} need a `level` each")
        if self.plane > self.draws:
            raise ValueError("`plane` shows some of the `draws`, so not more than them")
        return self

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return (self.occurrence,)

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        if occurrence == self.occurrence and self.sequence and not self.records:
            yield Roles(sequences=(self.sequence,))

    @property
    def further_analyses(self) -> tuple[str, ...]:
        return (self.responders.analysis,)


class CostsTable(Display):
    """Sessions, costs, and what a responder costs."""

    chapter: ClassVar[Chapter] = Chapter.FURTHER
    usual_section: ClassVar[str | None] = "Cost"
    usual_title: ClassVar[str] = "Cost of treatment and cost per responder"

    kind: Literal["costs"]


class CostPlaneFigure(Display):
    """The bootstrap draws of additional cost against additional responders."""

    chapter: ClassVar[Chapter] = Chapter.FURTHER
    usual_section: ClassVar[str | None] = "Cost"
    usual_title: ClassVar[str] = "Additional cost and additional responders, {arms}"

    kind: Literal["cost_plane"]

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, Cost) and not analysis.plane:
            yield "analysis", f"= {name} says `plane: 0`, so keeps no draws to show"
