"""Cronbach's alpha of each scale of an instrument, at each visit."""

from __future__ import annotations

from trialstats.engines.cronbach_alpha import estimate_alpha
from trialstats.methods.questionnaires.options import Reliability
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level, members
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

__all__ = ["run"]

SOFTWARE = "pingouin (estimate); the interval by trialstats with scipy's F"
INFERENCE = (
    "Cronbach's alpha of the recoded items, all arms together; questionnaires that lack an item of the scale are left "
    "out of it and counted. Interval by Feldt's F distribution."
)


def run(analysis: Reliability, inputs: Inputs) -> Result:
    """Estimate alpha of the population's questionnaires, all arms together.

    Rows: kind reliability (PARAMCD, AVISIT): estimate and interval; n, the questionnaires with every item of the
    scale answered, of total questionnaires.
    """
    subjects = set(members(inputs, analysis.population)["USUBJID"])
    collector = Collector(inputs.name)
    for paramcd in analysis.parameters or tuple(inputs.items):
        if paramcd not in inputs.items:
            continue  # a parameter that is no scale of items, e.g. a component score
        items = inputs.items[paramcd]
        chosen = items[items.index.get_level_values("USUBJID").isin(subjects)]
        seen = set(chosen.index.get_level_values("AVISIT"))
        for visit in (v for v in inputs.visits if v in (analysis.visits or seen)):
            here = chosen[chosen.index.get_level_values("AVISIT") == visit]
            at = {"PARAMCD": paramcd, "AVISIT": visit}
            n, total = len(here.dropna()), len(here)
            row = {**at, "kind": Kind.RELIABILITY, "n": n, "total": total}
            collector.exclude(at, {"in": total, "an item missing": total - n, "used": n})
            with collector.attempt(at, [row]):
                collector.add({**row, **estimate_alpha(here, conf_level(analysis))})
    not_scales = [name for name in analysis.parameters if name not in inputs.items]
    return collector.result(software=SOFTWARE, inference=INFERENCE, not_scales=not_scales)
