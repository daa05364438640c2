"""The means of a questionnaire's norm population, as rows that displays can set beside those of the trial."""

from __future__ import annotations

from trialstats.methods.questionnaires.options import Norms
from trialstats.methods.questionnaires.rows import NORM
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.gather import Row
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy

__all__ = ["run"]


def run(analysis: Norms, inputs: Inputs) -> Result:
    """Give what the norm population has of each score.

    Rows: kind value (PARAMCD, variable NORM, level: the population's name) with mean and sd. notes: where the numbers
    stand, and of a user's file its SHA-256.
    """
    known = {paramcd: outcome.norm for paramcd, outcome in inputs.outcomes.items() if outcome.norm is not None}
    rows: list[Row] = [
        {"kind": Kind.VALUE, "PARAMCD": paramcd, "variable": NORM, "level": norm["population"], "mean": norm["mean"],
         "sd": norm["sd"]}
        for paramcd, norm in known.items()
    ]  # fmt: skip
    sources = {norm["source"] for norm in known.values()}
    digests = sorted({norm["sha256"] for norm in known.values() if norm["sha256"]})
    notes = {
        "software": "trialstats",
        "inference": f"No inference. Means and SDs of the norm population; {'; '.join(sorted(sources))}. "
        "T scores and orthogonal components have mean 50 and SD 10 there by definition.",
        "sha256": digests,
        "excluded": [],
        "failed": [],
    }
    return Result(tidy(rows, inputs.name), notes)
