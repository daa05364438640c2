"""Names in a trial file that would overwrite one another in the datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialstats.trialfile.parts.crossover import (
    APERIOD,
    PERIOD_END,
    PERIOD_START,
    PERIOD_VARIABLES,
    Crossover,
    actual_variable,
    planned_variable,
)
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.intercurrent import ADICE, flags_of
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.screening import NOT_RANDOMISED
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["collisions"]

Broken = Iterator[tuple[tuple[str | int, ...], str]]

ADSL = {"STUDYID", "USUBJID", "SUBJID", "TRT01P", "TRT01PN", "RANDFL", "EOSSTT", "EOSDT", "DCSREAS"}
BDS = {
    "TRTP",
    "PARAMCD",
    "PARAM",
    "PARAMTYP",
    "VISIT",
    "AVISIT",
    "AVISITN",
    "ADT",
    "ADTF",
    "ADY",
    "AVAL",
    "AVALC",
    "BASE",
    "CHG",
    "PCHG",
    "ABLFL",
    "ANL01FL",
    "DTYPE",
    "SRCFILE",
    "SRCLINE",
    "ALLOQ",
    "AULOQ",
    "BLQFL",
    "ALQFL",
    "NREP",
    "REPCV",
    "ANL02FL",
}


# Of those the ones that the file says elsewhere, and where.
OF_DISPOSITION = {
    "EOSSTT": "`disposition`",
    "EOSDT": "the `date` of `disposition`",
    "DCSREAS": "the `reason` of `disposition`",
}

# Of the dataset of times, which has the variables of subjects too.
TIMES = ("STARTDT", "CNSR", "EVNTDESC", "CNSDTDSC", "REASND")


def collisions(trial: Trial) -> Broken:
    """Yield every name that is already taken, and every column that two parameters read."""
    taken = dict.fromkeys(ADSL | BDS, "a variable that every trial has")
    taken |= {name: f"a variable that every trial has, made of {by}" for name, by in OF_DISPOSITION.items()}
    of_subjects: dict[str, str] = {}
    if trial.crossover:
        of_subjects = dict.fromkeys((PERIOD_START, PERIOD_END), "a variable of the time under each treatment")
        taken |= dict.fromkeys(of_periods(trial.crossover), "a variable that a crossover trial has")
    if trial.screening:
        taken[NOT_RANDOMISED] = "a variable that every trial has, made of `screening`"
    if trial.times_to_event:
        taken |= dict.fromkeys(TIMES, "a variable of the times to an event")
    for at, names in (
        (("subjects", "dates"), trial.subjects.dates),
        (("covariates",), trial.covariates),
        (("populations",), trial.populations),
    ):
        yield from claim(at, (name for name in names if name not in of_subjects), taken)
        yield from claim(at, (name for name in names if name in of_subjects), dict(of_subjects))
    files = {"adsl": "the dataset of subjects", ADEXCL: "the dataset of who is not in a population"}
    if trial.intercurrent_events:
        files[ADICE] = "the dataset of intercurrent events"
        taken |= dict.fromkeys(flags_of(trial.intercurrent_events).values(), "the flag of an intercurrent event")
    if trial.times_to_event:
        files[ADTTE] = "the dataset of times to an event"
    yield from claim(("datasets",), trial.datasets, files)
    yield from claim(("occurrences",), trial.occurrences, files)
    for name, dataset in trial.datasets.items():
        yield from parameters(name, dataset, trial.sources.get(dataset.source))
        yield from claim(("datasets", name, "columns"), dataset.columns, own_names(dataset, taken))
    for name, occurrence in trial.occurrences.items():
        own = {variable: by for variable, by in taken.items() if variable not in BDS or variable.startswith("SRC")}
        own.pop(APERIOD, None)  # an event may say its period itself
        yield from claim(("occurrences", name, "columns"), occurrence.columns, own)


def of_periods(crossover: Crossover) -> list[str]:
    """Name what ADSL has of each period, and what records have of theirs."""
    planned = [planned_variable(period) for period in range(1, crossover.length + 1)]
    numbered = [f"{name}N" for name in planned]
    actual = [actual_variable(period) for period in range(1, crossover.length + 1)]
    return ["TRTSEQP", "TRTSEQA", *planned[1:], *numbered[1:], *actual, *PERIOD_VARIABLES]


def own_names(dataset: Dataset, taken: dict[str, str]) -> dict[str, str]:
    """Add the variables that a dataset has beside those of every trial."""
    return {**taken, **dict.fromkeys(dataset.further_variables, "a variable that is made for this dataset")}


def claim(at: tuple[str, ...], names: Iterable[str], taken: dict[str, str]) -> Broken:
    """Take names for a part of the file; yield those that another has."""
    for name in names:
        if name in taken:
            yield (*at, name), f"is {taken[name]}; take another name"
        taken.setdefault(name, f"the name of `{'.'.join((*at, name))}`")


def parameters(name: str, dataset: Dataset, source: Source | None) -> Broken:
    """Yield parameters of one dataset that share their code or their values."""
    scored = dataset.instrument.parameters if dataset.instrument else ()
    for paramcd in dataset.derived:
        if paramcd in (*dataset.parameters, *scored):
            yield ("datasets", name, "derived", paramcd), "is a measured parameter; take another name"
    read: dict[tuple[str, ...], str] = {}
    for paramcd, parameter in dataset.parameters.items():
        names = parameter.names_in(source) if source else ()
        places = names or [(column,) for column in parameter.columns_read]
        for place in places:
            if place in read:
                yield ("datasets", name, "parameters", paramcd), f"reads what {read[place]} reads ({' / '.join(place)})"
            read.setdefault(place, paramcd)
