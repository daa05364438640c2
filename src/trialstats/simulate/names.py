"""What outcomes, covariates and events of a design are called: by the labels and units of the trial file."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.display.units import printed
from trialstats.methods.proportions.comparisons import POINT
from trialstats.questionnaires import questionnaire
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind
from trialstats.simulate.outcome import Assumed
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.trialfile.completion.words import parameter_words
from trialstats.trialfile.trial import Trial

__all__ = ["Names"]


@dataclass(frozen=True)
class Names:
    """Names in words of what a trial file calls by codes."""

    trial: Trial
    world: World

    def outcome(self, paramcd: str) -> str:
        """The label of an outcome."""
        return parameter_words(self.trial, self.world.outcomes[paramcd].dataset, paramcd)

    def outcome_in_units(self, one: Assumed) -> str:
        """The label of an outcome, with its unit."""
        unit = self.unit(one)
        return f"{self.outcome(one.paramcd)}, {unit}" if unit else self.outcome(one.paramcd)

    def amount(self, one: Assumed, value: float) -> str:
        """A number of an outcome, with its unit."""
        unit = self.unit(one)
        return f"{value:g} {unit}" if unit else f"{value:g}"

    def unit(self, one: Assumed) -> str:
        """The unit of an outcome, blank where it has none."""
        declared = self.trial.outcome(one.dataset, one.paramcd)
        if declared is not None:
            return printed(declared.unit) if declared.unit and one.values is None else ""
        instrument = self.trial.datasets[one.dataset].instrument
        if instrument is None:
            return ""
        scores = questionnaire(instrument.name, **instrument.options).parameters
        return next((printed(score.unit) for score in scores if score.paramcd == one.paramcd), "")

    def unit_of_difference(self, question: Question) -> str:
        """The unit of a difference in means, blank where it has none, and of every other comparison."""
        one = self.world.outcomes.get(str(question.sought.PARAMCD))
        if one is None or question.kind != Kind.DIFFERENCE:
            return ""
        percent = getattr(self.trial.complete(question.analysis), "measure", None) == "PCHG"
        return "%" if percent else self.unit(one)

    def value_compared(self, question: Question, value: float, *, signed: bool = False) -> str:
        """A value of a comparison: of shares in percentage points, of means with their unit."""
        of_shares = question.kind == Kind.RISK_DIFFERENCE
        number = f"{value / POINT if of_shares else value:{'+' if signed else ''}g}"
        return f"{number} {PERCENTAGE_POINTS if of_shares else self.unit_of_difference(question)}".strip()

    def covariate(self, name: str) -> str:
        """The label of a covariate, with the unit of a number."""
        column = self.trial.covariates.get(name)
        label = (getattr(column, "label", None) if column else None) or name
        unit = getattr(column, "unit", None) if column else None
        return f"{label}, {printed(unit)}," if unit else label

    def event(self, name: str) -> str:
        """The label of an intercurrent event."""
        return self.trial.intercurrent_events[name].label

    def counted(self, name: str) -> str:
        """The label of the events of an occurrence dataset."""
        return self.trial.occurrences[name].label or name

    def time(self, paramcd: str) -> str:
        """The label of a time to an event."""
        return self.trial.times_to_event[paramcd].label

    def compared(self, question: Question) -> str:
        """What a question compares, at which visit, and which arms."""
        sought = question.sought
        arms = f"{sought.ARM} against {sought.REFERENCE}"
        if sought.PARAMCD is None:
            return arms
        what = self.time(sought.PARAMCD) if sought.PARAMCD in self.trial.times_to_event else None
        what = what or self.outcome(sought.PARAMCD)
        return f"{what}{f' at {sought.AVISIT}' if sought.AVISIT else ''}, {arms}"
