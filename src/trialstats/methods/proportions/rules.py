"""The rules of an analysis of proportions, as sentences that stand under its tables."""

from __future__ import annotations

from trialstats.methods.proportions.event import events_told
from trialstats.methods.proportions.options import Proportions, YesOrNo
from trialstats.methods.proportions.rows import Approach
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import margin_rule
from trialstats.methods.shared.modifiers.effects import told_of_modifiers
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.results.rows import Scale

__all__ = ["MISSING", "SANDWICHES", "brief", "main_approach", "rules", "told_by"]

# Variances of coefficients that do not take the model as true.
SANDWICHES = ("HC0", "HC3")
SHARE = {
    "wilson": "Wilson's",
    "exact": "Clopper and Pearson's",
    "agresti-coull": "Agresti and Coull's",
    "wald": "Wald's",
}
INTERVALS = {
    "miettinen-nurminen": "score interval of Miettinen and Nurminen (Stat Med 1985;4:213-226)",
    "score": "score interval without the factor N/(N - 1) (Mee, and Farrington and Manning; of a ratio Koopman)",
    "newcombe": "Newcombe's hybrid score interval (Stat Med 1998;17:873-890, method 10)",
    "newcombe corrected": "Newcombe's hybrid score interval, corrected for continuity (method 11)",
    "wald": "Wald's interval",
    "wald corrected": "Wald's interval with continuity correction",
    "wald modified": "Wald's interval with 0.5 added to each cell (in the estimate too, where it would be 0 or without "
    "end)",
    "agresti-caffo": "Wald's interval with one subject with and one without the event more in each arm (Agresti and "
    "Caffo, Am Stat 2000;54:280)",
    "hauck-anderson": "Hauck and Anderson's interval (Am Stat 1986;40:318-322)",
    "likelihood ratio": "likelihood ratio interval",
    "exact": "exact interval (of a difference unconditional, by two one-sided score tests, Chan and Zhang 1999; of an "
    "odds ratio given the margins of the table)",
    "mid-p": "mid-p interval given the margins of the table",
}
COMBINED = {
    "mantel-haenszel": "Mantel-Haenszel weights, variance of Sato (Biometrics 1989;45:1323)",
    "mantel-haenszel, greenland-robins": "Mantel-Haenszel weights, variance of Greenland and Robins (Biometrics 1985)",
    "miettinen-nurminen": "stratified score interval of Miettinen and Nurminen, Mantel-Haenszel (CMH) weights",
    "miettinen-nurminen optimal": "stratified score interval of Miettinen and Nurminen with their own weights, which "
    "follow the difference tested",
    "score": "stratified score interval without the factor N/(N - 1), Mantel-Haenszel (CMH) weights",
    "newcombe": "stratified Newcombe interval (Yan and Su 2010), Mantel-Haenszel weights",
    "summary score": "summary score: midpoints of the strata's Miettinen-Nurminen intervals, weighted by the inverse "
    "of their squared widths",
}
RATIOS = {
    "mantel-haenszel": "Mantel-Haenszel (variances of Greenland and Robins, and of Robins, Breslow and Greenland)",
    "inverse variance": "means of logarithms weighted by inverse variances; 0.5 is added to every cell of a stratum, "
    "of a ratio where an arm has no event or everybody of both arms has it, of an odds ratio where any cell is empty",
}
VARIANCES = {
    "model": "the covariates taken as those of these subjects (delta method, Ge et al. 2011)",
    "HC0": "the covariates taken as those of these subjects (delta method, sandwich HC0)",
    "HC3": "the covariates taken as those of these subjects (delta method, sandwich HC3)",
    "ye": "the covariates' own variability counted (marginal effect; Ye et al., Stat Theory Relat Fields 2023;7:159)",
    "ye residuals": "the covariates' own variability counted (Ye et al. 2023, variance of residuals)",
    "influence": "the covariates' own variability counted (influence function of the augmented estimator, "
    "its squares over n (n - 1))",
    "stacked": "the covariates' own variability counted (stacked estimating equations)",
}
CHANGES = {
    "CHG": "The event is told by the change from baseline.",
    "PCHG": "The event is told by the percent change from baseline.",
}
ALL = "denominators are all subjects of the arm in the population."
MISSING = {
    "event": f"Subjects without a value count as having the event: {ALL}",
    "non-event": f"Subjects without a value count as not having the event: {ALL}",
    "exclude": "Subjects without a value are left out of the denominator (observed cases).",
    "worst case": f"Subjects without a value count against the arm, as failures under it and as successes under the "
    f"reference (worst case): {ALL}",
    "best case": f"Subjects without a value count for the arm, as successes under it and as failures under the "
    f"reference (best case): {ALL}",
}


def main_approach(analysis: Proportions) -> Approach:
    """Say which comparison is the analysis: the one adjusted for most."""
    if analysis.in_model:
        return Approach.STANDARDISED
    return Approach.STRATIFIED if analysis.strata else Approach.CRUDE


def rules(analysis: Proportions, inputs: Inputs) -> list[str]:
    """Say how subjects are counted, and how each comparison is made."""
    found = [*events_told(analysis, inputs), *told_by(analysis), MISSING[analysis.missing]]
    if analysis.over == "trial":
        found.append(over_the_trial(analysis))
    found += [*crude(analysis), *stratified(analysis, inputs), *standardised(analysis, inputs)]
    if Scale.DIFFERENCE in analysis.effects:
        found.append(
            "Number needed to treat: the reciprocal of the difference that is the analysis, limits those of its "
            "limits (Altman, BMJ 1998;317:1309-1312): NNTB for one more subject to benefit, NNTH for one more to be "
            "harmed; absent where the interval of the difference holds zero."
        )
    return [*found, *([margin_rule(analysis.margin, analysis.alpha)] if analysis.margin else [])]


def brief(analysis: Proportions, inputs: Inputs) -> str:
    """Say the event, and what the comparison that is the analysis is adjusted for."""
    found = events_told(analysis, inputs)
    if analysis.in_model:
        names = list_of(covariates_named(analysis.in_model, inputs))
        found.append(f"Adjusted for {names}: shares standardised by a logistic model.")
    elif analysis.strata:
        found.append(f"Stratified by {list_of(covariates_named(analysis.strata, inputs))}.")
    return " ".join(found)


def told_by(analysis: YesOrNo) -> list[str]:
    """Say which value tells the event, where that is not the value itself."""
    return [CHANGES[analysis.measure]] if analysis.measure in CHANGES else []


def over_the_trial(analysis: Proportions) -> str:
    without = {
        "event": "who has none, and lacks a value at any visit, counts as having it",
        "non-event": "who has none at the visits with a value has none",
        **dict.fromkeys(
            ("worst case", "best case"), "who has none, and lacks a value at any visit, counts as the case says"
        ),
        "exclude": "who has none at the visits with a value has none, and who has no value at all is left out",
    }
    return f"Over the trial: the event at any visit after baseline; {without[analysis.missing]}."


def crude(analysis: Proportions) -> list[str]:
    words = {Scale.DIFFERENCE: "difference", Scale.RATIO: "ratio", Scale.ODDS_RATIO: "odds_ratio"}
    by: dict[str, list[str]] = {}
    for effect in analysis.effects:
        by.setdefault(getattr(analysis.interval, words[Scale(effect)]), []).append(effect)
    told = "; ".join(f"{list_of(effects)}: {INTERVALS[interval]}" for interval, effects in by.items())
    return [
        f"Shares with {SHARE[analysis.interval.share]} interval. Unadjusted {told}; each p value is that of the test "
        "which agrees with the interval."
    ]


def stratified(analysis: Proportions, inputs: Inputs) -> list[str]:
    if not analysis.strata:
        return []
    names = list_of(covariates_named(analysis.strata, inputs))
    how = [f"difference: {COMBINED[analysis.difference_method]}"] if Scale.DIFFERENCE in analysis.effects else []
    how += (
        [f"ratios: {RATIOS[analysis.combine_ratios]}"] if {Scale.RATIO, Scale.ODDS_RATIO} & {*analysis.effects} else []
    )
    return [
        f"Stratified by {names}; {'; '.join(how)}. Cochran-Mantel-Haenszel (CMH) test of all arms (general "
        "association, no continuity correction); Breslow-Day test of equal odds ratios with Tarone's correction."
    ]


def standardised(analysis: Proportions, inputs: Inputs) -> list[str]:
    if not analysis.in_model:
        return []
    names = list_of(covariates_named(analysis.in_model, inputs))
    blocks = ""
    if analysis.randomised_by:
        strata = list_of(covariates_named(analysis.randomised_by, inputs))
        blocks = f"; randomisation stratified by {strata} taken into account"
    return [
        f"Adjusted: shares standardised over the covariates of all subjects, as if everybody had been in one arm, by a "
        f"logistic model of all arms on the arm and {names}; {VARIANCES[analysis.variance]}{blocks}. The odds ratio "
        "is that of the standardised shares. Wald intervals, of ratios on the logarithmic scale.",
        *([told] if (told := modified(analysis, inputs)) else []),
    ]


def modified(analysis: Proportions, inputs: Inputs) -> str:
    """Say what comparisons at values of modifiers are."""
    spread = f"sandwich {analysis.variance}" if analysis.variance in SANDWICHES else "covariance of the model"
    averaged = (
        "Comparisons that are given without a value of a modifier are averages over all subjects, whose modifiers are "
        "taken as they are. At a value of a modifier shares are standardised as if everybody had that value, over the "
        f"other covariates as they are (delta method, {spread})."
    )
    test = (
        "Interactions are tested by likelihood ratio tests, on the scale of odds: where the odds ratio is the same at "
        "all values, the difference of shares may still not be, for shares themselves depend on the modifier."
    )
    return told_of_modifiers(analysis, inputs, averaged=averaged, test=test).strip()
