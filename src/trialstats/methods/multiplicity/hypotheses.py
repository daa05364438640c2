"""The confirmatory hypotheses of a trial, tested under one error rate by the rows of its other analyses.

For each hypothesis a row of kind hypothesis (its comparison, with p as tested) and one of kind conclusion: the adjusted
p, `count` 1 where it is rejected and 0 where not, `value` the step in which it is, and the limits of the interval that
holds together with the others. Weights at first and transitions are rows of kind value; what the procedure is stands
in rows of kind value that tell a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trialstats.errors import FitError
from trialstats.methods.multiplicity.hypotheses_intervals import Interval, interval_of
from trialstats.methods.multiplicity.hypotheses_sought import Claim, claim_of
from trialstats.methods.multiplicity.hypotheses_tested import Tested, decide
from trialstats.methods.multiplicity.hypotheses_words import sentences
from trialstats.methods.multiplicity.options import Confirmatory
from trialstats.methods.multiplicity.rows import Said
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["run"]

SHOWN = ("estimate", "p_value", "conf_low", "conf_high", "conf_level", "minimum", "maximum")


def run(analysis: Confirmatory, inputs: Inputs) -> Result:
    """Test the hypotheses by `inputs.results`; one whose row is not there, or has no p, is not tested and says why."""
    plan, collector = analysis.plan, Collector(inputs.name)
    claims = [
        claim_of(name, node, analysis.sought[name], inputs.results, plan.sides) for name, node in plan.nodes.items()
    ]
    for claim in claims:
        with collector.attempt(keys_of(claim, Kind.HYPOTHESIS)):
            if claim.p is None:
                raise FitError(str(claim.reason))
            shown = {name: value for name, value in claim.numbers.items() if name in SHOWN}
            collector.add({**keys_of(claim, Kind.HYPOTHESIS), **claim.words, **shown, "p_value": claim.p})
    expected = [keys_of(claim, Kind.CONCLUSION) for claim in claims]
    said: dict[Said, str] = {}
    steps: list[dict[str, object]] = []
    with collector.attempt({"kind": Kind.CONCLUSION}, expected):
        found = decide(plan, claims)
        collector.add(*(conclusion(analysis, claims, found, place) for place in range(len(claims))))
        said, steps = sentences(plan, claims, found), steps_of(claims, found)
        if found.graph is not None:
            collector.add(*shares(claims, found))
    collector.add(*(telling(about, text) for about, text in said.items()))
    inference, software = " ".join(said.values()) or "None.", "trialstats.engines.multiplicity"
    return collector.result(software=software, inference=inference, alpha=plan.alpha, steps=steps)


def telling(about: Said, text: str) -> Row:
    """Give the row of a sentence about the procedure."""
    variable = Told.PROCEDURE if about == Said.PROCEDURE else Told.RULE
    return {"kind": Kind.VALUE, "variable": variable, "group": about, "PARAM": text}


def keys_of(claim: Claim, kind: Kind) -> Row:
    """Give the keys of a row about a claim; `level` is the kind of comparison that tests it."""
    return {**claim.keys, "kind": kind, "variable": claim.label, "level": claim.sought.kind}


def conclusion(analysis: Confirmatory, claims: Sequence[Claim], found: Tested, place: int) -> Row:
    """Give the row of what is concluded of a claim; an interval that there is none of leaves its limits out."""
    claim, plan = claims[place], analysis.plan
    row: Row = {**keys_of(claim, Kind.CONCLUSION), **claim.words, "count": float(found.rejected[place])}
    if claim.p is None:
        return {**row, "reason": claim.reason}
    everything = found.compatible and all(found.rejected)
    interval = interval_of(claim, float(found.levels[place]), plan.sides, rejected=everything)
    row |= {"estimate": claim.numbers.get("estimate"), "p_value": float(found.adjusted[place])}
    row |= {"value": found.step_of.get(place), **limits_of(interval, plan.alpha)}
    return row


def limits_of(interval: Interval, alpha: float) -> Row:
    if interval.reason:
        return {"reason": f"no simultaneous interval: {interval.reason}"}
    return {"conf_low": interval.low, "conf_high": interval.high, "conf_level": 1 - alpha}


def shares(claims: Sequence[Claim], found: Tested) -> list[Row]:
    """Give the weights at first, and what goes from a claim to another (`level`) when it is rejected."""
    assert found.graph is not None
    rows: list[Row] = []
    for claim, weight, passed in zip(claims, found.graph.weights, found.graph.transitions, strict=True):
        rows.append({"kind": Kind.VALUE, "variable": claim.label, "value": float(weight)})
        rows += [
            {"kind": Kind.VALUE, "variable": claim.label, "level": claims[to].label, "value": float(passed[to])}
            for to in np.flatnonzero(passed).tolist()
        ]
    return rows


def steps_of(claims: Sequence[Claim], found: Tested) -> list[dict[str, object]]:
    """Say each step: what is rejected, at which level, and which levels the others have then."""
    if found.steps is None:
        return []
    return [
        {
            "rejected": claims[step.hypothesis].label,
            "weight": step.weight,
            "weights": {
                claim.label: float(weight)
                for claim, weight in zip(claims, step.graph.weights, strict=True)
                if not math.isclose(weight, 0)
            },
        }
        for step in found.steps.steps
    ]
