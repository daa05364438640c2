"""The twin of a mixed model for repeated measures."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.mmrm_design import formula
from trialstats.methods.continuous.mmrm_records import mmrm_records
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.scope import of_parameter
from trialstats.results.kinds import Kind
from trialstats.twins.twin import SAS, Asked, NoTwin, R, Twin, make_twin
from trialstats.twins.visits import visits_of

__all__ = ["twin"]

KINDS = (Kind.LSMEAN, Kind.DIFFERENCE)

TYPES = {
    "us": "un",
    "toep": "toep",
    "toeph": "toeph",
    "ar1": "ar(1)",
    "ar1h": "arh(1)",
    "cs": "cs",
    "csh": "csh",
    "adh": "ante(1)",
}
IN_R = ("us", "toep", "toeph", "ar1", "ar1h", "cs", "csh")
DDFM = {"kr": "kr", "kr_linear": "kr(linear)", "satterthwaite": "satterthwaite", "residual": "residual"}
DDF_IN_R = ("kr", "kr_linear", "kr_expected", "satterthwaite", "residual", "inf")


def twin(asked: Asked) -> Twin:
    """Write it; each parameter with the structure that its ladder came to. Raises NoTwin, with the reason."""
    analysis = asked.analysis
    assert isinstance(analysis, Mmrm)
    refuse(analysis)
    kept, models = [], []
    for fit in asked.fits:
        frame, _, _ = mmrm_records(analysis, asked.inputs, of_parameter(asked.inputs, str(fit["PARAMCD"])))
        kept.append(frame)
        models.append(
            {
                "paramcd": fit["PARAMCD"],
                "structure": fit["structure"],
                "formula": formula(analysis, frame, analysis.measure),
                "visits": list(frame["AVISIT"].cat.categories),
            }
        )
    columns = ["PARAMCD", "USUBJID", "TRT01P", "AVISIT", "AVISITN", analysis.measure, *analysis.covariates]
    further = [name for name in [analysis.covariance_by] if name and name not in columns]
    records = pd.concat(kept, ignore_index=True)[[*columns, *further]]
    structures = {str(model["structure"]) for model in models}
    return make_twin(
        asked,
        "mmrm",
        KINDS,
        records,
        lacking=lacking(analysis, structures),
        models=models,
        types=TYPES,
        ddfm=DDFM.get(analysis.ddf),
        categories=[name for name in analysis.covariates if not pd.api.types.is_numeric_dtype(records[name].dtype)],
        visits=visits_of(records),
    )


def refuse(analysis: Mmrm) -> None:
    """Raise NoTwin for what no program is written of yet."""
    if analysis.baseline == "constrained":
        raise NoTwin("baseline: constrained is not written in SAS or R yet")
    if analysis.modifiers:
        raise NoTwin("a model with modifiers is not written in SAS or R yet")
    if analysis.vcov is not None:
        raise NoTwin(f"no program gives vcov: {analysis.vcov} with its degrees of freedom but R's package mmrm")
    if analysis.weights == "sample":
        raise NoTwin("weights: sample averages over the records, which LSMEANS and emmeans do not")


def lacking(analysis: Mmrm, structures: set[str]) -> dict[str, str]:
    """Say why there is no program in a language."""
    found = {}
    for language, known, ddf in ((SAS, TYPES, DDFM), (R, IN_R, DDF_IN_R)):
        if strange := sorted(structures - {*known}):
            found[language] = f"covariance {', '.join(strange)} is not written in {language} yet"
        elif analysis.ddf not in ddf:
            found[language] = f"ddf: {analysis.ddf} is another method in {language}"
        elif (
            language == SAS
            and analysis.weights == "observed"
            and analysis.by_visit != ("BASE",)[: len(analysis.by_visit)]
        ):
            found[language] = (
                "weights: observed of covariates that differ by visit may mean another thing to LSMEANS OM"
            )
    return found
