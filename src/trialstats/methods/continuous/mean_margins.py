"""Margins of differences in means: the rows that test them, made of the differences that models give."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from trialstats.engines.inference import statistics
from trialstats.engines.tails import of_t
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import margin_keys, margin_row
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import Findings

__all__ = ["margin_rows", "with_margins"]


def with_margins(analysis: Findings, rows: Iterable[Row]) -> list[Row]:
    """Add to the rows expected of a model those of its margin, one to each difference."""
    margin = analysis.margin_of
    found = list(rows)
    if margin is None:
        return found
    return [*found, *(margin_keys(row, margin) for row in found if row["kind"] == Kind.DIFFERENCE)]


def margin_rows(analysis: Findings, inputs: Inputs, rows: Iterable[Row]) -> list[Row]:
    """Test the margin by each difference among some rows; one without numbers lends its reason."""
    margin = analysis.margin_of
    if margin is None:
        return []
    found = []
    for row in (row for row in rows if row["kind"] == Kind.DIFFERENCE):
        keys = {key: row[key] for key in ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "kind")}
        if row.get("std_error") is None:
            found.append({**margin_keys(keys, margin), "reason": row.get("reason")})
            continue
        outcome = inputs.outcomes.get(str(row["PARAMCD"]))
        numbers = (row["estimate"], row["std_error"], row.get("df"))
        made = margin_row(
            keys,
            margin,
            outcome.better if outcome and outcome.better in ("lower", "higher") else None,  # type: ignore[arg-type]
            analysis.alpha,
            partial(statistics, *numbers),
            partial(of_t, *numbers),
        )
        unit = "%" if row["measure"] == "PCHG" else outcome.unit if outcome else None
        found.append({**made, "n": row.get("n"), **({"unit": unit} if unit else {})})
    return found
