"""What is said of the procedure: under its table, and in the report."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.methods.multiplicity.hypotheses_sought import Claim
from trialstats.methods.multiplicity.hypotheses_tested import Tested
from trialstats.methods.multiplicity.rows import Said
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.hypotheses import Hypotheses

__all__ = ["sentences"]

PROCEDURES = {
    "bonferroni": "Bonferroni's procedure",
    "holm": "Holm's procedure",
    "hochberg": "Hochberg's procedure",
    "hommel": "Hommel's procedure",
    "fixed sequence": "a fixed sequence",
    None: "a graph (Bretz et al. 2009)",
}
TESTS = {
    "bonferroni": "",
    "simes": ", with Simes' test of every intersection (closed test)",
    "parametric": ", with tests of intersections by the joint distribution of their statistics (closed test)",
}
COMPATIBLE = (
    "Simultaneous bounds agree with what is rejected (Strassburger & Bretz 2008): the bound of a rejected hypothesis "
    "is the value of no difference, unless all are rejected."
)
SINGLE = (
    "Simultaneous intervals are those of the shares of alpha at first ({how}); they hold together whatever is "
    "rejected, and a hypothesis that is rejected in a later step may have the value of no difference in its own."
)
DUNNETT = "Dunnett's, for arms in one outcome"
CORRELATION = (
    "Correlation of comparisons of several arms with {reference}: from the subjects of the arms in the model, r = "
    "sqrt(n1 / (n1 + n0) n2 / (n2 + n0)); {df}."
)
SOUND = {
    True: "The closed test is consonant: where an intersection is rejected, so is one of its hypotheses.",
    False: "The closed test need not be consonant: no hypothesis of a rejected intersection may be rejected.",
}
MARGINS = {
    "two": "A margin is tested one-sided; its p value stands here doubled, since alpha is two-sided.",
    "one": "A margin is tested one-sided by itself.",
}
DISSONANT = "Rejected together, and none of them by itself: {}."


def sentences(plan: Hypotheses, claims: Sequence[Claim], found: Tested) -> dict[Said, str]:
    """Say the procedure, and what its intervals are; of a closed test its correlation and whether it is consonant."""
    sides = "one-sided" if plan.sides == "one" else "two-sided"
    tests = TESTS[plan.tests]
    if plan.tests == "parametric" and plan.procedure == "bonferroni":
        tests = ", with the joint distribution of the statistics (Dunnett)"
    rate = f"the chance of any false rejection is at most {plan.alpha:.6g}."
    said = {
        Said.PROCEDURE: f"Tested {sides} by {PROCEDURES[plan.procedure]}{tests}; {rate}",
        Said.INTERVALS: COMPATIBLE if found.compatible else SINGLE.format(how=single(plan)),
    }
    joint = [group for group in found.groups if group.correlation is not None]
    if joint:
        degrees = sorted({group.df for group in joint})
        students = f"t distribution, df {', '.join(f'{df:.1f}' for df in degrees)}"
        df = "normal distribution" if degrees == [float("inf")] else students
        said[Said.CORRELATION] = CORRELATION.format(reference=claims[joint[0].members[0]].sought.REFERENCE, df=df)
    told = [MARGINS[plan.sides]] if any(claim.kind == Kind.MARGIN for claim in claims) else []
    if found.consonant is not None:
        told.append(SOUND[found.consonant])
    if found.dissonant:
        names = "; ".join(" and ".join(claims[one].label for one in members) for members in found.dissonant)
        told.append(DISSONANT.format(names))
    if told:
        said[Said.CONSONANCE] = " ".join(told)
    return said


def single(plan: Hypotheses) -> str:
    return DUNNETT if plan.tests == "parametric" else "Bonferroni"
