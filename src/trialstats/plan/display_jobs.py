"""The jobs that show: figures, tables, listings, the documents of them, and the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trialstats.methods.registry import module_of
from trialstats.plan.used import Jobs, Used, dump, dumps
from trialstats.trialfile.strategies import told_strategies
from trialstats.trialfile.study_days import day_one_of

__all__ = ["DisplayJobs"]


class DisplayJobs(Jobs):
    """The jobs of what is read."""

    def figure(self, name: str) -> Used:
        display = self.trial.figures[name]
        inputs = [self.layout.rows(analysis) for analysis in display.results_of]
        inputs += [self.layout.notes(analysis) for analysis in display.analyses]  # of what failed it says why
        labels = [self.trial.analyses[analysis].label for analysis in display.analyses]
        part = [dump(display), *self.look(), *told_strategies(self.trial, display), *labels]
        return inputs, [*part, self.trial.style.figure_height], [module_of(display)]

    def table(self, name: str) -> Used:
        display = self.trial.tables[name]
        inputs = [self.layout.rows(analysis) for analysis in display.results_of]
        inputs += [self.layout.notes(analysis) for analysis in display.analyses]
        labels = [self.trial.analyses[analysis].label for analysis in display.analyses]
        part = [dump(display), *self.look(), *told_strategies(self.trial, display), labels, dump(self.trial.style)]
        return inputs, part, [module_of(display)]

    def documents(self, _: str) -> Used:
        numbers = [[name, table.number, list(table.results_of)] for name, table in self.trial.tables.items()]
        return [self.layout.table(name, "json") for name in self.trial.tables], [numbers, *self.paper()], []

    def listing(self, name: str) -> Used:
        trial, listing = self.trial, self.trial.listings[name]
        declared = trial.datasets.get(listing.dataset) or trial.occurrences.get(listing.dataset)
        part = [dump(listing), list(trial.groups), trial.notice, dumps(trial.populations), dump(trial.style)]
        part += [dumps(trial.covariates), dumps(declared.columns) if declared else []]
        return [self.layout.adam(listing.dataset), self.layout.adam("adsl")], part, []

    def listings(self, _: str) -> Used:
        trial, layout = self.trial, self.layout
        inputs = [layout.listed(name, "json") for name in trial.listings]
        inputs += [layout.listing(name) for name in ("adsl", *self.datasets)] + self.visits_told()
        numbers = [[name, listing.number, listing.dataset] for name, listing in trial.listings.items()]
        labels = [[name, dataset.label, list(dataset.visits)] for name, dataset in trial.datasets.items()]
        part = [numbers, labels, dumps(trial.visits), list(trial.groups), day_one_of(trial), trial.notice]
        return inputs, [*part, *self.paper()], []

    def visits_told(self) -> list[Path]:
        """The files that tell what subjects have at their visits."""
        layout, datasets = self.layout, self.trial.datasets
        return [layout.adam("adsl"), *map(layout.adam, datasets), *map(layout.unscored, datasets)]

    def look(self) -> list[Any]:
        trial = self.trial
        words = [trial.STUDYID, trial.notice, dumps(trial.arms), list(trial.groups), dumps(trial.visits)]
        return [*words, trial.style.p_values, trial.style.intervals]

    def paper(self) -> list[Any]:
        """Give what a document says of the trial: on every page, and in its properties."""
        trial = self.trial
        return [trial.STUDYID, trial.title, dump(trial.style), trial.data_cut]

    def report(self, _: str) -> Used:
        trial, layout = self.trial, self.layout
        inputs = [layout.ard, *(layout.notes(name) for name in trial.analyses)]
        inputs += [layout.rows(name) for name in trial.analyses]
        inputs += [layout.figure(name, ending) for name in trial.figures for ending in ("csv", "json")]
        inputs += [layout.table(name, ending) for name in trial.tables for ending in ("html", "json")]
        inputs += [layout.listing(name) for name in ("adsl", *self.datasets)]
        inputs += [layout.accounts(name) for name in ("adsl", *self.datasets)]
        inputs += self.visits_told() + [layout.listed(name, "json") for name in trial.listings]
        inputs += [layout.raw(name) for name in trial.sources]
        inputs += [Path(file) for file in trial.files]
        return inputs, dump(trial), []
