"""What the registry says of a method: the displays that show it, what it carries, and the rows by which it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from trialstats.results.kinds import Kind, Sentence
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method, sort_of
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.estimands import Strategy

__all__ = ["ON_COURSES", "ON_EACH_VISIT", "ON_TIME", "Answer", "Entry"]

# What a strategy may make of records: of whole courses, and of the visit of interest alone.
ON_COURSES = (Strategy.TREATMENT_POLICY, Strategy.HYPOTHETICAL, Strategy.COMPOSITE, Strategy.PRINCIPAL_STRATUM)
ON_EACH_VISIT = (*ON_COURSES, Strategy.WHILE_ON_TREATMENT)
# Of events in the time in which a subject is observed, which may end at an intercurrent event.
ON_TIME = (Strategy.TREATMENT_POLICY, Strategy.WHILE_ON_TREATMENT)


@dataclass(frozen=True)
class Answer:
    """Rows that compare the arms: their kind; of events also their `variable`, and whether they compare the subjects
    with `any` event or the `number` of events. adjusted: the `variable` of those that answer where the analysis has
    covariates, and stand beside others without. larger_is_better: whether a larger number speaks for the arm, whatever
    the parameter. needs: an option that names comparisons, and what it must name for these rows to be there.
    sentence: how the report says it, where that is not as of all rows of the kind.
    """

    kind: Kind
    variable: str | None = None
    of: Literal["any", "number"] | None = None
    adjusted: str | None = None
    larger_is_better: bool = False
    needs: tuple[str, str] | None = None
    sentence: Sentence | None = None

    @property
    def is_of_slopes(self) -> bool:
        """Whether its rows compare slopes over time, which are of no visit."""
        return self.kind == Kind.SLOPE

    def is_of(self, summary: str | None) -> bool:
        """Tell whether a summary measure that is named is the one of these rows."""
        measure = self.kind.traits.measure
        return summary is not None and measure is not None and measure.is_named(summary)

    @property
    def in_subgroups(self) -> bool:
        """Whether it can be repeated in subgroups and shown there: a difference of slopes, at no visit, cannot."""
        return self.kind is not Kind.SLOPE


@dataclass(frozen=True)
class Entry:
    """A method: the class of its options, its name in words, and the displays that can show its results.

    sort: of a method with several sorts of results, each with a line of its own, which it is (`Method.entry`).
    usual: the displays that an analysis gets which the trial file says no display of; by default the first table and
    the first figure. beside: tables that can set its results beside those of the analyses that they show.
    strategies: what it can carry of the strategies for intercurrent events, where that is not as usual (`carries`).
    answers: of a method that can answer the question of an estimand as the primary analysis, the rows that do.
    """

    options: type[Method]
    words: str = ""
    tables: tuple[type[Display], ...] = ()
    figures: tuple[type[Display], ...] = ()
    beside: tuple[type[Display], ...] = ()
    answers: tuple[Answer, ...] = ()
    usual: tuple[type[Display], ...] | None = None
    strategies: tuple[str, ...] | None = None
    sort: str = ""

    @property
    def carries(self) -> tuple[str, ...]:
        """What it can carry of the strategies for intercurrent events (`Handling.asks`).

        By default, of values: all where it works on each visit by itself; on the whole course all but those with one
        value at the timepoint. Of events those that end the time in which they count, of items and what has no records
        of findings: what changes no record.
        """
        if self.strategies is not None:
            return self.strategies
        if issubclass(self.options, Estimating) and self.options.of_events:
            return ON_TIME
        if not issubclass(self.options, Findings) or self.options.uses_items:
            return (Strategy.TREATMENT_POLICY,)
        return ON_EACH_VISIT if self.options.visits_alone else ON_COURSES

    @property
    def name(self) -> str:
        """Its name in the trial file, with the sort of results where it has several."""
        name: str = get_args(self.options.model_fields["method"].annotation)[0]
        return sort_of(name, self.sort) if self.sort else name

    @property
    def displays(self) -> tuple[type[Display], ...]:
        """The tables and figures that can show it."""
        return (*self.tables, *self.figures)

    @property
    def usual_displays(self) -> tuple[type[Display], ...]:
        """The displays of an analysis of which the trial file says none."""
        return (*self.tables[:1], *self.figures[:1]) if self.usual is None else self.usual
