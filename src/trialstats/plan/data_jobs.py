"""The jobs that bring data from raw files to ADaM."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from trialstats.plan.used import Jobs, Used, dump, dumps
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.roles import roles_in_adsl, roles_of
from trialstats.trialfile.study_days import day_one_of, plausible_days
from trialstats.trialfile.trial import Trial

__all__ = ["DataJobs", "datasets_of_times", "read_for_adsl", "sources_of_events", "sources_of_subjects"]


class DataJobs(Jobs):
    """The jobs up to the datasets that are analysed."""

    def raw(self, name: str) -> Used:
        source = self.trial.sources[name]
        files = [*source.paths(), *source.files_beside]
        return [Path(path) for path in files], [dump(source), *files], []

    def subjects(self, _: str) -> Used:
        trial = self.trial
        sources = sources_of_subjects(trial)
        part = [
            trial.STUDYID,
            dump(trial.subjects),
            dumps(trial.arms),
            dumps(trial.covariates),
            dumps(trial.populations),
        ]
        part += [dump(trial.disposition), dump(trial.problems), [dump(trial.sources[name]) for name in sources]]
        part += [asdict(roles_in_adsl(trial)), list(plausible_days(trial)), day_one_of(trial)]
        part += [dump(trial.screening)] if trial.screening else []
        return [self.layout.raw(name) for name in sources], part, []

    def dataset(self, name: str) -> Used:
        trial = self.trial
        declared = trial.datasets.get(name) or trial.occurrences[name]
        part = [
            dump(declared),
            dump(trial.problems),
            dumps(trial.visits),
            trial.subjects.day_one,
            dump(trial.crossover),
        ]
        part += [dump(trial.sources[declared.source]), {unit: list(trial.units[unit]) for unit in sorted(trial.units)}]
        part += [asdict(roles_of(trial, name)), day_one_of(trial)] if name in trial.occurrences else []
        sources = trial.sources_of(name)
        compared = trial.datasets[name].compared_with if name in trial.datasets else ()
        part += [
            [dump(trial.datasets[other]) for other in compared],
            [dump(trial.sources[other]) for other in sources[1:]],
        ]
        inputs = [*map(self.layout.raw, sources), self.layout.mapped("adsl"), *self.files(name)]
        return (
            inputs,
            part,
            [*self.instruments(name), *(code for other in compared for code in self.instruments(other))],
        )

    def adsl(self, _: str) -> Used:
        counted = read_for_adsl(self.trial)
        inputs = [self.layout.mapped("adsl"), *map(self.layout.mapped, counted)]
        part = [dumps(self.trial.populations), dumps(self.trial.covariates), self.trial.after_baseline]
        part += [dumps(self.trial.arms), dump(self.trial.subjects.received), list(self.trial.subjects.dates)]
        # Which texts are results is said by the dataset and its source.
        part += [
            [dump(self.trial.datasets[name]), dump(self.trial.sources[self.trial.datasets[name].source])]
            for name in counted
            if name in self.trial.datasets
        ]
        return inputs, part, []

    def events(self, _: str) -> Used:
        trial = self.trial
        told = sources_of_events(trial)
        measured = [name for name in told if name in trial.datasets]
        part = [trial.STUDYID, dumps(trial.intercurrent_events), day_one_of(trial)]
        if measured:  # the visit after the last value, of the parameters that estimands are about
            part += [dumps(trial.visits), [[name, dump(e.variable)] for name, e in trial.estimands.items()]]
        part += [
            [name, dump(trial.datasets[name]), dump(trial.sources[trial.datasets[name].source])] for name in measured
        ]
        return [self.layout.adam("adsl"), *map(self.layout.mapped, told)], part, []

    def adice(self, _: str) -> Used:
        return self.placed(self.trial.dating_visits)

    def affected(self, name: str) -> Used:
        trial = self.trial
        inputs, part, code = self.placed(trial.dating(name))
        labels = [[event, declared.label] for event, declared in trial.intercurrent_events.items()]
        return [*inputs, self.layout.adam(name)], [*part, labels], code

    def placed(self, dating: Iterable[str]) -> Used:
        """Say what the first visits affected come of, where records of some datasets date the visits."""
        trial, layout = self.trial, self.layout
        inputs = [layout.mapped(ADICE), layout.adam("adsl"), *map(layout.mapped, dating)]
        return inputs, [trial.STUDYID, dumps(trial.visits), day_one_of(trial), list(dating)], []

    def adam(self, name: str) -> Used:
        trial = self.trial
        declared = trial.datasets.get(name) or trial.occurrences[name]
        part = [dump(declared), dumps(trial.visits), dumps(trial.covariates), dumps(trial.populations)]
        part.append(dumps(trial.arms))
        part += [dump(trial.crossover), list(trial.subjects.dates)] if trial.crossover else []
        inputs = [self.layout.mapped(name), self.layout.adam("adsl"), *self.files(name)]
        beside = trial.datasets[name].beside if name in trial.datasets else ()
        inputs += [self.layout.adam(other) for other in beside]
        part += [[other, dump(trial.datasets[other])] for other in beside]
        return inputs, part, self.instruments(name)

    def times(self, _: str) -> Used:
        trial = self.trial
        used = datasets_of_times(trial)
        part = [trial.STUDYID, dumps(trial.times_to_event), dumps(trial.visits), dumps(trial.arms)]
        part += [[name, dump(trial.datasets.get(name) or trial.occurrences.get(name))] for name in used]
        modules = [module for name in used for module in self.instruments(name)]
        files = [file for name in used for file in self.files(name)]
        return [self.layout.adam("adsl"), *map(self.layout.adam, used), *files], part, modules


def sources_of_subjects(trial: Trial) -> list[str]:
    """Name the sources that ADSL is made of."""
    names = [trial.subjects.source, *(column.source for column in trial.covariates.values())]
    names += [population.source for population in trial.populations.values()]
    names += [trial.subjects.received.source] if trial.subjects.received else []
    names += [trial.disposition.source] if trial.disposition else []
    names += [trial.screening.source] if trial.screening else []
    return [name for name in dict.fromkeys(names) if name is not None]


def read_for_adsl(trial: Trial) -> list[str]:
    """Name the datasets and occurrences that complete ADSL: those that populations count in, and the exposure."""
    names = [name for population in trial.populations.values() for name in population.counts_in]
    exposure = trial.subjects.received.dataset if trial.subjects.received else None
    return list(dict.fromkeys([*names, *([exposure] if exposure else [])]))


def sources_of_events(trial: Trial) -> list[str]:
    """Name the datasets and occurrences that tell of intercurrent events."""
    return list(dict.fromkeys(name for event in trial.intercurrent_events.values() for name in event.reads))


def datasets_of_times(trial: Trial) -> list[str]:
    """Name the datasets, occurrences and that of the intercurrent events that tell of times to an event."""
    declared = trial.times_to_event.values()
    told = [ADICE] if any(time.uses_events for time in declared) else []
    return list(dict.fromkeys([*told, *(name for time in declared for name in time.reads)]))
