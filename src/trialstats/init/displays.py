"""A first set of analyses, tables and figures: who took part, what was measured, and how the arms differ."""

from __future__ import annotations

from typing import Any

from trialstats.init.guess import Guess
from trialstats.init.question import question, visits_of
from trialstats.init.said import Said

__all__ = ["displays"]


def displays(made: Guess) -> dict[str, Any]:
    """Write the sections of analyses, tables and figures."""
    dataset, code, value = question(made)
    after = [visit for visit in visits_of(made, dataset) if not visit.baseline]
    baseline = ["BASE"] if value == "CHG" else [made.baseline_value] if made.baseline_value else []
    method = "mmrm" if len(after) > 1 else "ancova"
    model: dict[str, Any] = {"method": method, "estimand": "primary", "role": "primary", "covariates": baseline}
    if method == "mmrm":
        model |= {"by_visit": baseline} if baseline else {}
        model["covariance"] = ["us", "ar1h", "cs"]
    analyses: dict[str, Any] = {"disposition": {"method": "disposition"}}
    tables: dict[str, Any] = {"disposition": {"kind": "disposition", "title": "Disposition", "analysis": "disposition"}}
    at_start: dict[str, Any] = {"method": "baseline", "population": "ITTFL"}
    if any(visit.baseline for visit in visits_of(made, dataset)):
        at_start["parameters"] = {dataset.name: code}
    if made.covariates or "parameters" in at_start:
        analyses["baseline"] = at_start
        tables["baseline"] = {"kind": "demographics", "title": "Baseline characteristics", "analysis": "baseline"}
    analyses["summary"] = {"method": "descriptive", "dataset": dataset.name, "population": "ITTFL"}
    tables["summary"] = {"kind": "descriptive", "title": f"{dataset.label} by visit", "analysis": "summary"}
    analyses["model"] = Said(model, "? covariates: what randomisation was stratified by belongs there too")
    tables["estimates"] = {"kind": "estimates", "title": "Differences between arms", "analysis": "model"}
    figures = {"course": {"kind": "lsmeans", "title": f"{dataset.label} by visit", "analysis": "model"}}
    return {"analyses": analyses, "tables": tables, "figures": figures}
