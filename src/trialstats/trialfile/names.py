"""What the checks of names share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from trialstats.trialfile.parts.analysis import Estimating, Method
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = [
    "At",
    "Broken",
    "Missing",
    "MissingAnalysis",
    "MissingAnswer",
    "MissingEverywhere",
    "MissingParameter",
    "MissingTest",
    "analyses_of",
    "is_complete",
    "of_no_dataset",
    "parameters_of",
    "unknown",
    "unknown_analysis",
    "unknown_parameter",
]

At = tuple[str | int, ...]
Broken = Iterator[tuple[At, str]]
Kind = TypeVar("Kind")


class Missing(str):
    """Says that something is nowhere in the file: `what` is its name, its key or its section.

    It is not held against the author where that was taken out because of another mistake.
    """

    what: str

    def __new__(cls, text: str, what: str) -> Missing:
        made = super().__new__(cls, text)
        made.what = what
        return made


class MissingParameter(Missing):
    """Says so of a parameter, which a questionnaire may give."""


class MissingEverywhere(MissingParameter):
    """Says so of a parameter that any dataset might have."""


class MissingAnalysis(Missing):
    """Says so of an analysis, which the standard set may give."""


class MissingAnswer(Missing):
    """Says that no analysis answers an estimand; one with a mistake might."""


class MissingTest(MissingAnswer, MissingAnalysis):
    """Says that no analysis tests a hypothesis; one with a mistake, or of the standard set, might."""


def unknown(what: str, name: str, known: Iterable[str], sign: str = "= {} ") -> Missing:
    """Say that a name leads nowhere; `sign` stands before it where the path does not end in the name."""
    return Missing(f"{sign.format(name)}is not a known {what}{nearest(name, known)}", name)


def unknown_parameter(name: str, known: Iterable[str], of: str = "", sign: str = "= {} ") -> MissingParameter:
    """Say that the name of a parameter leads nowhere; `of`: what should have it."""
    return MissingParameter(unknown(f"parameter of {of}" if of else "parameter", name, known, sign), name)


def unknown_analysis(name: str, known: Iterable[str], of: str = "") -> MissingAnalysis:
    """Say that the name of an analysis leads nowhere; `of`: the methods that it may be of."""
    return MissingAnalysis(unknown(f"analysis of method {of}" if of else "analysis", name, known), name)


def parameters_of(trial: Trial, dataset: str) -> list[str]:
    """List the parameters of a dataset in the order declared, derived ones last."""
    declared = trial.datasets[dataset]
    scored = declared.instrument.parameters if declared.instrument else ()
    return [*declared.parameters, *scored, *declared.derived]


def of_no_dataset(trial: Trial, parameters: Iterable[str]) -> Iterator[MissingEverywhere]:
    """Say which parameters no dataset has, where it is not known which of them is meant."""
    known = list(dict.fromkeys(paramcd for dataset in trial.datasets for paramcd in parameters_of(trial, dataset)))
    for name in (name for name in parameters if name not in known):
        yield MissingEverywhere(unknown_parameter(name, known), name)


def is_complete(analysis: Method, trial: Trial) -> bool:
    """Tell whether the estimand of an analysis, if it names one, is there to complete it, and is one of its kind."""
    if not isinstance(analysis, Estimating) or analysis.estimand is None:
        return True
    estimand = trial.estimands.get(analysis.estimand)
    return estimand is not None and analysis.is_of(estimand)


def analyses_of(trial: Trial, kind: type[Kind]) -> Iterator[tuple[At, Kind]]:
    """Give the analyses of a class, complete, each with its path; those of an estimand that is not there are left out.

    That these name none is said where names are checked.
    """
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, kind) and is_complete(analysis, trial):
            complete = trial.complete(name)
            assert isinstance(complete, kind)
            yield ("analyses", name), complete
