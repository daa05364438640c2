"""Medication: what its analysis, table and figure may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.methods.shared.occurrences.options import Occurrences
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display, OneAnalysis
from trialstats.trialfile.parts.part import Text, Variable
from trialstats.trialfile.parts.roles import Roles, named, pairs

__all__ = ["Medication", "MedicationFigure", "MedicationTable"]


class Medication(Occurrences):
    """Medication taken beside the treatment: users, courses, days, dose, and the time to the first course."""

    number_keys: ClassVar[tuple[str, ...]] = ("days", "dose", "intakes")
    in_crossover: ClassVar[Literal["treatments"]] = "treatments"

    method: Literal["medication"]
    treatment: Variable = Field("CMTRT", description="The variable with the name of the medicine.")
    counts: Literal["started", "taken"] = Field(
        "started",
        description="`started`: courses that begin in the follow-up. `taken`: also those begun before and not over.",
    )
    end: Variable | None = Field(
        None,
        description="The variable with the date on which it ended; blank: not over, a part of a date: over by then.",
    )
    days: Variable | None = Field(None, description="The variable with the days of a course.")
    dose: Variable | None = Field(None, description="The variable with the dose of one intake.")
    intakes: Variable | None = Field(None, description="The variable with the intakes a day; by default one.")
    at: dict[Text, Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict,
        description="Days at which the share with a first course is given; by default the visits' target days.",
    )

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        named = {
            "treatment": self.treatment,
            "end": self.end,
            "days": self.days,
            "dose": self.dose,
            "intakes": self.intakes,
        }
        return super().event_variables | {key: (name,) for key, name in named.items() if name}

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        if occurrence == self.dataset:
            yield Roles(
                spans=pairs(self.start, self.end),
                durations=pairs(self.start, self.days),
                amounts=named(self.days, self.dose, self.intakes),
                alike=named(self.intakes),
                long_before=named(self.start, self.end) if self.counts == "taken" else (),
            )

    @model_validator(mode="after")
    def check_taken(self) -> Medication:
        if self.follow_up is None:
            raise ValueError("needs `follow_up`: what is taken is counted while subjects are observed")
        if self.counts == "taken" and self.end is None:
            raise ValueError("counts: taken needs `end`, which tells what is over")
        if self.counts == "taken" and self.days:
            raise ValueError("counts: taken counts the days in the follow-up, from `start` to `end`: leave `days` out")
        if self.dose and not (self.days or self.end):
            raise ValueError("`dose` needs `days` or `end`: a total is dose times days")
        if self.intakes and not self.dose:
            raise ValueError("`intakes` needs `dose`")
        return self


class MedicationTable(Display):
    """Users, courses, days, dose and the first course of medication by arm; then each medicine."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Medication"

    kind: Literal["medication"]
    at_least_percent: float = Field(
        0, ge=0, le=100, description="Only medicines that so many percent of the subjects of an arm took."
    )


class MedicationFigure(OneAnalysis):
    """Share of each arm with a first course of medication by day, with the numbers at risk under the axis."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Medication"
    usual_title: ClassVar[str] = "{Outcome}: time to the first course"

    kind: Literal["medication"]
    least_at_risk: int = Field(
        10, ge=1, description="Where fewer of an arm are at risk its curve is faint and has no band; 1: nowhere."
    )

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, Medication) and analysis.counts == "taken":
            which = "courses taken, also those begun before the follow-up, in which nobody's first course is known"
            yield "analysis", f"= {name} counts {which}; this kind needs `counts: started`"
