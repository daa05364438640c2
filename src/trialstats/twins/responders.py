"""The twin of an analysis of responders."""

from __future__ import annotations

from itertools import product

import pandas as pd

from trialstats.errors import FitError
from trialstats.methods.responders.options import Responders
from trialstats.methods.responders.rows import STANDARDISED, Needed
from trialstats.methods.shared.responses.status import criterion_name, told_at
from trialstats.methods.shared.scope import by_parameter, visits
from trialstats.results.kinds import Kind
from trialstats.twins.twin import Asked, NoTwin, Twin, make_twin
from trialstats.twins.writing import in_sas

__all__ = ["twin"]

KINDS = (Kind.PROPORTION, Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.NNT, Kind.ODDS_RATIO)
# The keys of a pair of arms of which a logistic model was fitted.
PAIR = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group")


def twin(asked: Asked) -> Twin:
    """Write it, of subjects by parameter, visit and criterion, with whether they responded. Raises NoTwin."""
    analysis, inputs = asked.analysis, asked.inputs
    assert isinstance(analysis, Responders)
    kept = []
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        for visit, criterion in product(seen, analysis.criteria):
            try:
                _, _, people = told_at(analysis, inputs, paramcd, visit, criterion)
            except FitError:  # the report says so
                continue
            place = {
                "PARAMCD": paramcd,
                "MEASURE": "PCHG" if criterion.percent is not None else "CHG",
                "AVISIT": visit,
                "CRIT1": criterion_name(criterion, inputs, paramcd),
                "CRIT1FL": people["RESPONSE"].map({1.0: "Y", 0.0: "N"}).to_numpy(),
            }
            kept.append(people.reset_index().assign(**place))
    if not kept:
        raise NoTwin("nothing could be estimated, as the report says")
    covariates = list(analysis.covariates)
    columns = ["PARAMCD", "MEASURE", "AVISIT", "CRIT1", "USUBJID", "TRT01P", "CRIT1FL", *covariates]
    records = pd.concat(kept, ignore_index=True)[columns]
    return make_twin(
        asked,
        "responders",
        KINDS,
        records,
        categories=[name for name in covariates if not is_number(records[name])],
        columns=[column for name in covariates for column in coded_in_sas(name, records[name])],
        modelled=["/".join(str(fit[key]) for key in PAIR) for fit in asked.notes["fits"]],
        standardised=STANDARDISED,
        benefit=Needed.BENEFIT,
        harm=Needed.HARM,
    )


def is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype)


def coded_in_sas(name: str, column: pd.Series) -> list[str]:
    """Write the columns of a covariate in a design as SAS does: itself, or a 0/1 column a level but the first."""
    if is_number(column):
        return [name]
    levels = sorted({str(level) for level in column.dropna()})
    return [f"({name} = {in_sas(level)})" for level in levels[1:]]
