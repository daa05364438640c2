"""The jobs that make results of datasets: the analyses, and all their numbers as one dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trialstats.methods.registry import module_of
from trialstats.plan.used import Jobs, Used, dump, dumps
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE

__all__ = ["ResultJobs"]


class ResultJobs(Jobs):
    """The jobs of analyses, and of the analysis results data."""

    def analyse(self, name: str) -> Used:
        trial = self.trial
        analysis = trial.complete(name)
        inputs = [self.layout.adam("adsl")]
        part: list[Any] = [
            name,
            dumps(trial.arms),
            dumps(trial.visits),
            dumps(trial.populations),
            dumps(trial.covariates),
        ]
        used = [str(analysis.dataset)] if isinstance(analysis, Findings) else []
        if isinstance(analysis, Findings) and analysis.uses_items:
            inputs.append(self.layout.mapped(str(analysis.dataset)))
        used = list(dict.fromkeys([*used, *analysis.further_datasets]))
        inputs += [Path(file) for file in analysis.files]
        inputs += [self.layout.rows(other) for other in analysis.further_results]
        inputs += [file for dataset in used for file in (self.layout.adam(dataset), *self.files(dataset))]
        part += [dump(trial.datasets.get(dataset) or trial.occurrences[dataset]) for dataset in used]
        part += [trial.subjects.day_one, dump(trial.crossover)]
        part += ["by received"] if trial.by_received(analysis) else []
        if analysis.uses_times:
            inputs.append(self.layout.adam(ADTTE))
            part.append(dumps(trial.times_to_event))
        if analysis.uses_events:
            inputs.append(self.layout.adam(ADICE))
            part.append([[event, declared.label] for event, declared in trial.intercurrent_events.items()])
        elif handled := trial.handled_in(analysis):
            part += [dumps(handled), [trial.intercurrent_events[event].label for event in handled]]
            part += self.of_estimand(analysis)
        if trial.ended_by(analysis):
            inputs.append(self.layout.adam(ADICE))
        if trial.follows_events(analysis):
            inputs.append(self.layout.affected(used[0]))
        if flags := trial.flags_read(analysis):
            inputs.append(self.layout.flags(used[0]))
            part.append(flags)
        if analysis.follows_people:
            asked = [getattr(trial.complete(other), "estimand", None) for other in analysis.further_analyses]
            part += [dump(trial.screening), [dump(trial.estimands.get(str(question))) for question in asked]]
        modules = [module for dataset in used for module in self.instruments(dataset)]
        for other in analysis.further_analyses:
            more, of_other, code = self.analyse(other)
            inputs = list(dict.fromkeys([*inputs, *more]))
            part, modules = [*part, of_other], [*modules, *code]
        return inputs, [*part, dump(analysis)], [module_of(analysis), *modules]

    def of_estimand(self, analysis: Method) -> list[Any]:
        """Give what else of its estimand decides about the records of an analysis after intercurrent events."""
        estimand = self.trial.estimands[str(getattr(analysis, "estimand", None))]
        return [estimand.timepoint, estimand.several_events]

    def ard(self, _: str) -> Used:
        inputs = [self.layout.rows(name) for name in self.trial.analyses]
        inputs += [self.layout.notes(name) for name in self.trial.analyses]
        inputs += [self.layout.adam("adsl"), self.layout.accounts("adsl"), self.layout.listing("adsl")]
        for name in self.datasets:
            inputs += [self.layout.accounts(name), self.layout.listing(name), self.layout.adam(name)]
        inputs += [self.layout.unscored(name) for name in self.trial.datasets]
        part = [self.trial.STUDYID, *self.trial.analyses, dumps(self.trial.populations)]
        if self.trial.events_asked:
            inputs.append(self.layout.mapped(ADICE))
            part.append(self.trial.events_asked)
        return inputs, part, []
