"""Derived parameters of a findings dataset: how each is computed from others."""

from __future__ import annotations

from pydantic import Field, model_validator

from trialstats.trialfile.parts.at_visit import Constant, Recode, Rescale
from trialstats.trialfile.parts.composites import DailyMean, Responder, ZScores
from trialstats.trialfile.parts.deviates import Deviates
from trialstats.trialfile.parts.over_time import OverTime
from trialstats.trialfile.parts.parameters import Outcome
from trialstats.trialfile.parts.part import Paramcd

__all__ = ["Derived"]

COUNTED = ("mean_of", "sum_of")
LISTS = (*COUNTED, "first_of")
SINGLE = ("rescale", "recode", "constant", "daily_mean", "over_time")
RULES = (*LISTS, *SINGLE, "deviates", "z_scores", "responder")
BEYOND = ("daily_mean", "over_time", "deviates", "z_scores", "responder")  # the values of one visit


class Derived(Outcome):
    """A parameter computed from others: of the same subject and visit, or over visits."""

    mean_of: tuple[Paramcd, ...] = Field((), description="The parameters whose mean it is, two or more.")
    sum_of: tuple[Paramcd, ...] = Field(
        (),
        description="The parameters whose sum it is, two or more; where some are missing and `at_least` are not, each "
        "of them counts as the mean of the others.",
    )
    at_least: int | None = Field(
        None, ge=1, description="`mean_of`, `sum_of`: how many must be present; by default all."
    )
    rescale: Rescale | None = Field(None, description="The parameter that it is on another scale.")
    recode: Recode | None = Field(None, description="The parameter whose results it gives numbers.")
    first_of: tuple[Paramcd, ...] = Field((), description="Parameters of which it is the first that has a number.")
    constant: Constant | None = Field(None, description="A constant where another parameter says so.")
    over_time: OverTime | None = Field(None, description="The parameter that it sums up over visits, and how.")
    daily_mean: DailyMean | None = Field(None, description="The diary whose days it averages, a value a visit.")
    deviates: Deviates | None = Field(None, description="Normal deviates that it is composed of.")
    z_scores: ZScores | None = Field(None, description="Parameters that it is composed of, each in SDs of baseline.")
    responder: Responder | None = Field(None, description="The improvements since baseline that make a response.")

    @property
    def rule(self) -> str:
        """The key that says how it is computed."""
        return next(name for name in RULES if getattr(self, name))

    @property
    def at_visit(self) -> bool:
        """Whether it is made of values of the same visit alone."""
        return self.rule not in BEYOND

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The parameters that it is computed from, by the key that names them."""
        several = {name: getattr(self, name) for name in LISTS if getattr(self, name)}
        single = {f"{name}.of": (part.of,) for name in SINGLE if (part := getattr(self, name)) and part.of}
        asked = {"constant.where.parameter": (self.constant.where.parameter,)} if self.constant else {}
        composed = {"deviates": self.deviates.of} if self.deviates else {}
        composed |= {"z_scores.of": self.z_scores.of} if self.z_scores else {}
        composed |= {"responder.any": self.responder.own} if self.responder else {}
        return several | single | asked | composed

    @model_validator(mode="after")
    def check_rule(self) -> Derived:
        rules = [name for name in RULES if getattr(self, name)]
        if len(rules) != 1:
            empty = [name for name in LISTS if name in self.model_fields_set]
            if not rules and empty:
                raise ValueError(f"`{empty[0]}` needs at least 2 entries")
            raise ValueError(f"give one rule: {', '.join(f'`{name}`' for name in RULES[:-1])} or `{RULES[-1]}`")
        if rules[0] in LISTS and len(getattr(self, rules[0])) < 2:
            raise ValueError(f"`{rules[0]}` needs at least 2 entries")
        if self.at_least and rules[0] not in COUNTED:
            raise ValueError(f"`at_least` is for {' and '.join(f'`{name}`' for name in COUNTED)}")
        if self.at_least and self.at_least > len(getattr(self, rules[0])):
            raise ValueError(f"`at_least: {self.at_least}` is more than `{rules[0]}` has")
        return self
