"""What treatment costs: per subject, per responder, and per additional responder."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.fieller import quadrants
from trialstats.methods.cost.cost_estimates import (
    Arm,
    additional_responders,
    arm_of,
    difference,
    incremental,
    per_responder,
    per_session,
    per_subject,
    total,
)
from trialstats.methods.cost.options import Cost
from trialstats.methods.cost.rows import OF_SESSIONS, PLANE, Amount, Counted, Described, Quadrant
from trialstats.methods.cost.session_costs import sessions_attended
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import variable_named
from trialstats.methods.shared.responses.options import ByCriteria, Criterion
from trialstats.methods.shared.responses.rows import Status
from trialstats.methods.shared.responses.rules import common_rules, criterion_rule, rule_rows
from trialstats.methods.shared.responses.status import criterion_name, direction, people_at, status_at, threshold
from trialstats.methods.shared.rows import NO_SUBJECT
from trialstats.methods.shared.scope import members, pairs, parameters
from trialstats.methods.shared.summary import summarise
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]

# The parts of the plane, by whether there are more responders and a higher cost.
PARTS = {
    (True, True): Quadrant.MORE_DEARER,
    (True, False): Quadrant.MORE_NO_DEARER,
    (False, True): Quadrant.NO_MORE_DEARER,
    (False, False): Quadrant.NO_MORE_NO_DEARER,
}


def check(analysis: Cost, inputs: Inputs) -> None:
    """Refuse sessions without a price, and those that a subject has twice."""
    responders, material, _, _ = _responders(analysis, inputs)
    sessions_attended(analysis, inputs, members(material, responders.population).set_index("USUBJID"))


def run(analysis: Cost, inputs: Inputs) -> Result:
    """Price the sessions attended by the subjects of the responders' analysis and divide by its responders.

    Rows: summary (variable SESSIONS, COST), count (variable RESPONDERS; QUADRANT: draws by part of the plane), cost:
    variable TOTAL, SESSION, SUBJECT (ARM; with REFERENCE the difference), RESPONDER (ARM), INCREMENTAL (ARM,
    REFERENCE, level what it is per); risk_difference; point (variable PLANE: estimate the incremental cost, value the
    additional responders in 100 subjects of one draw).
    """
    responders, material, criterion, at = _responders(analysis, inputs)
    people = people_at(responders, material, str(at["PARAMCD"]), str(at["AVISIT"]))
    asked = threshold(criterion, material, str(at["PARAMCD"]))
    status = status_at(responders, people, criterion, asked, direction(material, str(at["PARAMCD"])))
    people, counts = sessions_attended(
        analysis, inputs, people.assign(RESPONSE=(status == Status.RESPONDER).astype(float))
    )
    arms = {arm: arm_of(analysis, people[people["TRT01P"] == arm], arm) for arm in inputs.arms}
    collector = Collector(inputs.name)
    collector.exclude({"group": OF_SESSIONS}, counts)
    for arm, own in arms.items():
        _of_arm(analysis, own, {**at, "ARM": arm}, collector)
    for pair in pairs(inputs):
        _of_pair(analysis, arms[pair["ARM"]], arms[inputs.reference], {**at, **pair}, collector)
    money = (Kind.SUMMARY, Kind.COST, Kind.POINT)  # a difference of shares is none, and a count is none
    collector.add_words(lambda row: {"unit": analysis.currency} if row["kind"] in money else {})
    sentences = _rules(analysis, inputs, responders, material)
    collector.add(criterion_rule(criterion, material, str(at["PARAMCD"])), *rule_rows(sentences))
    collector.add_words(lambda row: {"population": inputs.populations.get(str(responders.population))})
    return collector.result(software="numpy", inference=" ".join(sentences))


def _responders(analysis: Cost, inputs: Inputs) -> tuple[ByCriteria, Inputs, Criterion, Row]:
    """Take the analysis that is named, its material, the criterion chosen, and the keys that say which."""
    wanted = analysis.responders
    named, material = inputs.others[wanted.analysis]
    assert isinstance(named, ByCriteria)  # the trial file was checked
    criterion = next(one for one in named.criteria if one.is_same(wanted.criterion))
    paramcd = wanted.parameter or parameters(named, material)[0]
    group = criterion_name(criterion, material, paramcd)
    label = material.outcomes[paramcd].label
    return named, material, criterion, {"PARAMCD": paramcd, "PARAM": label, "AVISIT": wanted.visit, "group": group}


def _of_arm(analysis: Cost, own: Arm, at: Row, collector: Collector) -> None:
    n, responders = len(own.cost), int(own.response.sum())
    sessions = {"kind": Kind.SUMMARY, "variable": Described.SESSIONS, "unit": None, "events": own.sessions.sum()}
    costs = {"kind": Kind.SUMMARY, "variable": Described.COST}
    counted = {**at, "kind": Kind.COUNT, "variable": Counted.RESPONDERS, "n": n, "count": responders, "total": n}
    collector.add(
        {**at, **sessions, "total": n, **summarise(pd.Series(own.sessions))},
        {**at, **costs, "total": n, **summarise(pd.Series(own.cost))},
        {**counted, "percent": 100 * responders / n} if n else {**counted, "reason": NO_SUBJECT},
    )
    estimates = {
        Amount.TOTAL: total,
        Amount.SESSION: per_session,
        Amount.SUBJECT: per_subject,
        Amount.RESPONDER: per_responder,
    }
    for variable, estimate in estimates.items():
        keys = {**at, "kind": Kind.COST, "variable": variable}
        with collector.attempt(keys):
            collector.add({**keys, **estimate(analysis, own)})


def _of_pair(analysis: Cost, own: Arm, reference: Arm, pair: Row, collector: Collector) -> None:
    estimates = {
        (Kind.COST, Amount.SUBJECT): difference,
        (Kind.RISK_DIFFERENCE, None): additional_responders,
        (Kind.COST, Amount.INCREMENTAL): incremental,
    }
    for (kind, variable), estimate in estimates.items():
        keys = {**pair, "kind": kind, "variable": variable}
        with collector.attempt(keys):
            collector.add({**keys, **estimate(analysis, own, reference)})
    if not (len(own.cost) and len(reference.cost)):
        return
    costs, effects = own.mean_costs - reference.mean_costs, own.mean_responses - reference.mean_responses
    drawn = {**pair, "kind": Kind.COUNT, "variable": Counted.QUADRANT, "total": analysis.draws}
    for part, count in quadrants(costs, effects).items():
        collector.add({**drawn, "level": PARTS[part], "count": count, "percent": 100 * count / analysis.draws})
    shown = zip(costs[: analysis.plane], effects[: analysis.plane], strict=True)
    for number, (cost, effect) in enumerate(shown, start=1):
        point = {**pair, "kind": Kind.POINT, "variable": PLANE, "level": f"draw {number}"}
        collector.add({**point, "estimate": float(cost), "value": float(100 * effect)})


def _scope(analysis: Cost) -> str:
    """Say whose costs are counted over what time (CHEERS 2022: Husereau et al., BMJ 2022;376:e067975)."""
    said = {"Perspective": analysis.perspective, "Time horizon": analysis.horizon}
    known = {name: words.rstrip(".") if words else "not said in the trial file" for name, words in said.items()}
    return " ".join(f"{name}: {words}." for name, words in known.items())


def _rules(analysis: Cost, inputs: Inputs, responders: ByCriteria, material: Inputs) -> list[str]:
    level = analysis.by and variable_named(analysis.occurrence, analysis.by, inputs)
    by = f", by {level} " if level else " "
    prices = "; ".join(
        f"{price.arm}{f', {price.level}' if price.level else ''} {price.per_session:g}" for price in analysis.prices
    )
    percent = analysis.responders.criterion.percent is not None
    # Every subject costs, so every subject counts, also one that a share of responders would leave out.
    counting_all = responders.model_copy(update={"zero_baseline": "non-responder"})
    return [
        f"Cost of a session attended{by}({analysis.currency}, prices of {analysis.price_date}): {prices}. Nothing else "
        "is priced; costs are not discounted.",
        _scope(analysis),
        *common_rules(counting_all, material, percent=percent, missing="non-responder"),
        "Cost per session: the cost of all subjects of the arm over their sessions. Cost per responder: the same cost "
        "over its responders: an average, which is no price of a response, for without treatment some respond too, and "
        "by which arms are not to be compared. Cost per additional responder: the difference of mean costs over the "
        "difference of shares of responders.",
        f"Intervals: percentiles of {analysis.draws:,} bootstrap draws of subjects within arms (a subject's cost and "
        f"response together, seed {analysis.seed}); of ratios, by the angle of the draws in the plane of cost and "
        "effect, and absent where they are not a single range.",
    ]
