"""Result rows of two doses and a placebo in three outcomes, and the hypotheses about them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.methods.multiplicity.hypotheses import run
from trialstats.methods.multiplicity.options import Confirmatory
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy
from trialstats.trialfile.parts.hypotheses import Hypotheses, Sought

__all__ = ["ARMS", "graph_rows", "result_of", "source_rows"]

ARMS = ("Placebo", "Low", "High")
SIZES = {"Placebo": 20, "Low": 3, "High": 15}


def source_rows(p: dict[tuple[str, str], float], **others: Any) -> pd.DataFrame:
    """Rows of an analysis `model`: LS means with the sizes of the arms, and a difference for each outcome and arm.

    p: two-sided p values by outcome and arm, with a t statistic that says so at 35 degrees of freedom.
    """
    from scipy import stats

    at = {"measure": "CHG", "AVISIT": "Week 8"}
    words = {"PARAM": "Pain", "unit": "mm", "decimals": 1.0, "better": "lower", "population": "All", "AVISITN": 8.0}
    rows: list[dict[str, Any]] = []
    for outcome in dict.fromkeys(outcome for outcome, _ in p):
        for arm in ARMS:
            mean = {"kind": Kind.LSMEAN, "PARAMCD": outcome, **at, "ARM": arm, "n": SIZES[arm], "estimate": 0.0}
            rows.append({**words, **mean})
    for (outcome, arm), value in p.items():
        t = -float(stats.t.isf(value / 2, 35))
        reach = float(stats.t.isf(0.025, 35))
        found = {"estimate": t, "std_error": 1.0, "df": 35.0, "statistic": t, "p_value": value}
        found |= {"conf_low": t - reach, "conf_high": t + reach, "conf_level": 0.95}
        keys = {"kind": Kind.DIFFERENCE, "PARAMCD": outcome, **at, "ARM": arm, "REFERENCE": "Placebo"}
        rows.append({**words, **keys, **found, **others})
    return tidy(rows, "model")


def result_of(plan: dict[str, Any], rows: pd.DataFrame, sought: dict[str, dict[str, Any]]) -> Result:
    """Test hypotheses, each by the keys of the row that it means: PARAMCD and ARM."""
    usual = {"analysis": "model", "kind": "difference", "AVISIT": "Week 8", "REFERENCE": "Placebo"}
    nodes = {name: {"analysis": "model", **plan.get("nodes", {}).get(name, {})} for name in sought}
    analysis = Confirmatory(
        method="hypotheses",
        alpha=plan["alpha"],
        plan=Hypotheses.model_validate({**plan, "nodes": nodes}),
        sought={name: Sought.model_validate({**usual, **keys}) for name, keys in sought.items()},
    )
    inputs = Inputs("hypotheses", pd.DataFrame(), ("Placebo", "Low", "High"), ("Week 8",), None, results=rows)
    return run(analysis, inputs)


def graph_rows(weights: dict[str, Any], transitions: dict[str, dict[str, Any]], p: list[float]) -> pd.DataFrame:
    """Rows of a graph of so many hypotheses, each an outcome of its own under its name."""
    codes = {name: f"Q{place}" for place, name in enumerate(weights)}
    rows = source_rows({(code, "High"): value for code, value in zip(codes.values(), p, strict=True)})
    # Names of nodes have no blanks: what is shown is the label.
    names = {name: f"n{place}" for place, name in enumerate(weights)}
    nodes = {names[name]: {"label": name, "weight": weight} for name, weight in weights.items()}
    passed = {names[one]: {names[other]: share for other, share in to.items()} for one, to in transitions.items()}
    sought = {names[name]: {"PARAMCD": code, "ARM": "High"} for name, code in codes.items()}
    return result_of({"alpha": 0.05, "nodes": nodes, "transitions": passed}, rows, sought).rows
