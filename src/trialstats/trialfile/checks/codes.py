"""The texts that raw files hold: a code means one thing, and a limit is written as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from trialstats.trialfile.names import Broken
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["codes"]

LIMITS = ("<number", ">number")


def codes(trial: Trial) -> Broken:
    """Yield every code that is given twice, and every limit that is none."""
    for name, held in shared({name: arm.codes for name, arm in trial.arms.items()}):
        yield ("arms", name, "codes"), held
    for of_period in by_period(trial):
        for name, held in shared(of_period):
            yield ("visits", name, "codes"), held
    yield from levels(("covariates",), trial.covariates)
    for dataset, findings in trial.datasets.items():
        yield from levels(("datasets", dataset, "columns"), findings.columns)
    for dataset, occurrence in trial.occurrences.items():
        yield from levels(("occurrences", dataset, "columns"), occurrence.columns)
    yield from limits(trial)


def by_period(trial: Trial) -> list[dict[str, tuple[str, ...]]]:
    """Give the visits with their codes; of a crossover trial those of each period apart, with those of none.

    Visits of different periods may have one code.
    """
    every = {name: visit.codes for name, visit in trial.visits.items()}
    if trial.crossover is None:
        return [every]
    return [
        {name: codes for name, codes in every.items() if trial.visits[name].period in (None, period)}
        for period in range(1, trial.crossover.length + 1)
    ]


def levels(at: tuple[str, ...], columns: Mapping[str, Column]) -> Broken:
    """Yield the codes that two levels of a category share."""
    for variable, column in columns.items():
        for level, held in shared(column.codes or {}):
            yield (*at, variable, "codes", level), held


def shared(codes_of: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """List the names whose codes another has already, or that hold one twice."""
    seen: dict[str, str] = {}
    found = []
    for name, held in codes_of.items():
        for code in held:
            if code in seen:
                again = " twice" if seen[code] == name else f", a code of {seen[code]} too"
                found.append((name, f"holds {code}{again}"))
            seen.setdefault(code, name)
    return found


def limits(trial: Trial) -> Broken:
    """Yield the text results that are nearly one of the two words that stand for a limit."""
    for name, dataset in trial.datasets.items():
        for paramcd, parameter in dataset.parameters.items():
            for text in parameter.text_results:
                # `<LLOQ` is a text like any other; `<nummer` was meant to be one of the two words.
                if text not in LIMITS and get_close_matches(text.casefold(), LIMITS, n=1, cutoff=0.7):
                    at = ("datasets", name, "parameters", paramcd, "text_results")
                    yield at, f"= {text} is not a known word{nearest(text, LIMITS)}"
