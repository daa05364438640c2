"""The standard listings of a trial: those that ICH E3 asks for in 16.2 of what the trial file declares."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trialstats.trialfile.parts.listing import ADEXCL, ADSL, Listing
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.standard import level_of_yes, measured_estimands, visits_after_baseline
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["DEVIATION", "EXPOSURE", "HISTORY", "REACTION", "out_of_range", "standard_listings"]

# How ADaM's names of variables begin: of protocol deviations, adverse events, exposure, medication and history.
DEVIATION, REACTION = re.compile("DV"), re.compile("AE(?!ND)")  # AENDT is the end of anything
EXPOSURE, HISTORY = re.compile("E[XC]"), re.compile("CM|MH")
# Whether a result lies within the range of its laboratory, and that range.
RANGE_INDICATORS, RANGE_ENDS = ("ANRIND", "LBNRIND"), ("ANRLO", "ANRHI", "A1LO", "A1HI", "LBORNRLO", "LBORNRHI")
MOST_COLUMNS = 9  # of a listing that the file does not describe: what a page turned has room for
DATES = ("ASTDT", "ASTDY", "AENDT", "AENDY")
# What ICH E3 asks of an event beside its term and days; of many variables these come before the others.
ASKED = ("AEREL", "AESEV", "AETOXGR", "AESER", "TRTEMFL", "AEOUT", "AEACN")
DEATH = ("AESDTH", "AEDTHFL")
NO_UNITS = (None, "score", "scores")

Records = list[dict[str, Any]]
Named = Iterator[tuple[str, Listing]]


def standard_listings(trial: Trial) -> Named:
    """Yield the listings by name, in the order of their parts."""
    yield from of_subjects(trial)
    for begin in (HISTORY, EXPOSURE):
        yield from of_occurrences(trial, begin, where_empty="leave out")
    yield from of_outcomes(trial)
    yield from of_events(trial)
    yield from of_laboratory(trial)


def of_subjects(trial: Trial) -> Named:
    """Yield who discontinued, who deviated from the protocol, who is in which population not, and who all are."""
    date = [name for name in (day_one_of(trial),) if name in trial.subjects.dates]
    if trial.disposition:
        ended = [*day_of_stopping(trial), "DCSREAS"]
        stopped = [{"column": "EOSSTT", "in": "DISCONTINUED"}]
        yield "discontinued", listing(ADSL, [*date, *ended], stopped, title="Discontinued subjects", number="16.2.1")
    yield from of_deviations(trial)
    if any(population.model_fields_set - {"label", "randomised"} for population in trial.populations.values()):
        yield "excluded", listing(ADEXCL, ["POP", "REASON"], [{"column": "RANDFL", "in": "Y"}])
    described = [name for name, column in trial.covariates.items() if not column.cuts and not is_deviation(name)]
    if described:
        randomised = [{"column": "RANDFL", "in": "Y"}]
        room = MOST_COLUMNS - len(date)
        labels = {name: trial.covariates[name].label or name for name in described[room:]}
        yield (
            "demographics",
            listing(
                ADSL,
                [*date, *described[:room]],
                randomised,
                title="Demographic and baseline data",
                footnotes=left_out(labels),
            ),
        )


def day_of_stopping(trial: Trial) -> list[str]:
    """Name the day on which a subject stopped; where nothing tells it, that of the last treatment."""
    received = trial.subjects.received
    last = "TRTEDT" in trial.subjects.dates or (received is not None and received.dataset is not None)
    return ["EOSDT"] if trial.disposition and trial.disposition.date else ["TRTEDT"] if last else []


def of_deviations(trial: Trial) -> Named:
    """Yield protocol deviations: a row each of an occurrence, or what variables of subjects say of them."""
    yield from of_occurrences(trial, DEVIATION, title="Protocol deviations")
    for name in filter(is_deviation, trial.covariates):
        recorded: Records = [{"column": name, "recorded": True}]
        number = "16.2.2" if not any(is_of(trial, other, DEVIATION) for other in trial.occurrences) else None
        yield name.lower(), listing(ADSL, [name], recorded, title="Protocol deviations", number=number)


def of_occurrences(trial: Trial, begin: re.Pattern[str], **said: Any) -> Named:
    """Yield all records of the occurrences whose variables are named so."""
    for name in trial.occurrences:
        if is_of(trial, name, begin):
            yield name, event_records(trial, name, **said)


def of_outcomes(trial: Trial) -> Named:
    """Yield the values that estimands are about, of every subject, and the times to an event."""
    asked: dict[str, list[str]] = {}
    for _, dataset, _, variable in measured_estimands(trial):
        asked[dataset] = list(dict.fromkeys([*asked.get(dataset, []), variable.PARAMCD]))
    for dataset, parameters in asked.items():
        chosen: Records = [{"column": "PARAMCD", "in": parameters}, {"column": "ANL01FL", "in": "Y"}]
        several = ["PARAM"] if len(parameters) > 1 else []
        days = ["ADT"] if trial.has_days(dataset) else []
        change = ["BASE", "CHG"] if trial.baseline_visits and visits_after_baseline(trial, dataset) else []
        columns = [*several, "AVISIT", *days, "AVAL", *change]
        title = values_title(trial, dataset, parameters)
        said = {"title": title} if title else {}
        # Of ADaM that is taken over nobody knows here whether it has them.
        optional = change if trial.datasets[dataset].adam else []
        yield dataset, listing(dataset, columns, chosen, once=several, optional=optional, **said)
    if any(estimand.is_timed for estimand in trial.estimands.values()):
        yield ADTTE, listing(ADTTE, ["PARAM", "STARTDT", "ADT", "AVAL", "CNSR", "EVNTDESC"], once=["PARAM"])


def values_title(trial: Trial, dataset: str, parameters: list[str]) -> str:
    """Name the one parameter that is listed, with its unit; of several the dataset does."""
    outcome = trial.outcome(dataset, parameters[0]) if len(parameters) == 1 else None
    if outcome is None:
        return ""
    return f"{outcome.label}{f' ({outcome.unit})' if outcome.unit not in NO_UNITS else ''}, individual values"


def of_events(trial: Trial) -> Named:
    """Yield adverse events: all, the serious ones, and those that ended in death."""
    for name in (name for name in trial.occurrences if is_of(trial, name, REACTION)):
        yield name, event_records(trial, name)
        for word, heading, variables in (
            ("serious", "Serious adverse events", ("AESER",)),
            ("deaths", "Deaths", DEATH),
        ):
            said = next((found for variable in variables if (found := level_of_yes(trial, name, variable))), None)
            for variable, levels in (said or {}).items():
                chosen = [{"column": variable, "in": list(levels)}]
                yield f"{name}_{word}", event_records(trial, name, chosen, without=variable, title=heading)


def of_laboratory(trial: Trial) -> Named:
    """Yield results beyond the range of their laboratory, of datasets that say which these are."""
    for name, dataset in trial.datasets.items():
        for indicator in out_of_range(dataset.columns)[:1]:
            chosen: Records = [
                {"column": indicator, "recorded": True},
                {"column": indicator, "not_in": ["NORMAL", "Normal", "N"]},
            ]
            ends = [end for end in RANGE_ENDS if end in dataset.columns]
            days = ["ADT"] if trial.has_days(name) else []
            columns = ["PARAM", "AVISIT", *days, "AVAL", *ends, indicator]
            title = f"{dataset.label or name}: values out of range"
            yield f"{name}_range", listing(name, columns, chosen, once=["PARAM"], title=title)


def out_of_range(variables: Collection[str]) -> list[str]:
    """Name the variables that tell whether a result is within its range."""
    return [name for name in RANGE_INDICATORS if name in variables]


def is_deviation(variable: str) -> bool:
    return DEVIATION.match(variable) is not None


def is_of(trial: Trial, occurrence: str, begin: re.Pattern[str]) -> bool:
    """Tell whether an occurrence has variables whose names begin so."""
    return any(begin.match(variable) for variable in trial.occurrences[occurrence].columns)


def event_records(
    trial: Trial, occurrence: str, records: Records | None = None, without: str = "", **said: Any
) -> Listing:
    """List records of an occurrence in the order in which they began, and say which variables have no column.

    without: a variable that has one value on all of these records, and no column.
    """
    declared = trial.occurrences[occurrence].columns
    columns = columns_of(trial, occurrence, without)
    labels = {name: declared[name].label or name for name in declared if name not in (*columns, without)}
    sort = ["ASTDT"] if "ASTDT" in declared else []
    return listing(occurrence, columns, records, sort=sort, footnotes=left_out(labels), **said)


def columns_of(trial: Trial, occurrence: str, without: str) -> list[str]:
    """Name variables of an occurrence, and the day of its start behind the date.

    Of more than a page has room for: all dates, the first variable, what is asked of events, and the first others.
    """
    declared = trial.occurrences[occurrence].columns
    dated = day_one_of(trial) and "ASTDT" in declared and declared["ASTDT"].type == "date" and "ASTDY" not in declared
    named = [both for name in declared for both in ([name, "ASTDY"] if dated and name == "ASTDT" else [name])]
    named = [name for name in named if name != without]
    dates = [name for name in named if name in DATES or (name in declared and declared[name].type == "date")]
    others = [name for name in named if name not in dates]
    asked = [name for name in ASKED if name in others[1:]]
    ranked = dict.fromkeys([*others[:1], *asked, *others])
    room = max(1, MOST_COLUMNS - len(dates))
    kept = {*dates, *list(ranked)[:room]}
    return [name for name in named if name in kept]


def left_out(labels: Mapping[str, str]) -> list[str]:
    """Say which variables have no column, by name and label."""
    named = [f"{label} ({name})" if label != name else name for name, label in labels.items()]
    return [f"For want of room without a column: {', '.join(named)}."] if named else []


def listing(dataset: str, columns: list[str], records: Records | None = None, **said: Any) -> Listing:
    return Listing.model_validate({"dataset": dataset, "columns": columns, "records": records or [], **said})
