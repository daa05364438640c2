"""How an analysis was made, as a paper says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trialstats.explain.sentences import MEASURED
from trialstats.manuscript.pieces import Paragraph, Piece
from trialstats.manuscript.references import Work
from trialstats.methods.registry import entry_of
from trialstats.methods.shared.mmrm_words import SANDWICHES, STRUCTURES
from trialstats.results.rows import BRIEF
from trialstats.trialfile.completion.words import dataset_words, inside, joined
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["model_of"]

Notes = Mapping[str, Any]
MOST_NAMED = 3  # outcomes of one analysis that are named one by one

# Degrees of freedom in a sentence, with the work that they are from.
TESTS: dict[str, tuple[str, Work | None]] = {
    "kr": ("standard errors and degrees of freedom are those of Kenward and Roger", Work.KENWARD_ROGER),
    "kr_linear": (
        "standard errors and degrees of freedom are those of Kenward and Roger, without second derivatives",
        Work.KENWARD_ROGER,
    ),
    "kr_expected": (
        "standard errors and degrees of freedom are those of Kenward and Roger, from the expected information",
        Work.KENWARD_ROGER,
    ),
    "satterthwaite": ("degrees of freedom were approximated by Satterthwaite's method", Work.SATTERTHWAITE),
    "between_within": ("degrees of freedom were divided between and within subjects", None),
    "residual": ("degrees of freedom are those of the residuals", None),
    "inf": ("tests are normal (z)", None),
}
WEIGHTS = {
    "equal": "least-squares means weight the levels of factors equally",
    "observed": "least-squares means weight the levels of factors as they were observed",
    "sample": "least-squares means average over the records used",
}
# Words in the notes on how it was done that name a method, and the work it is from.
NAMED = {"Miettinen and Nurminen": Work.SCORE_INTERVALS, "Rubin": Work.RUBIN, "Cox": Work.COX}


def model_of(trial: Trial, analysis: Method, notes: Notes, *, start: str) -> Paragraph:
    """Say how an analysis was made. start: what it is called where the sentence begins, `The primary analysis`."""
    if isinstance(analysis, Findings) and analysis.method == "mmrm":
        return tuple(repeated_measures(trial, analysis, notes, start))
    if isinstance(analysis, Findings) and analysis.method == "ancova":
        return tuple(covariance(trial, analysis, start))
    return noted(analysis, notes, start)


def noted(analysis: Method, notes: Notes, start: str) -> Paragraph:
    """Say it in the words that the analysis noted of itself, with the works that these name."""
    brief, inference = str(notes.get(BRIEF) or ""), str(notes.get("inference") or "").rstrip()
    named = entry_of(analysis.entry).words
    label = f" ({inside(analysis.label)})" if analysis.label and analysis.label != named else ""
    said = " ".join(filter(None, (brief, inference)))
    pieces: list[Piece] = [f"{start}{label} is of the method {inside(named)}{f'. {said}' if said else '.'}"]
    pieces += [work for name, work in NAMED.items() if name in f"{brief} {inference}"]
    return tuple(pieces)


def outcome(trial: Trial, analysis: Findings) -> str:
    """Say what is analysed: `change from baseline in pain intensity (VAS)`."""
    named = [name_of(trial, analysis, code) for code in analysis.parameters]
    few = 0 < len(named) <= MOST_NAMED
    what = joined(named) if few else f"outcomes of {inside(dataset_words(trial, str(analysis.dataset)))}"
    return f"{MEASURED[analysis.measure]}{what}"


def name_of(trial: Trial, analysis: Findings, code: str) -> str:
    declared = trial.outcome(str(analysis.dataset), code)
    return inside(declared.label) if declared else code


def called(trial: Trial, names: Sequence[str]) -> str:
    """Name covariates as a sentence does: `site and the baseline value`."""
    return joined(labels_of(trial, names))


def labels_of(trial: Trial, names: Sequence[str]) -> list[str]:
    known = {name: inside(column.label or name) for name, column in trial.covariates.items()}
    return ["the baseline value" if name == "BASE" else known.get(name, name) for name in names]


def repeated_measures(trial: Trial, analysis: Findings, notes: Notes, start: str) -> Iterator[Piece]:
    """Say a mixed model for repeated measures."""
    fits = [fit for fit in notes.get("fits") or () if isinstance(fit, Mapping)]
    visits = [str(visit) for visit in (fits[0].get("visits") or ())] if fits else list(analysis.visits)
    yield f"{start} of the {outcome(trial, analysis)}{f' at {joined(visits)}' if visits else ''} was a mixed model for "
    yield from ("repeated measures", Work.MMRM)
    restricted = getattr(analysis, "reml", True)
    yield f" fitted by {'restricted ' if restricted else ''}maximum likelihood"
    yield from [Work.REML] if restricted else []
    effects = ["arm", "visit", "their interaction"]
    covariates = list(getattr(analysis, "covariates", ()))
    constrained = getattr(analysis, "baseline", "covariate") == "constrained"
    yield f", with fixed effects of {joined([*effects, *labels_of(trial, covariates)])}"
    if by_visit := getattr(analysis, "by_visit", ()):
        yield f" (a coefficient of {called(trial, by_visit)} at every visit)"
    yield ", baseline being part of the outcome with one mean for all arms. " if constrained else ". "
    yield from structure(analysis, fits)
    ddf, vcov = str(getattr(analysis, "ddf", "")), getattr(analysis, "vcov", None)
    said, work = TESTS[ddf]
    if vcov:
        yield from (f"It has {SANDWICHES[vcov]}", Work.ROBUST, ". ")
    elif work is not None:
        yield from (said[0].upper() + said[1:], work, "; ")
    else:
        yield f"{said[0].upper()}{said[1:]}; "
    means = WEIGHTS[str(getattr(analysis, "weights", "equal"))]
    yield f"{means[0].upper()}{means[1:]}." if vcov else f"{means}."
    yield " Missing values were not imputed: where the model is right and values are missing at random given those "
    yield "observed, its estimates are not biased."


def structure(analysis: Findings, fits: Sequence[Notes]) -> Iterator[Piece]:
    """Say the covariance that was fitted, and that others were planned should it fail."""
    planned = list(getattr(analysis, "covariance", ()))
    used = list(dict.fromkeys(str(fit.get("structure")) for fit in fits if fit.get("structure")))
    if not used:
        return
    yield f"The covariance of the visits of a subject was {joined([STRUCTURES.get(name, name) for name in used])}"
    before = planned[: planned.index(used[0])] if used[0] in planned else []
    after = planned[planned.index(used[0]) + 1 :] if used[0] in planned else []
    if before:
        yield f", since {joined([STRUCTURES[name] for name in before])} could not be fitted"
    elif after:
        yield f" (planned, had it not been possible to fit: {', then '.join(STRUCTURES[name] for name in after)})"
    yield ". "


def covariance(trial: Trial, analysis: Findings, start: str) -> Iterator[Piece]:
    """Say an analysis of covariance."""
    at = f" at {joined(list(analysis.visits))}" if analysis.visits else " at each visit"
    covariates = list(getattr(analysis, "covariates", ()))
    adjusted = f", adjusted for {called(trial, covariates)}" if covariates else ", without covariates"
    yield f"{start} of the {outcome(trial, analysis)}{at} was an analysis of covariance by ordinary least squares"
    yield adjusted
    if getattr(analysis, "std_error", "classical") == "HC3":
        yield from (", with standard errors that allow for unequal variances (HC3)", Work.HETEROSCEDASTIC)
    yield f"; {WEIGHTS[str(getattr(analysis, 'weights', 'equal'))]}. "
    yield "Subjects without a value or a covariate are left out."
