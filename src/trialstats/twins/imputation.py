"""The twin of an analysis by imputation: conditional means with the jackknife, or draws; analysed by covariance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from trialstats.methods.imputation.completed.options import AncovaOf
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.imputation.prepare import people_of, values_of
from trialstats.methods.imputation.values import Values
from trialstats.methods.shared.scope import of_parameter
from trialstats.results.kinds import Kind
from trialstats.twins.mmrm import IN_R
from trialstats.twins.twin import SAS, Asked, NoTwin, R, Twin, make_twin
from trialstats.twins.visits import visits_of

__all__ = ["twin"]

KINDS = (Kind.LSMEAN, Kind.DIFFERENCE)
# The number of the first visit at which what is assumed of a subject holds, and what that is.
ONSET, ASSUMED = "ONSETN", "ASSUMED"


def twin(asked: Asked) -> Twin:
    """Write it, of all subjects at all visits, with values where they are known. Raises NoTwin, with the reason."""
    analysis = asked.analysis
    assert isinstance(analysis, ImputedValues)
    refuse(asked, analysis)
    numbers = visits_of(asked.inputs.records)
    kept = []
    for fit in asked.fits:
        at = {"PARAMCD": fit["PARAMCD"], "measure": analysis.measure}
        own = of_parameter(asked.inputs, str(fit["PARAMCD"]))
        people, _ = people_of(analysis, asked.inputs, own, at)
        values = values_of(analysis, asked.inputs, people, own, at)
        if analysis.draws == "Bayes" and not values.determined:
            raise NoTwin("coefficients that no value seen at a visit determines are not written in SAS or R yet")
        kept += [one.assign(PARAMCD=fit["PARAMCD"]) for one in by_visit(values, analysis.measure, own, numbers)]
    covariates = list(dict.fromkeys([*analysis.covariates, *analysis.analysis_covariates]))
    keys = ["PARAMCD", "USUBJID", "TRT01P", "AVISIT", "AVISITN"]
    records = pd.concat(kept, ignore_index=True)[[*keys, analysis.measure, *covariates, ASSUMED, ONSET]]
    records = records.sort_values(["PARAMCD", "USUBJID", "AVISITN"], kind="stable").reset_index(drop=True)
    structures = {str(fit["PARAMCD"]): str(fit["structure"]) for fit in asked.fits}
    return make_twin(
        asked,
        "imputation" if analysis.draws == "conditional mean" else "draws",
        KINDS,
        records,
        lacking=lacking(analysis, {*structures.values()}),
        structures=structures,
        categories=[name for name in covariates if not pd.api.types.is_numeric_dtype(records[name].dtype)],
        visits=visits_of(records),
    )


def by_visit(values: Values, measure: str, records: pd.DataFrame, numbers: dict[str, float]) -> Iterator[pd.DataFrame]:
    """Give the subjects at each visit: the value as it was recorded, and what is assumed from when on."""
    recorded = records.assign(AVISIT=records["AVISIT"].astype(str)).set_index(["USUBJID", "AVISIT"])[measure]
    missing, visits = values.incomplete.missing, list(values.visits)
    begins = [numbers[visits[first]] if first < len(visits) else np.nan for first in values.onset.first]
    assumed = [str(word) for word in values.onset.strategy]
    for place, visit in enumerate(visits):
        found = recorded.reindex(pd.MultiIndex.from_product([values.people["USUBJID"], [visit]])).to_numpy(dtype=float)
        known = np.where(missing[:, place], np.nan, found)
        here = {"AVISIT": visit, "AVISITN": numbers[visit], measure: known, ASSUMED: assumed, ONSET: begins}
        yield values.people.join(pd.DataFrame(here, index=values.people.index))


def refuse(asked: Asked, analysis: ImputedValues) -> None:
    """Raise NoTwin for what is not written yet."""
    if analysis.standard_error == "bootstrap":
        raise NoTwin("the bootstrap of conditional means is not written in SAS or R yet")
    if analysis.draws != "conditional mean" and analysis.covariance_by is not None:
        raise NoTwin("covariance_by of values that are drawn is not written in SAS or R yet")
    if not isinstance(analysis.analysis, AncovaOf):
        raise NoTwin(f"analysis: {analysis.analysis.method} of completed values is not written in SAS or R yet")
    if asked.inputs.courses:
        raise NoTwin("a summary over time made anew of imputed values is not written in SAS or R yet")
    if asked.notes.get("lost") or asked.notes.get("fitted_otherwise"):
        raise NoTwin("without some subjects the model was fitted otherwise, or not at all, which is not written yet")


def lacking(analysis: ImputedValues, structures: set[str]) -> dict[str, str]:
    """Say why there is no program in a language."""
    if analysis.draws == "Bayes":  # whatever structure its chains begin with, the posterior is that of `us`
        return {}
    found = {}
    if strange := sorted(structures - {*IN_R}):
        found[R] = f"covariance {', '.join(strange)} is not written in {R} yet"
    if analysis.draws == "approximate Bayes":
        found[SAS] = f"draws: {analysis.draws} is not written in {SAS} yet"
    elif strange := sorted(structures - {"us"}):
        found[SAS] = f"covariance {', '.join(strange)} of an imputation model is not written in {SAS} yet"
    elif analysis.covariance_by is not None:
        found[SAS] = f"covariance_by of an imputation model is not written in {SAS} yet"
    return found
