"""What an analysis could have been made otherwise: each change of its options that another program may have made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["Variant", "variants"]

WORDS = {
    "ddf": "degrees of freedom",
    "vcov": "sandwich standard errors",
    "std_error": "standard errors",
    "weights": "weights of the LS means",
    "covariance": "covariance structure",
    "reml": "restricted or full maximum likelihood",
    "value": "the value analysed",
    "covariates": "covariates",
    "by_visit": "covariates with a coefficient at every visit",
    "population": "population",
    "records": "choice of records",
    "reference": "reference arm",
}
# What programs call the degrees of freedom.
DDF = {
    "kr": "Kenward-Roger, SAS DDFM=KR",
    "kr_linear": "Kenward-Roger without second derivatives, SAS DDFM=KR(LINEAR)",
    "kr_expected": "Kenward-Roger of the expected information, R pbkrtest",
    "satterthwaite": "Satterthwaite, SAS DDFM=SATTERTHWAITE",
    "between_within": "between-within, SAS DDFM=BETWITHIN",
    "residual": "residual, SAS DDFM=RESIDUAL",
    "inf": "infinite, z tests",
}
CHOICES = ("ddf", "vcov", "std_error", "weights", "value")  # options that are one of some words
STRUCTURES = "covariance"


@dataclass(frozen=True)
class Variant:
    """One change of an analysis: what it is in words, the option and its value; or of the trial, its reference arm."""

    option: str
    value: Any = field(hash=False)
    words: str

    def applied(self, trial: Trial, name: str) -> Trial | None:
        """Give the trial with the change; None where the analysis cannot be so."""
        if self.option == "reference":
            arms = {
                arm: declared.model_copy(update={"role": "reference" if arm == self.value else "active"})
                for arm, declared in trial.arms.items()
            }
            return trial.model_copy(update={"arms": arms})
        changed = validated(trial.analyses[name], {self.option: self.value})
        return trial.model_copy(update={"analyses": {**trial.analyses, name: changed}}) if changed else None


def validated(analysis: Method, change: Mapping[str, Any]) -> Method | None:
    """Change an option as an author would; None where the options do not go together."""
    said = {name: getattr(analysis, name) for name in analysis.model_fields_set} | dict(change)
    fields = type(analysis).model_fields
    try:
        made: Method = type(analysis).model_validate({fields[name].alias or name: said[name] for name in said})
    except ValidationError:
        return None
    return made


def variants(trial: Trial, name: str) -> Iterator[Variant]:
    """Yield single changes of an analysis, those of the inference alone first."""
    analysis = trial.complete(name)
    fields = type(analysis).model_fields
    for option in (option for option in CHOICES if option in fields):
        for value in words_of(fields[option].annotation):
            if value != getattr(analysis, option) and not (option == "value" and value == measure_of(analysis)):
                yield Variant(option, value, said(option, value))
    if (restricted := getattr(analysis, "reml", None)) is not None:
        yield Variant("reml", not restricted, said("reml", "ML" if restricted else "REML"))
    if STRUCTURES in fields:
        for structure in words_of(fields[STRUCTURES].annotation):
            if (structure,) != getattr(analysis, STRUCTURES):
                yield Variant(STRUCTURES, (structure,), said(STRUCTURES, structure))
    if "covariates" in fields:
        yield from of_covariates(analysis, "by_visit" in fields)
    if isinstance(analysis, Estimating):
        for flag in trial.populations:
            if flag != analysis.population:
                yield Variant("population", flag, said("population", flag))
    if isinstance(analysis, Findings) and analysis.records:
        yield Variant("records", (), said("records", "all of the population"))
    for arm in trial.arms:
        if arm != trial.reference_arm and len(trial.arms) > 2:
            yield Variant("reference", arm, said("reference", arm))


def of_covariates(analysis: Method, by_visit: bool) -> Iterator[Variant]:
    """Yield models with a covariate fewer, with baseline, and with coefficients by visit or without."""
    names: tuple[str, ...] = getattr(analysis, "covariates", ())
    own: tuple[str, ...] = getattr(analysis, "by_visit", ())
    for without in names:
        if without not in own:
            left = tuple(each for each in names if each != without)
            yield Variant("covariates", left, said("covariates", f"without {without}"))
    if "BASE" not in names:
        yield Variant("covariates", (*names, "BASE"), said("covariates", "with BASE"))
    if by_visit and own:
        yield Variant("by_visit", (), said("by_visit", "none"))
    if by_visit and "BASE" in names and "BASE" not in own:
        yield Variant("by_visit", (*own, "BASE"), said("by_visit", "BASE"))


def measure_of(analysis: Method) -> str | None:
    return analysis.measure if isinstance(analysis, Findings) else None


def words_of(annotation: Any) -> list[str]:
    """List the words that a type allows, wherever in it they stand."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for part in get_args(annotation) for word in words_of(part)]


def said(option: str, value: str) -> str:
    """Say a change: `degrees of freedom: Satterthwaite, SAS DDFM=SATTERTHWAITE (ddf: satterthwaite)`."""
    words = DDF.get(value, value) if option == "ddf" else value
    return f"{WORDS[option]}: {words}" + (f" ({option}: {value})" if words != value else "")
