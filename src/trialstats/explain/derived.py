"""How the values of a dataset came about, from the columns of its files to BASE and CHG, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialstats.explain.declared import Declared
from trialstats.explain.facts import DatasetFacts, Derivation
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.text.layout import flow
from trialstats.trialfile.text.plain import plain
from trialstats.trialfile.trial import Trial

__all__ = ["dataset_facts", "occurrence_facts"]

CHANGES = {
    "CHG": "the value minus BASE, at visits after baseline",
    "PCHG": "100 × CHG / BASE, at visits after baseline; none where BASE is 0",
}
SETTINGS = ("better", "mcid", "decimals", "range", "label", "unit")  # of a derived parameter what is no rule
MOST_COLUMNS = 6


def dataset_facts(
    trial: Trial, name: str, parameters: Iterable[str], measures: Iterable[str], declared: Declared
) -> DatasetFacts:
    """Say how the values of some parameters of a findings dataset came about, with BASE and what is made of it.

    measures: AVAL, CHG or PCHG, whichever are analysed.
    """
    dataset = trial.datasets[name]
    files = tuple(dict.fromkeys(path for source in trial.sources_of(name) for path in trial.sources[source].paths()))
    made = (
        *(values(trial, name, paramcd, declared) for paramcd in with_sources(dataset, parameters)),
        *of_records(trial, name, measures, declared),
    )
    label = dataset.label or (dataset.instrument.title if dataset.instrument else name)
    return DatasetFacts(name, label, (*files, *dataset.files), made, declared.at("datasets", name))


def with_sources(dataset: Dataset, parameters: Iterable[str]) -> list[str]:
    """Name parameters with those that they are computed from, these after them."""
    found: dict[str, None] = {}
    waiting = list(parameters)
    while waiting:
        paramcd = waiting.pop(0)
        if paramcd not in found:
            found[paramcd] = None
            derived = dataset.derived.get(paramcd)
            waiting += [of for group in derived.sources.values() for of in group] if derived else []
    return list(found)


def values(trial: Trial, name: str, paramcd: str, declared: Declared) -> Derivation:
    """Say where the values of a parameter come from."""
    dataset = trial.datasets[name]
    if (derived := dataset.derived.get(paramcd)) is not None:
        return Derivation(paramcd, computed(derived), declared.at("datasets", name, "derived", paramcd))
    if (parameter := dataset.parameters.get(paramcd)) is not None:
        return Derivation(
            paramcd, measured(trial, dataset, parameter), declared.at("datasets", name, "parameters", paramcd)
        )
    return Derivation(paramcd, scored(trial, dataset), declared.at("datasets", name, "instrument"))


def computed(derived: Derived) -> str:
    """Say the rule of a derived parameter as the trial file writes it."""
    rule = {key: value for key, value in plain(derived).items() if key not in SETTINGS}
    return f"derived by {', '.join(f'{key}: {flow(value)}' for key, value in rule.items())}"


def measured(trial: Trial, dataset: Dataset, parameter: Parameter) -> str:
    """Say which column of which file holds a measured parameter."""
    source = trial.sources[dataset.source]
    where = ", ".join(source.paths())
    unit = f", in {parameter.unit}" if parameter.unit else ""
    if dataset.adam:
        return f"AVAL of {where} as it stands there (ADaM already){unit}"
    if parameter.columns:
        return f"columns {few(f'{column} ({visit})' for visit, column in parameter.columns.items())} of {where}{unit}"
    if parameter.column:
        return f"column {parameter.column} of {where}{unit}"
    named = " and ".join(source.name or ())
    texts = " or ".join(" ".join(texts) for texts in parameter.names_in(source))
    return f"column {source.value} of {where}, where {named or 'the name'} is {texts or parameter.label}{unit}"


def scored(trial: Trial, dataset: Dataset) -> str:
    """Say which columns hold the answers that a score is made of."""
    instrument = dataset.instrument
    where = ", ".join(trial.sources[dataset.source].paths())
    if instrument is None:
        return f"of {where}"
    columns = few(f"{item} in {column}" for item, column in instrument.columns.items())
    at = f", at visits as {few(dataset.items_at.values())}" if dataset.items_at else ""
    return f"score of {instrument.title} from the answers in {where}: item {columns}{at}"


def of_records(trial: Trial, name: str, measures: Iterable[str], declared: Declared) -> Iterator[Derivation]:
    """Say how records were placed at visits and chosen, and how BASE and changes were computed."""
    dataset = trial.datasets[name]
    if dataset.adam:
        yield Derivation("BASE, CHG, ANL01FL", "taken over as they stand in the source, where it has them")
        return
    place = declared.at("datasets", name, "records_in_window") or declared.at("visits")
    rule = "the only one" if not trial.has_days(name) else f"of several in a window the {dataset.records_in_window}"
    yield Derivation("ANL01FL", f"one record a subject, parameter and visit: {rule}", place)
    if trial.baseline_visit:
        at = " or ".join(trial.baseline_visits)
        yield Derivation("BASE", f"AVAL of the record flagged at {at}", declared.at("visits", trial.baseline_visit))
    for measure in dict.fromkeys(measures):
        if measure in CHANGES:
            yield Derivation(measure, CHANGES[measure])


def occurrence_facts(trial: Trial, name: str, declared: Declared) -> DatasetFacts:
    """Say of which file and columns a dataset of events is made."""
    occurrence = trial.occurrences[name]
    files = trial.sources[occurrence.source].paths()
    made = tuple(
        Derivation(variable, f"column {column.column}", declared.at("occurrences", name, "columns", variable))
        for variable, column in occurrence.columns.items()
    )
    return DatasetFacts(name, occurrence.label or name, tuple(files), made, declared.at("occurrences", name))


def few(texts: Iterable[str]) -> str:
    """List the first of some texts, and how many more there are."""
    every = list(texts)
    more = f" and {len(every) - MOST_COLUMNS} more" if len(every) > MOST_COLUMNS else ""
    return ", ".join(every[:MOST_COLUMNS]) + more
