"""The checklist of CONSORT 2025, answered as far as a trial file knows: what is known, and where the report has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trialstats.methods.registry import entry_of
from trialstats.trialfile.parts.about import About, Answer
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.consort import ITEMS
from trialstats.trialfile.parts.estimands import Estimand, Events, Measure, TimeTo
from trialstats.trialfile.stressed import main_analyses
from trialstats.trialfile.trial import Trial

__all__ = ["answers_of"]

ESTIMANDS, SUMMARY, REPRODUCED = "section 8, Estimands", "section 2, Summary", "section 16.1.9, Reproducibility"
# Of each item that the trial file alone can fill, the key of `about`, and how its value is written.
PLAIN = {
    "5a": "funding",
    "5b": "conflicts",
    "6": "background",
    "8": "involvement",
    "10": "changes",
    "12a": "eligibility",
    "12b": "providers",
    "17a": "sequence",
    "18": "concealment",
    "19": "implementation",
    "23b": "ended",
}
# The methods whose tables answer an item of the results.
SHOWN = {
    "22a": ("flow",),
    "22b": ("flow", "disposition"),
    "24a": ("exposure", "intercurrent_events"),
    "24b": ("medication",),
    "25": ("baseline",),
    "27": ("adverse_events",),
}
FURTHER = ("sensitivity", "supplementary", "exploratory")
# So many names are said; of more, how many there are.
NAMED = 6


def answers_of(trial: Trial) -> tuple[Answer, ...]:
    """Answer every item; without `told` nothing is known, and `key` is the setting that would say it."""
    about = trial.about or About()
    return tuple(answer(trial, about, item.number) for item in ITEMS)


def answer(trial: Trial, about: About, number: str) -> Answer:
    if number in PLAIN:
        key = PLAIN[number]
        return Answer(number=number, told=getattr(about, key), key=f"about.{key}")
    if number in SHOWN:
        return Answer(number=number, place=of_methods(trial, SHOWN[number]), key="analyses")
    if number in OWN:
        known, place, setting = OWN[number](trial, about)
        return Answer(number=number, told=known, place=place, key=setting)
    return Answer(number=number)


Known = tuple[str | None, str | None, str | None]


def title(trial: Trial, _: About) -> Known:
    # Not its words, which stand on every page: with another title the checklist is the same, if it answers the same.
    says = "says" if "randomi" in trial.title.lower() else "does not say"
    return f"The title {says} that the trial was randomised", "title", "title"


def registration(_: Trial, about: About) -> Known:
    return about.registration.words if about.registration else None, None, "about.registration"


def documents(_: Trial, about: About) -> Known:
    pairs = (("Protocol", about.protocol), ("Analysis plan", about.analysis_plan))
    told = "; ".join(f"{name}: {document.words}" for name, document in pairs if document)
    return told or None, None, "about.protocol, about.analysis_plan"


def sharing(_: Trial, about: About) -> Known:
    code = "Trial file, versions and digests of the data make every number again"
    return f"{about.data_sharing}. {code}" if about.data_sharing else None, REPRODUCED, "about.data_sharing"


def objectives(trial: Trial, _: About) -> Known:
    return some(estimand.label for estimand in trial.estimands.values()), ESTIMANDS, "estimands"


def design(trial: Trial, about: About) -> Known:
    kind = "Crossover" if trial.crossover else "Parallel groups"
    margins = [one for one in trial.analyses.values() if isinstance(one, Estimating) and one.margin_of]
    aims = dict.fromkeys(str(one.margin_of.kind) for one in margins if one.role == "primary" and one.margin_of)
    frame = f"; {', '.join(aims)}" if aims else ""
    told = f"{kind}, {len(trial.arms)} {'treatments' if trial.crossover else 'arms'} ({', '.join(trial.arms)}){frame}"
    return f"{told}. {about.design}" if about.design else told, None, "about.design"


def setting(_: Trial, about: About) -> Known:
    return ". ".join(filter(None, [about.setting, about.ethics])) or None, None, "about.setting"


def interventions(trial: Trial, about: About) -> Known:
    told = "; ".join(f"{arm}: {words}" for arm, words in about.interventions.items())
    return told or None, None, "about.interventions"


def outcomes(trial: Trial, _: About) -> Known:
    return some(outcome_words(trial, one) for one in trial.estimands.values()), ESTIMANDS, "estimands"


def outcome_words(trial: Trial, estimand: Estimand) -> str:
    variable = estimand.variable
    if isinstance(variable, Measure):
        outcome: Any = trial.outcome(str(estimand.dataset), variable.PARAMCD)
        return f"{outcome.label if outcome else variable.PARAMCD} at {estimand.timepoint}"
    if isinstance(variable, Events):
        return variable.label
    return trial.times_to_event[variable.time_to].label if isinstance(variable, TimeTo) else estimand.label


def harms(trial: Trial, about: About) -> Known:
    return about.harms, of_methods(trial, ("adverse_events",)), "about.harms"


def sample_size(_: Trial, about: About) -> Known:
    size = about.sample_size
    return f"{size.planned} planned. {size.assumptions}" if size else None, None, "about.sample_size"


def interim(_: Trial, about: About) -> Known:
    return about.sample_size.interim if about.sample_size else None, None, "about.sample_size.interim"


def restriction(trial: Trial, about: About) -> Known:
    strata = [trial.covariates[name].label or name for name in trial.subjects.strata]
    stratified = f"Stratified by {', '.join(strata)}" if strata else None
    return ". ".join(filter(None, [about.restriction, stratified])) or None, None, "about.restriction"


def blinded(_: Trial, about: About) -> Known:
    return about.blinding.words if about.blinding else None, None, "about.blinding"


def blinded_how(_: Trial, about: About) -> Known:
    return about.blinding.how if about.blinding else None, None, "about.blinding.how"


def comparisons(trial: Trial, _: About) -> Known:
    main = main_analyses(trial)
    return some(by_method(trial, name) for name in main), of_analyses(trial, main), "analyses"


def by_method(trial: Trial, name: str) -> str:
    """Say what an analysis is called and, where that does not say it, by which method it is made."""
    label, method = labelled(trial, name), entry_of(trial.analyses[name].entry).words
    return label if method.lower() in label.lower() else f"{label} ({method.lower()})"


def included(trial: Trial, _: About) -> Known:
    flags = dict.fromkeys(estimand.population for estimand in trial.estimands.values())
    told = some(f"{trial.populations[flag].label} ({flag})" for flag in flags)
    return told, joined([of_methods(trial, ("flow",)), "section 11.1, Populations"]), "populations"


def missing(trial: Trial, _: About) -> Known:
    names = [name for name, one in trial.analyses.items() if one.method in ("imputation", "tipping_point")]
    told = some(labelled(trial, name) for name in names)
    main = of_analyses(trial, main_analyses(trial))
    told = told or ("As the models of the main analyses assume" if main else None)
    return told, of_analyses(trial, names) or main, "estimands.sensitivity"


def further(trial: Trial, _: About) -> Known:
    names = further_analyses(trial)
    return some(labelled(trial, name) for name in names), of_analyses(trial, names), "analyses"


def dates(_: Trial, about: About) -> Known:
    spans = (("Randomised", about.recruitment), ("Followed up", about.follow_up))
    return "; ".join(f"{word} {span.words}" for word, span in spans if span) or None, None, "about.recruitment"


def results(trial: Trial, _: About) -> Known:
    return None, joined([of_analyses(trial, main_analyses(trial)), SUMMARY]), "analyses"


def ancillary(trial: Trial, _: About) -> Known:
    return None, of_analyses(trial, further_analyses(trial)), "analyses"


OWN: dict[str, Callable[[Trial, About], Known]] = {
    "1a": title,
    "1b": lambda _, __: (None, SUMMARY, None),
    "2": registration,
    "3": documents,
    "4": sharing,
    "7": objectives,
    "9": design,
    "11": setting,
    "13": interventions,
    "14": outcomes,
    "15": harms,
    "16a": sample_size,
    "16b": interim,
    "17b": restriction,
    "20a": blinded,
    "20b": blinded_how,
    "21a": comparisons,
    "21b": included,
    "21c": missing,
    "21d": further,
    "23a": dates,
    "26": results,
    "28": ancillary,
}


def further_analyses(trial: Trial) -> list[str]:
    return [name for name, one in trial.analyses.items() if one.role in FURTHER or one.method == "subgroups"]


def labelled(trial: Trial, name: str) -> str:
    return trial.analyses[name].label or name


def some(words: Iterable[str]) -> str | None:
    """List words, and of many how many more there are."""
    every = list(dict.fromkeys(words))
    more = f"; and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return "; ".join(every[:NAMED]) + more or None


def joined(places: Iterable[str | None]) -> str | None:
    return "; ".join(place for place in places if place) or None


def of_methods(trial: Trial, methods: Iterable[str]) -> str | None:
    """Name the displays of the analyses of some methods."""
    wanted = set(methods)
    return of_analyses(trial, [name for name, one in trial.analyses.items() if one.method in wanted])


def of_analyses(trial: Trial, names: Iterable[str]) -> str | None:
    """Name the tables and figures that show some analyses, by their numbers: `Table 14.2.1; Figure 14.2.2`."""
    found = list(dict.fromkeys([*numbers(trial, {*names})]))
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return "; ".join(found[:NAMED]) + more or None


def numbers(trial: Trial, names: set[str]) -> Iterator[str]:
    for word, displays in (("Table", trial.tables), ("Figure", trial.figures)):
        for display in displays.values():
            if names & {*display.analyses}:
                yield f"{word} {display.number}"
