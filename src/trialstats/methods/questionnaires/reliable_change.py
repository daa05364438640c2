"""Whose score changed for certain, and whose by an amount that matters: by arm and visit, and compared between arms."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from trialstats.engines.cronbach_alpha import estimate_alpha
from trialstats.engines.rounding import PART
from trialstats.errors import FitError
from trialstats.methods.questionnaires.change_classes import classify, compare, count, expected
from trialstats.methods.questionnaires.options import ReliableChange
from trialstats.methods.questionnaires.rows import Rule, Size
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level, members, of_parameter, visits
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

SOFTWARE = "pingouin (alpha); the rest by trialstats"
# Values of a score that differ by less than this part of the largest are one value.
SAME = 1e-9


@dataclass(frozen=True)
class Material:
    """What is known of one parameter: each visit's change by subject of the population, and who is in which arm."""

    paramcd: str
    people: pd.Series[str]
    changes: dict[str, pd.Series[float]]


def run(analysis: ReliableChange, inputs: Inputs) -> Result:
    """Classify every subject's change in each scale by its reliable change index, and by the MCID where there is one.

    RCI = change / (sqrt(2) SD sqrt(1 - alpha)), SD and alpha at baseline (Jacobson & Truax, J Consult Clin Psychol
    1991;59:12-19): a change beyond the criterion is more than error of measurement explains. By default of every scale
    that has items, and of what has a declared reliability. Rows, per PARAMCD: kind
    reliability (AVISIT baseline) with alpha; kind value, variables SD (baseline), RELIABLE (the smallest change that
    counts), MCID (level: its source) and STEP (what lies between values of complete questionnaires at the least, of
    what has an MCID and items); then per AVISIT, in groups RCI and MCID: kind count (ARM, level Improved,
    Unchanged, Worsened, Missing, which add up to the subjects of the arm) and kind risk_difference (ARM, REFERENCE,
    level Improved and Worsened).
    """
    people = members(inputs, analysis.population).set_index("USUBJID")["TRT01P"].astype(str)
    collector = Collector(inputs.name)
    for paramcd in analysis.parameters or dict.fromkeys([*inputs.items, *analysis.reliability]):
        material = Material(paramcd, people, _changes(analysis, inputs, paramcd, people))
        for visit, change in material.changes.items():
            collector.exclude({"PARAMCD": paramcd, "AVISIT": visit}, _left_out(change))
        for group, classified in ((Rule.INDEX, _by_index), (Rule.MCID, _by_threshold)):
            if group == Rule.INDEX or inputs.outcomes[paramcd].mcid is not None:
                with collector.attempt({"PARAMCD": paramcd, "group": group}, _expected(inputs, material, group)):
                    collector.add(*classified(analysis, inputs, material))
    return collector.result(software=SOFTWARE, inference=_inference(analysis, collector.rows))


def _changes(
    analysis: ReliableChange, inputs: Inputs, paramcd: str, people: pd.Series[str]
) -> dict[str, pd.Series[float]]:
    records = of_parameter(inputs, paramcd)
    seen = visits(analysis, inputs, records, with_baseline=False)
    by_visit = {visit: records[records["AVISIT"] == visit].set_index("USUBJID")["CHG"] for visit in seen}
    return {visit: change.reindex(people.index).astype("float64") for visit, change in by_visit.items()}


def _left_out(change: pd.Series[float]) -> dict[str, int]:
    lost = int(change.isna().sum())
    return {"in": len(change), **({"CHG missing": lost} if lost else {}), "used": len(change) - lost}


def _expected(inputs: Inputs, material: Material, group: str) -> list[Row]:
    at = {"PARAMCD": material.paramcd, "measure": "CHG", "group": group}
    return [{**at, "AVISIT": visit, **row} for visit in material.changes for row in expected(inputs.arms)]


def _by_index(analysis: ReliableChange, inputs: Inputs, material: Material) -> list[Row]:
    rows, error = _measured(analysis, inputs, material.paramcd)

    def classes(gain: pd.Series[float]) -> pd.Series[str]:
        # Beyond the criterion, not on it.
        return classify(gain / error, analysis.criterion, reached=False)

    return rows + _visits(analysis, inputs, material, Rule.INDEX, classes)


def _by_threshold(analysis: ReliableChange, inputs: Inputs, material: Material) -> list[Row]:
    outcome = inputs.outcomes[material.paramcd]
    assert outcome.mcid is not None  # the caller saw to it
    row = {"kind": Kind.VALUE, "PARAMCD": material.paramcd, "variable": Size.MCID, "level": outcome.mcid_source}
    classes = partial(classify, threshold=outcome.mcid)
    step = _step(analysis, inputs, material.paramcd)
    steps = [{"kind": Kind.VALUE, "PARAMCD": material.paramcd, "variable": Size.STEP, "value": step}] if step else []
    return [{**row, "value": outcome.mcid}, *steps, *_visits(analysis, inputs, material, Rule.MCID, classes)]


def _visits(
    analysis: ReliableChange,
    inputs: Inputs,
    material: Material,
    group: str,
    classes: Callable[[pd.Series[float]], pd.Series[str]],
) -> list[Row]:
    better = inputs.outcomes[material.paramcd].better
    if better is None:
        raise FitError("nobody says which direction is improvement")
    sign = 1.0 if better == "higher" else -1.0
    rows: list[Row] = []
    for visit, change in material.changes.items():
        at = {"PARAMCD": material.paramcd, "measure": "CHG", "AVISIT": visit, "group": group}
        found = classes(sign * change)
        counts = {arm: count(found[material.people == arm]) for arm in inputs.arms}
        tallies = {arm: {str(row["level"]): int(row["count"]) for row in own} for arm, own in counts.items()}
        rows += [{**at, "ARM": arm, **row} for arm, own in counts.items() for row in own]
        compared = compare(tallies, inputs.arms, conf_level(analysis), analysis.missing == "left out")
        rows += [{**at, **row} for row in compared]
    return rows


def _measured(analysis: ReliableChange, inputs: Inputs, paramcd: str) -> tuple[list[Row], float]:
    """Give the rows on how the parameter was measured at baseline, and the standard error of a difference."""
    at = {"PARAMCD": paramcd, "AVISIT": inputs.baseline}
    values = _baseline_values(analysis, inputs, paramcd)
    if len(values) < 2 or np.ptp(values) <= PART * np.abs(values).max():
        raise FitError(f"{len(values)} values at baseline, or all alike: there is no SD")
    sd = float(values.std(ddof=1))
    row: Row = {**at, "kind": Kind.RELIABILITY}
    if paramcd in analysis.reliability:
        row |= {"estimate": analysis.reliability[paramcd]}
    else:
        items = _baseline_items(analysis, inputs, paramcd)
        row |= {"n": len(items.dropna()), "total": len(items), **estimate_alpha(items, conf_level(analysis))}
    alpha = float(row["estimate"])
    if not 0 <= alpha < 1:
        raise FitError(f"alpha is {alpha:.3g}: an index needs a reliability of 0 or more and below 1")
    error = math.sqrt(2) * sd * math.sqrt(1 - alpha)
    sizes = {Size.SD: {"n": len(values), "value": sd}, Size.RELIABLE: {"value": analysis.criterion * error}}
    return [row, *({**at, "kind": Kind.VALUE, "variable": name, **size} for name, size in sizes.items())], error


def _baseline_values(analysis: ReliableChange, inputs: Inputs, paramcd: str) -> pd.Series[float]:
    bds = inputs.datasets[str(analysis.dataset)]
    people = members(inputs, analysis.population)["USUBJID"]
    keep = bds["USUBJID"].isin(people) & (bds["AVISIT"].astype(str) == inputs.baseline)
    keep &= (bds["PARAMCD"] == paramcd).fillna(False) & (bds["ANL01FL"] == "Y").fillna(False)
    return bds.loc[keep, "AVAL"].dropna().astype("float64")


def _step(analysis: ReliableChange, inputs: Inputs, paramcd: str) -> float | None:
    """Find what lies between two values of a score at the least, of questionnaires that were answered in full.

    A score with answers that are left out takes values between. None without items, or where all values are one.
    """
    if paramcd not in inputs.items:
        return None
    bds = inputs.datasets[str(analysis.dataset)]
    own = bds[(bds["PARAMCD"] == paramcd).fillna(False) & (bds["ANL01FL"] == "Y").fillna(False)]
    answered = _questionnaires(inputs.items[paramcd].dropna().index.to_frame())
    keys = _questionnaires(own)
    values = np.unique(own.loc[keys.isin(answered), "AVAL"].dropna().astype("float64"))
    between = np.diff(values)
    steps = between[between > SAME * np.abs(values).max(initial=0.0)]
    return float(steps.min()) if steps.size else None


def _questionnaires(frame: pd.DataFrame) -> pd.MultiIndex:
    """Give the keys of questionnaires: subject and visit."""
    return pd.MultiIndex.from_frame(frame[["USUBJID", "AVISIT"]].astype(str))


def _baseline_items(analysis: ReliableChange, inputs: Inputs, paramcd: str) -> pd.DataFrame:
    if paramcd not in inputs.items:
        raise FitError(f"{paramcd} has no items, so no alpha: declare its `reliability`")
    items = inputs.items[paramcd]
    subject, visit = (items.index.get_level_values(name) for name in ("USUBJID", "AVISIT"))
    people = members(inputs, analysis.population)["USUBJID"]
    return items[subject.isin(people) & (visit.astype(str) == inputs.baseline)]


def _inference(analysis: ReliableChange, rows: list[Row]) -> str:
    thresholds = [row for row in rows if row.get("variable") == Size.MCID]
    sources = dict.fromkeys(str(row["level"]).rstrip(".") for row in thresholds if row["level"])
    declared = (
        f" Declared reliabilities: {str(analysis.reliability_source).rstrip('.')}." if analysis.reliability else ""
    )
    matters = f" MCID: {'; '.join(sources)}." if sources else ""
    missing = {
        "not responder": "Comparisons count subjects without the change as neither improved nor worsened",
        "left out": "Comparisons leave subjects without the change out",
    }[analysis.missing]
    return (
        "Reliable change index: change / (sqrt(2) SD sqrt(1 - alpha)), with the SD and alpha of the "
        f"population at baseline, all arms together; reliable beyond {analysis.criterion:g} (Jacobson & Truax, J "
        f"Consult Clin Psychol 1991;59:12-19).{declared}{matters} {missing}; differences of shares with the score "
        "interval of Miettinen & Nurminen (Stat Med 1985;4:213-226)."
    )
