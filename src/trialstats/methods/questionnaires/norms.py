"""The means of a questionnaire's norm population, as rows that displays can set beside those of the trial."""

from __future__ import annotations

from trialstats.methods.questionnaires.options import Norms
from trialstats.methods.questionnaires.rows import NORM
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

__all__ = ["run"]


def run(analysis: Norms, inputs: Inputs) -> Result:
    """Give what the norm population has of each score.

    Rows: kind value (PARAMCD, variable NORM, level: the population's name) with mean and sd. notes: where the numbers
    stand, and of a user's file its SHA-256.
    """
    known = {paramcd: outcome.norm for paramcd, outcome in inputs.outcomes.items() if outcome.norm is not None}
    collector = Collector(inputs.name)
    for paramcd, norm in known.items():
        row = {"kind": Kind.VALUE, "PARAMCD": paramcd, "variable": NORM, "level": norm["population"]}
        collector.add({**row, "mean": norm["mean"], "sd": norm["sd"]})
    sources = {norm["source"] for norm in known.values()}
    digests = sorted({norm["sha256"] for norm in known.values() if norm["sha256"]})
    inference = (
        f"No inference. Means and SDs of the norm population; {'; '.join(sorted(sources))}. They are the same for "
        "subjects of any age and sex: no subject is matched to others alike. "
        "T scores and orthogonal components have mean 50 and SD 10 there by definition."
    )
    return collector.result(software="trialstats", inference=inference, sha256=digests)
