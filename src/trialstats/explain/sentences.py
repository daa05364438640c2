"""What a row of results is, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.results.kinds import RATIOS, Kind, no_difference
from trialstats.trialfile.completion.words import capital, inside

__all__ = ["CALLED", "MEASURED", "direction", "sentence"]

Keys = Mapping[str, str]

MEASURED = {"AVAL": "", "CHG": "change from baseline in ", "PCHG": "percent change from baseline in "}

# What the numbers of each kind are; {what} is what they are about.
CALLED = {
    Kind.LSMEAN: "LS mean of {what}",
    Kind.DIFFERENCE: "difference in {what}",
    Kind.SLOPE: "slope of {what}",
    Kind.TIPPING_POINT: "shift of imputed values at which the result turns: {what}",
    Kind.TREND: "trend of {what} with the dose",
    Kind.EFFECT_SIZE: "standardised effect size of {what}",
    Kind.RELIABILITY: "internal consistency of {what}",
    Kind.COEFFICIENT: "coefficient of the model of {what}",
    Kind.JOINT_TEST: "joint test of a term of the model of {what}",
    Kind.GEOMETRIC_MEAN: "geometric mean of {what}",
    Kind.RATIO: "ratio of geometric means of {what}",
    Kind.PROPORTION: "share of subjects: {what}",
    Kind.RISK_DIFFERENCE: "difference in the share of subjects: {what}",
    Kind.RISK_RATIO: "ratio of the shares of subjects: {what}",
    Kind.ODDS_RATIO: "odds ratio of {what}",
    Kind.NNT: "number needed to treat: {what}",
    Kind.DIFFERENCE_AT: "difference in {what} at a value of a covariate",
    Kind.RISK_DIFFERENCE_AT: "difference in the share of subjects at a value of a covariate: {what}",
    Kind.RISK_RATIO_AT: "ratio of the shares of subjects at a value of a covariate: {what}",
    Kind.ODDS_RATIO_AT: "odds ratio of {what} at a value of a covariate",
    Kind.WIN_PROBABILITY: "probability that one subject does better than another in {what}",
    Kind.WIN_RATIO: "win ratio of {what}",
    Kind.NET_BENEFIT: "net benefit in {what}",
    Kind.AREA_DIFFERENCE: "difference in the area under the curve of responders in {what}",
    Kind.SHIFT: "shift of {what} (Hodges-Lehmann)",
    Kind.RANK_TEST: "rank test of {what}",
    Kind.INTERACTION: "test of interaction in {what}",
    Kind.CORRELATION: "correlation of {what}",
    Kind.COST: "cost: {what}",
    Kind.VARIANCE: "variance or standard deviation of the model of {what}",
    Kind.MARGIN: "test of a margin of {what}",
    Kind.HYPOTHESIS: "confirmatory hypothesis about {what}",
    Kind.CONCLUSION: "conclusion on the confirmatory hypothesis about {what}",
    Kind.RATE: "rate of {what}",
    Kind.RATE_RATIO: "ratio of the rates of {what}",
    Kind.HAZARD_RATIO: "hazard ratio of {what}",
    Kind.TIME_BY: "time by which a share of subjects had the event: {what}",
    Kind.RESTRICTED_MEAN: "restricted mean time: {what}",
    Kind.SUMMARY: "summary of {what}",
    Kind.COUNT: "count of {what}",
    Kind.VALUE: "value: {what}",
    Kind.POINT: "point that a figure draws: {what}",
    Kind.TRUTH: "true effect by which data were simulated: {what}",
    Kind.DIAGNOSTIC: "number of the notes on how it was computed: {what}",
    Kind.BEYOND_LIMIT: "results beyond a limit of quantification: {what}",
}
# Comparisons in which a subject of one arm is set against one of another.
AGAINST = (Kind.WIN_PROBABILITY, Kind.WIN_RATIO, Kind.NET_BENEFIT, Kind.RANK_TEST, Kind.HYPOTHESIS, Kind.CONCLUSION)
WAYS = {"lower": -1, "higher": 1}


def sentence(keys: Keys) -> str:
    """Say what a row is: `Difference in change from baseline in pain intensity (VAS), DTLT minus Sham, at Week 12`.

    keys: those of the row that it has, and its PARAM.
    """
    kind = Kind(keys["kind"])
    said = [CALLED[kind].format(what=what(keys)), *compared(kind, keys)]
    said += [f"at {keys['AVISIT']}"] if "AVISIT" in keys else []
    said += [f"of subject {keys['USUBJID']}"] if "USUBJID" in keys else []
    further = [keys[key] for key in ("group", "variable", "level") if key in keys and keys[key] != named(keys)]
    return capital(", ".join(said)) + (f" ({'; '.join(further)})" if further else "")


def what(keys: Keys) -> str:
    """Say what a row is about: its measure and parameter, or what its other keys say."""
    return MEASURED.get(keys.get("measure", ""), "") + inside(named(keys))


def named(keys: Keys) -> str:
    return keys.get("PARAM") or keys.get("PARAMCD") or keys.get("variable") or keys.get("level") or keys["analysis"]


def compared(kind: Kind, keys: Keys) -> list[str]:
    """Say which arm, or which arm against which."""
    arm, reference = keys.get("ARM"), keys.get("REFERENCE")
    if arm and reference:
        between = "over" if kind in RATIOS else "against" if kind in AGAINST else "minus"
        return [f"{arm} {between} {reference}"]
    return [f"with {arm}" if arm != "All" else "in all arms"] if arm else []


def direction(keys: Keys, better: str | None) -> str:
    """Say for whom a comparison speaks on which side of no difference; nothing where that is not known."""
    kind = Kind(keys["kind"])
    arm, reference = keys.get("ARM"), keys.get("REFERENCE")
    traits = kind.traits
    if not (arm and reference and traits.estimated) or kind in (Kind.RANK_TEST, Kind.MARGIN, Kind.TIPPING_POINT):
        return ""
    none = f"{no_difference(kind):g}"
    if traits.favours_larger:
        return f"{none} would be no difference; above it speaks for {arm}, below it for {reference}."
    if not (traits.directed and better in WAYS):
        return f"{none} would be no difference."
    above, below = (arm, reference) if WAYS[better] > 0 else (reference, arm)
    return (
        f"{better.capitalize()} values are better; {none} would be no difference, above it speaks for {above}, "
        f"below it for {below}."
    )
