"""The rules of an analysis of responders, as sentences that stand under its tables."""

from __future__ import annotations

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.quantification.beyond import is_result_beyond
from trialstats.methods.shared.responses.events_before import event_rule
from trialstats.methods.shared.responses.options import ByCriteria, Criterion, Response, in_points
from trialstats.methods.shared.responses.status import criterion_name, direction, threshold
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Row

__all__ = ["common_rules", "criterion_rule", "limit_rules", "rule_rows", "rules_of_responders"]

FALL = {"lower": "a fall, as lower values are better", "higher": "a rise, as higher values are better"}


def rule_rows(sentences: list[str]) -> list[Row]:
    """Give the rules as rows without numbers: kind value, variable RULE, level their number, PARAM the sentence."""
    return [
        {"kind": Kind.VALUE, "variable": Told.RULE, "level": str(number), "PARAM": sentence}
        for number, sentence in enumerate(sentences, start=1)
    ]


def criterion_rule(criterion: Criterion, inputs: Inputs, paramcd: str) -> Row:
    """Give the threshold of a criterion as a row: what it is, in what unit, whence, and what it is compared with."""
    outcome = inputs.outcomes[paramcd]
    asked = threshold(criterion, inputs, paramcd)
    by_percent = criterion.percent is not None
    unit = "%" if by_percent else outcome.unit or "points"
    amount = f"{asked:g}% of the subject's own baseline" if by_percent else in_points(asked, outcome.unit)
    compared = f"improvement in {outcome.label} from baseline to the visit ({FALL[direction(inputs, paramcd)]})"
    mcid = "; it is the minimal clinically important difference (MCID) that the trial file declares"
    source = (
        f" Threshold: {criterion.source.rstrip('.')}." if criterion.source else " The threshold's source is not given."
    )
    sentence = (
        f"{criterion_name(criterion, inputs, paramcd)}: {compared} of {amount} or more, ties included"
        f"{mcid if criterion.points == 'mcid' else ''}.{source}"
    )
    group = criterion_name(criterion, inputs, paramcd)
    return {
        "kind": Kind.VALUE,
        "variable": Told.THRESHOLD,
        "PARAMCD": paramcd,
        "group": group,
        "PARAM": sentence,
        "unit": unit,
        "value": asked,
    }


def common_rules(analysis: Response, inputs: Inputs, *, percent: bool, missing: str) -> list[str]:
    """Say how missing values, baselines of zero and events are taken."""
    as_missing = {
        "non-responder": "Subjects without a value at baseline or at the visit are non-responders (non-responder "
        "imputation): denominators are all subjects of the arm in the population.",
        "exclude": "Subjects without a value at baseline or at the visit are left out of the denominator (observed "
        "cases).",
    }
    zero = {
        "non-responder": "non-responders, since nobody can improve by a percentage of nothing",
        "exclude": "left out of the denominator",
    }
    rules = [as_missing[missing]]
    if percent:
        rules.append(f"Subjects with a baseline of zero are {zero[analysis.zero_baseline]}; they are counted.")
    if analysis.unless:
        events = "; ".join(event_rule(rule, inputs) for rule in analysis.unless)
        first = " Who has several is counted at the first." if len(analysis.unless) > 1 else ""
        rules.append(
            f"Non-responders whatever their values (composite strategy): {events}.{first} The day of the visit is that "
            "of its record; of a subject without one, the day by which it should have been made."
        )
    return rules


def limit_rules(inputs: Inputs, missing: str) -> list[str]:
    """Say how results beyond a limit of quantification are taken, where there are any."""
    if not is_result_beyond(inputs.records).any():
        return []
    untold = {"non-responder": "is a non-responder", "exclude": "is left out of the denominator"}
    return [
        "A result beyond a limit of quantification counts by what is certain of it: who has improved enough, or too "
        f"little, wherever the result lies is counted so; who cannot be told {untold[missing]}, and counted apart."
    ]


def rules_of_responders(analysis: ByCriteria, inputs: Inputs) -> list[str]:
    """Say all rules of an analysis of responders, and how its intervals are made."""
    percent = any(criterion.percent is not None for criterion in analysis.criteria)
    rules = common_rules(analysis, inputs, percent=percent, missing=analysis.missing)
    rules.append(
        "Risk differences and ratios have score intervals and p values of Miettinen "
        "and Nurminen (Stat Med 1985;4:213-226), not adjusted."
    )
    if analysis.covariates:
        adjusted = list_of(["the arm", *covariates_named(analysis.covariates, inputs)])
        rules.append(
            f"Odds ratio: logistic regression on {adjusted} (Wald). Adjusted "
            "difference: that of the model's mean predicted shares had all subjects been in one arm or the other "
            "(g-computation), interval by the delta method for these subjects' covariates (Ge, Drug Inf J "
            "2011;45:481-493)."
        )
    else:
        rules.append("Odds ratio: logistic regression on the arm alone (Wald).")
    rules.append(
        "Number needed to treat: the reciprocal of the risk difference, limits the reciprocals of its limits (Altman, "
        "BMJ 1998;317:1309-1312); NNTB for one more responder, NNTH for one fewer; absent where the interval of the "
        "difference holds zero."
    )
    return rules
