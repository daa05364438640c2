"""The first question that a trial file asks: which parameter, at which visit, and whether its change counts."""

from __future__ import annotations

from trialstats.init.findings import Dataset
from trialstats.init.guessed import Guess
from trialstats.init.parameters import Parameter
from trialstats.init.said import plain
from trialstats.init.visits import Visit
from trialstats.trialfile.parts.datasets import Dataset as Declared

__all__ = ["question", "visits_of"]


DIRECTED = 2  # of which one end is better


def question(made: Guess) -> tuple[Dataset, str, str]:
    """Choose the dataset, the parameter and the value of the first question."""
    for dataset in made.datasets:
        if made.change and any(parameter.code == made.change for parameter in dataset.parameters):
            return dataset, made.change, "AVAL"
    asked = [(likelihood(one), dataset, one.code) for dataset in made.datasets for one in dataset.parameters]
    asked += [(DIRECTED, dataset, scores(dataset)[0]) for dataset in made.datasets if dataset.instrument]
    most = max(rank for rank, _, _ in asked)
    dataset, code = next((dataset, code) for rank, dataset, code in asked if rank == most)
    visits = visits_of(made, dataset)
    changes = any(visit.baseline for visit in visits) and len(visits) > 1
    return dataset, code, "CHG" if changes else "AVAL"


def likelihood(one: Parameter) -> int:
    """Say how much a parameter looks like the outcome of a trial: a scale of which one end is better, and no assay."""
    assay = "text_results" in one.entry or "limits" in one.entry
    return DIRECTED * ("better" in one.entry) + ("range" in one.entry) - 2 * assay


def scores(dataset: Dataset) -> list[str]:
    """Name the scores of a questionnaire."""
    assert dataset.instrument is not None
    declared = Declared.model_validate({"source": "x", "instrument": plain(dataset.instrument.settings)})
    assert declared.instrument is not None
    return list(declared.instrument.parameters)


def visits_of(made: Guess, dataset: Dataset) -> list[Visit]:
    """Give the visits at which a dataset is measured, in order."""
    side = {code for parameter in dataset.parameters for code in parameter.entry.get("columns", {})}
    side |= set(dataset.items_at)
    if side:
        return [visit for visit in made.visits if side & set(visit.codes)]
    texts = made.table(dataset.table).columns[str(dataset.settings["visit"].value)].texts.index
    return [visit for visit in made.visits if any(code in texts for code in visit.codes)]
