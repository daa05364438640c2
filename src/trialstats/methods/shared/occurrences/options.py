"""Events: what every analysis of an occurrence dataset may say."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Estimating, Filter, Names
from trialstats.trialfile.parts.by_treatment import ByTreatment
from trialstats.trialfile.parts.part import Name, OneOrMore, Part, Variable, one_or_more
from trialstats.trialfile.parts.roles import Pair

__all__ = ["Condition", "Occurrences", "Period"]


Datasets = Annotated[tuple[Name, ...], one_or_more(Name)]


Condition = Annotated[dict[Variable, OneOrMore], Field(min_length=1)]


class Period(Part):
    """A time in each subject's life: from a date to the end, the first of a list that is known, both days included."""

    start: Variable = Field(description="The date of ADSL on which it begins.")
    end: Names = Field(
        (),
        description="Dates of ADSL on which it ends: of the list, the first that the subject has, be it the later one.",
    )
    last_record: Datasets = Field(
        (), description="Datasets and occurrences: their latest date ends it where the subject has no `end`."
    )
    days_after: int = Field(0, ge=0, description="So many days more, after the end.")
    no_later_than: Names = Field(
        (),
        description="Dates of ADSL beyond which it does not go, e.g. EOSDT where the end is the last dose and 30 days: "
        "the earliest of them that the subject has; one that is not known is no bound.",
    )

    @property
    def ends(self) -> bool:
        """Whether the file says when it ends."""
        return bool(self.end or self.last_record)

    @model_validator(mode="after")
    def check_end(self) -> Period:
        if self.days_after and not self.ends:
            raise ValueError("`days_after` needs `end` or `last_record`, after which the days count")
        if self.no_later_than and not self.ends:
            raise ValueError("`no_later_than` bounds an `end` or `last_record`: without these it is itself the `end`")
        return self


class Occurrences(ByTreatment, Estimating):
    """An analysis of an occurrence dataset. number_keys: the keys that name variables with numbers."""

    of_events: ClassVar[bool] = True
    number_keys: ClassVar[tuple[str, ...]] = ()

    records: tuple[Filter, ...] = Field((), description="The records used; by default all.")
    start: Variable = Field("ASTDT", description="The variable with the date on which it began.")
    follow_up: Period | None = Field(None, description="When subjects are observed: the time that rates are per.")
    p_values: bool = Field(False, description="Give p values beside the intervals, for what they are worth.")

    @property
    def periods(self) -> dict[str, Period]:
        """Its periods, by the key that names them."""
        return {"follow_up": self.follow_up} if self.follow_up else {}

    @property
    def event_variables(self) -> dict[str, tuple[str, ...]]:
        """The variables of the occurrence that it names, by key."""
        return {"start": (self.start,)}

    @property
    def further_datasets(self) -> tuple[str, ...]:
        own = (self.dataset,) if self.dataset else ()
        last = (name for period in self.periods.values() for name in period.last_record)
        return tuple(dict.fromkeys([*own, *last]))

    @property
    def spans(self) -> tuple[Pair, ...]:
        periods = self.periods.values()
        return tuple((period.start, end) for period in periods for end in (*period.end, *period.no_later_than))

    @model_validator(mode="after")
    def check_follow_up(self) -> Occurrences:
        if self.follow_up and not self.follow_up.ends:
            raise ValueError("`follow_up` needs `end` or `last_record`: without an end there is no time to count")
        return self
