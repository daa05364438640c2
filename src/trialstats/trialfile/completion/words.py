"""What an analysis is about, in the words of the trial file."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.methods.registry import entry_of
from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = [
    "arms_compared",
    "capital",
    "change_in",
    "dataset_words",
    "event_in",
    "inside",
    "outcomes",
    "population_words",
]

# A title that names more parameters than these says the dataset.
MOST_NAMED = 2
# After whom methods are called.
PEOPLE = ("Bayes", "Cox", "Cronbach", "Fisher", "McNemar", "Poisson", "Student", "Weibull", "Wilcoxon")
CHANGES = {"AVAL": "{}", "CHG": "Change in {}", "PCHG": "Percent change in {}"}


def outcomes(trial: Trial, analyses: Iterable[str], chosen: tuple[str, ...] = ()) -> str:
    """Name what some analyses are about: their parameters, or datasets; `chosen` of their parameters are shown."""
    found = dict.fromkeys(outcome(trial, trial.complete(name), chosen) for name in analyses)
    named = [words for words in found if words]
    return listed(named) if len(named) <= MOST_NAMED else "Endpoints"


def outcome(trial: Trial, analysis: Method, chosen: tuple[str, ...]) -> str:
    """Name what one analysis is about; blank where it is about no dataset."""
    dataset = str(getattr(analysis, "dataset", None))
    if analysis.uses_times:
        asked = getattr(analysis, "parameters", ()) or trial.times_to_event
        known = [trial.times_to_event[name].label for name in asked if name in trial.times_to_event]
        return listed(known) if len(known) <= MOST_NAMED else "Times to events"
    if dataset in trial.occurrences:
        return trial.occurrences[dataset].label or entry_of(analysis.entry).words
    if dataset not in trial.datasets:
        return ""
    known = parameters_of(trial, dataset)
    own = analysis.parameters if isinstance(analysis, Findings) else ()
    asked = [name for name in own or known if not chosen or name in chosen]
    if len(asked) == len(known) and len(known) > 1:
        return dataset_words(trial, dataset)
    named = listed([parameter_words(trial, dataset, name) for name in asked])
    return named if 0 < len(asked) <= MOST_NAMED else dataset_words(trial, dataset)


def dataset_words(trial: Trial, dataset: str) -> str:
    """Name a dataset: its label, its questionnaire, or its parameters if they are few."""
    declared = trial.datasets[dataset]
    if declared.label:
        return declared.label
    if declared.instrument:
        return declared.instrument.title
    # Of a diary that a summary averages, the summary is the outcome.
    every = parameters_of(trial, dataset) if declared.diaries else declared.parameters
    measured = [name for name in every if name not in declared.diaries]
    few = len(measured) <= MOST_NAMED
    return listed([parameter_words(trial, dataset, name) for name in measured]) if few else f"Outcomes of {dataset}"


def parameter_words(trial: Trial, dataset: str, paramcd: str) -> str:
    """Name a parameter: its label, or where scoring alone knows it, its questionnaire and its code."""
    declared = trial.outcome(dataset, paramcd)
    if declared is not None:
        return declared.label
    instrument = trial.datasets[dataset].instrument
    if instrument is None:
        return paramcd
    return instrument.labels.get(paramcd) or f"{instrument.title} ({paramcd})"


def change_in(outcome: str, measures: Iterable[str]) -> str:
    """Say that a change of an outcome is analysed, if all that is analysed of it is that."""
    of = {*measures}
    return CHANGES[of.pop()].format(inside(outcome)) if len(of) == 1 else outcome


def event_in(outcome: str, events: Iterable[str]) -> str:
    """Name an event after its outcome: `, little pain`; not where several are shown, or the outcome says it."""
    found = {*events}
    event = found.pop() if len(found) == 1 else ""
    return f", {inside(event)}" if event and event.casefold() not in outcome.casefold() else ""


def arms_compared(trial: Trial) -> str:
    """Say which arms are compared: `A and B against C`."""
    return f"{joined([arm for arm in trial.arms if arm != trial.reference_arm])} against {trial.reference_arm}"


def population_words(trial: Trial, analyses: Iterable[str]) -> str:
    """Name the population of some analyses, if they have one in common; what its label says in brackets is left out."""
    flags = {str(getattr(trial.complete(name), "population", None)) for name in analyses}
    named = [trial.populations[flag].label for flag in flags if flag in trial.populations]
    return inside(named[0].partition(" (")[0]) if len(flags) == len(named) == 1 else ""


def listed(words: list[str]) -> str:
    """List words, those after the first as they stand inside a sentence."""
    return joined([words[0], *map(inside, words[1:])] if words else [])


def joined(words: list[str]) -> str:
    """List words as they are: `A, B and C`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def capital(words: str) -> str:
    """Begin with a capital; a name that has one inside, such as `eGFR`, stays."""
    first = words.partition(" ")[0]
    return words if any(letter.isupper() for letter in first[1:]) else words[:1].upper() + words[1:]


def inside(words: str) -> str:
    """Write words as they stand inside a sentence: `Pain (VAS)` as `pain (VAS)`; a name such as `SF-36` stays."""
    first, *others = words.split(" ")
    is_name = (
        not first[1:].islower()
        or first.removesuffix("'s") in PEOPLE
        or any(word[:1].isupper() and word[1:].islower() for word in others)
    )
    return words if is_name else words[0].lower() + words[1:]
