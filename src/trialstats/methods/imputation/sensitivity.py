"""How a comparison of means is stressed by other assumptions about missing values: as in the other arm, and worse."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.imputation.options import ImputedValues, Imputing, TippingPoint, Word
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.estimands import Measure
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity"]

# From the mildest assumption about who stopped to the harshest.
VARIANTS: dict[Word, str] = {
    "MAR": "Imputed at random (MAR)",
    "CIR": "Copy increments in reference (CIR)",
    "CR": "Copy reference (CR)",
    "J2R": "Jump to reference (J2R)",
}
# Values are shifted by so many differences that matter, or where nobody says what matters, by this share of the range.
DIFFERENCES, SHARE = 2.0, 0.25


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, Imputing]]:
    """Yield imputations of conditional means with the jackknife by what they assume, and tipping points."""
    if primary.answer.kind != Kind.DIFFERENCE:
        return
    active = [arm for arm in trial.arms if arm != trial.reference_arm]
    shared = {**primary.same, "role": "sensitivity", "covariates": covariates(trial, primary)}
    for word, label in VARIANTS.items():
        assumed = {"method": "imputation", "label": label, "strategy": dict.fromkeys(active, word)}
        yield word.lower(), ImputedValues.model_validate({**shared, **assumed})
    worse = much_worse(trial, primary)
    for number, arm in enumerate(active if worse else (), start=1):
        label = f"Tipping point, {arm}" if len(active) > 1 else "Tipping point"
        ranges = {arm: sorted((0.0, worse)), trial.reference_arm: sorted((0.0, -worse))}
        shifted = {"method": "tipping_point", "label": label, "delta": ranges}
        yield f"tipping{number if len(active) > 1 else ''}", TippingPoint.model_validate({**shared, **shifted})


def covariates(trial: Trial, primary: Primary) -> tuple[str, ...]:
    """Give those of the primary analysis, with the baseline, which one with a constrained baseline does not name."""
    own = primary.covariates
    return own if "BASE" in own or trial.baseline_visit is None else ("BASE", *own)


def much_worse(trial: Trial, primary: Primary) -> float:
    """Give a shift for the worse that is large beside what matters; 0 of an outcome of which nothing tells that."""
    variable = primary.estimand.variable
    outcome = trial.outcome(str(primary.estimand.dataset), variable.PARAMCD) if isinstance(variable, Measure) else None
    if outcome is None or outcome.better is None or primary.analysis.measure == "PCHG":
        return 0.0
    size = DIFFERENCES * outcome.mcid if outcome.mcid else SHARE * width(outcome.range)
    return size if outcome.better == "lower" else -size


def width(limits: tuple[float | None, float | None] | None) -> float:
    low, high = limits or (None, None)
    return high - low if low is not None and high is not None else 0.0
