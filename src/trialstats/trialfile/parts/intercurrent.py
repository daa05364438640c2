"""Intercurrent events (ICH E9(R1)): what happens to subjects and changes what a value means, or that there is one.

Each comes from one declared source, which tells of every subject whether and when it happened.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import Name, OneOrMore, Paramcd, Part, Text, Variable

__all__ = ["ADICE", "ASSIGNED", "IntercurrentEvent", "LastRecord", "flags_of"]

# The dataset of a row a subject and event.
ADICE = "adice"

# The variable of selected records that says what a strategy assigned; blank of what was observed.
ASSIGNED = "ICEVAL"

# The sources of an event, with the further keys that say more of each; `date` beside `variable` is the day of a status.
SOURCES: dict[str, tuple[str, ...]] = {
    "last": (),
    "disposition": ("reasons",),
    "occurrence": ("where", "start", "end", "days", "at_least_days"),
    "variable": ("equals", "date"),
    "visit": (),
    "date": (),
    "missing_from": ("parameter",),
}


class LastRecord(Part):
    """The last record of something that should have gone on, such as treatment: it lies too early."""

    occurrence: Name = Field(description="The occurrence dataset, e.g. adex.")
    where: dict[Variable, OneOrMore] = Field(
        default_factory=dict, description="Which of its records count, e.g. `{EXATTFL: Y}`; by default all."
    )
    start: Variable = Field("ASTDT", description="The variable with their date.")
    before_day: int = Field(ge=2, description="The study day that the last of them should have reached.")


class IntercurrentEvent(Part):
    """An event that changes what a value means after it, or that there is one.

    Give one source: `last`, `disposition`, `occurrence`, `variable`, `visit`, `date` or `missing_from`. Of what happens
    to a subject several times the first is the event. What lies before day 1 is no intercurrent event.
    """

    label: Text = Field(description="Its name in words.")
    last: LastRecord | None = Field(
        None,
        description="The last of some records lies before a day: the event begins the day after it, or on day 1 of who "
        "has none.",
    )
    disposition: bool = Field(False, description="The subject left the trial, as `disposition` says (EOSDT, DCSREAS).")
    reasons: OneOrMore | None = Field(
        None, description="Of `disposition`: the reasons that count, as written; by default all."
    )
    occurrence: Name | None = Field(None, description="An occurrence dataset: its first such record is the event.")
    where: dict[Variable, OneOrMore] = Field(
        default_factory=dict, description="Of `occurrence`: which of its records count; by default all."
    )
    start: Variable | None = Field(None, description="Of `occurrence`: the variable with the date; by default ASTDT.")
    end: Variable | None = Field(None, description="Of `occurrence`: the variable with the last day; by default AENDT.")
    days: Variable | None = Field(None, description="Of `occurrence`: the variable with how many days each lasted.")
    at_least_days: int | None = Field(
        None, ge=1, description="Of `occurrence`: only what lasted so many days, by `days`, or else from start to end."
    )
    variable: Variable | None = Field(None, description="A variable of ADSL that says whether it happened.")
    equals: OneOrMore | None = Field(None, description="Of `variable`: the texts that mean so.")
    date: Variable | None = Field(None, description="A date of ADSL on which it happened; with `variable` its day.")
    visit: Variable | None = Field(
        None, description="A variable of ADSL with the first visit affected, by name or code; blank of who had none."
    )
    missing_from: Name | None = Field(
        None,
        description="A findings dataset: the first scheduled visit after the last value in it is affected. It has no "
        "date.",
    )
    parameter: Paramcd | None = Field(
        None, description="Of `missing_from`: whose values; by default those of the estimands of that dataset, or all."
    )
    reason: Variable | None = Field(
        None,
        description="The variable with the reason: of the occurrence, or else of ADSL; by default DCSREAS of who left "
        "the trial, and otherwise none.",
    )

    @property
    def source(self) -> str:
        """The key that names its source."""
        given = [key for key in SOURCES if getattr(self, key)]
        return next(key for key in given if not (key == "date" and "variable" in given))

    @property
    def reads(self) -> list[str]:
        """The datasets and occurrences that tell of it."""
        named = (self.missing_from, self.occurrence, self.last.occurrence if self.last else None)
        return [name for name in named if name is not None]

    @model_validator(mode="after")
    def check_source(self) -> IntercurrentEvent:
        given = [key for key in SOURCES if getattr(self, key)]
        if "variable" in given and "date" in given:
            given.remove("date")
        if len(given) != 1:
            found = f"it has {' and '.join(f'`{key}`' for key in given)}" if given else "it has none"
            raise ValueError(f"give one source, of {', '.join(f'`{key}`' for key in SOURCES)}: {found}")
        own = SOURCES[given[0]]
        for source, keys in SOURCES.items():
            for key in keys:
                if getattr(self, key) and key not in (*own, given[0]):
                    raise ValueError(f"`{key}` goes with `{source}`")
        if self.variable and not self.equals:
            raise ValueError("`variable` needs `equals`: the texts that mean that it happened")
        return self


def flags_of(events: dict[str, IntercurrentEvent]) -> dict[str, str]:
    """Name the variable of BDS datasets that says of each record whether it is before, at or after an event, by event.

    >>> flags_of({"stopped": None, "rescue": None})
    {'stopped': 'ICE01', 'rescue': 'ICE02'}
    """
    return {name: f"ICE{number:02d}" for number, name in enumerate(events, start=1)}
