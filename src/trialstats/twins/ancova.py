"""The twin of an analysis of covariance."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.ancova_records import ancova_records
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.continuous.rows import DOSE
from trialstats.methods.shared.scope import of_parameter
from trialstats.results.kinds import Kind
from trialstats.twins.twin import Asked, NoTwin, Twin, make_twin
from trialstats.twins.visits import visits_of

__all__ = ["twin"]

KINDS = (Kind.LSMEAN, Kind.DIFFERENCE, Kind.TREND)


def twin(asked: Asked) -> Twin:
    """Write it, of each visit that was fitted. Raises NoTwin, with the reason."""
    analysis, inputs = asked.analysis, asked.inputs
    assert isinstance(analysis, Ancova)
    if analysis.modifiers:
        raise NoTwin("a model with modifiers is not written in SAS or R yet")
    places = dict.fromkeys((str(fit["PARAMCD"]), str(fit["AVISIT"])) for fit in asked.fits)
    kept = [ancova_records(analysis, of_parameter(inputs, paramcd), visit)[0] for paramcd, visit in places]
    records = pd.concat(kept, ignore_index=True)
    dosed = analysis.dose_response and {*records["TRT01P"].astype(str)} <= {*inputs.doses}
    if dosed:
        records = records.assign(**{DOSE: records["TRT01P"].astype(str).map(dict(inputs.doses)).astype(float)})
    columns = ["PARAMCD", "USUBJID", "TRT01P", "AVISIT", "AVISITN", analysis.measure, *analysis.covariates]
    records = records[[*columns, *([DOSE] if dosed else [])]].sort_values(["PARAMCD", "AVISITN", "USUBJID"])
    return make_twin(
        asked,
        "ancova",
        KINDS,
        records,
        categories=[name for name in analysis.covariates if not pd.api.types.is_numeric_dtype(records[name].dtype)],
        visits=visits_of(records),
        paramcds=list(dict.fromkeys(paramcd for paramcd, _ in places)),
        dose=DOSE if dosed else None,
    )
