"""What analyses of subgroups name that must exist elsewhere in the trial file, and what they can repeat."""

from __future__ import annotations

from trialstats.methods.subgroups.options import TAKEN, TOGETHER, Subgroups
from trialstats.trialfile.names import At, Broken, unknown, unknown_analysis
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.stressed import compares_arms
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield factors that are no category among the covariates, and what cannot be repeated as it is said."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Subgroups):
            yield from factors(trial, ("analyses", name), analysis)
            if analysis.of is not None:
                yield from repeated(trial, ("analyses", name), analysis, analysis.of)


def factors(trial: Trial, at: At, analysis: Subgroups) -> Broken:
    known = [name for name, column in trial.covariates.items() if column.type == "category"]
    for name in analysis.factors:
        if name in trial.covariates and name not in known:
            text = f"= {name} is a {trial.covariates[name].type}; a factor is a category (of a number: with `cuts`)"
            yield (*at, "factors"), text
        elif name not in known:
            yield (*at, "factors"), unknown("category among the covariates", name, known)


def repeated(trial: Trial, at: At, analysis: Subgroups, name: str) -> Broken:
    """Yield an analysis that is not there or cannot be repeated, and what contradicts it."""
    other = trial.analyses.get(name)
    if other is None:
        yield (*at, "of"), unknown_analysis(name, [one for one in trial.analyses if able(trial.analyses[one])])
        return
    if not able(other):
        able_ones = [one for one, found in trial.analyses.items() if able(found)]
        text = f"= {name} is of method {other.method}, which gives no one comparison of arms in findings to repeat"
        yield (*at, "of"), f"{text}; these do: {', '.join(able_ones)}" if able_ones else text
        return
    if not analysis.is_separate and other.method not in TOGETHER:
        text = f"= together is for {', '.join(TOGETHER)}, and {name} is of method {other.method}: say `fits: separate`"
        yield (*at, "fits"), text
    if not analysis.is_separate and getattr(other, "modifiers", None):
        text = f"= {name} has `modifiers` in its model, which one model of the levels has not: say `fits: separate`"
        yield (*at, "of"), text
    yield from contradictions(trial, at, analysis, name, other)
    yield from effects(at, analysis, name, other)
    if analysis.weights and not isinstance(getattr(other, "weights", None), str):
        yield (*at, "weights"), f"are margins of LS means, and {name} (method {other.method}) has none"


def able(other: Method) -> bool:
    """Tell whether an analysis can be repeated: it is of parameters of findings, and its rows compare arms."""
    of_findings = isinstance(other, Findings) and other.by_parameter and not isinstance(other, Subgroups)
    return of_findings and compares_arms(other)


def contradictions(trial: Trial, at: At, analysis: Subgroups, name: str, other: Method) -> Broken:
    """Yield what the analysis says otherwise than the one that it repeats."""
    for key in (key for key in TAKEN if key not in ("alpha", "parameters")):
        own, of_other = getattr(analysis, key), getattr(other, key)
        if own != of_other:
            yield (*at, key), f"is that of {name}, which is repeated (`of`): leave it out"
    if isinstance(other, Findings) and analysis.value and analysis.value != other.measure:
        yield (*at, "value"), f"= {analysis.value}, and {name}, which is repeated, is of {other.measure}: leave it out"
    if other.parameters if isinstance(other, Findings) else ():
        for paramcd in (one for one in analysis.parameters if one not in getattr(other, "parameters", ())):
            yield (*at, "parameters"), unknown(f"parameter of {name}", paramcd, getattr(other, "parameters", ()))
    own = analysis.visits or trial.after_baseline
    for visit in (visit for visit in analysis.at if visit not in own):
        yield (*at, "at"), unknown(f"visit of {name}", visit, own)


def effects(at: At, analysis: Subgroups, name: str, other: Method) -> Broken:
    """Yield a comparison that the analysis does not make, and several of which none is the one."""
    if analysis.effect is not None:
        shares = getattr(other, "effects", ("difference", "ratio", "odds ratio") if hasattr(other, "criteria") else ())
        if not shares:
            yield (*at, "effect"), f"is of shares, and {name} is of method {other.method}: leave it out"
        elif analysis.effect not in shares:
            yield (*at, "effect"), f"= {analysis.effect} is none of the `effects` of {name} ({', '.join(shares)})"
    elif "difference" not in getattr(other, "effects", ("difference",)):
        yield (*at, "of"), f"= {name} compares no difference: say `effect`, one of {', '.join(other.effects)}"  # type: ignore[attr-defined]
    if len(getattr(other, "criteria", ())) > 1:
        yield (*at, "of"), f"= {name} has several `criteria`: declare an analysis with the one of the subgroups"
