"""How a comparison of means is stressed by other assumptions about missing values: by reference to the other arm."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.imputation.options import ImputedValues, Word
from trialstats.results.kinds import Kind
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


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, ImputedValues]]:
    """Yield imputations of conditional means with the jackknife, by the word of what they assume."""
    if primary.answer.kind != Kind.DIFFERENCE:
        return
    active = [arm for arm in trial.arms if arm != trial.reference_arm]
    shared = {**primary.same, "method": "imputation", "role": "sensitivity", "covariates": covariates(trial, primary)}
    for word, label in VARIANTS.items():
        yield (
            word.lower(),
            ImputedValues.model_validate({**shared, "label": label, "strategy": dict.fromkeys(active, word)}),
        )


def covariates(trial: Trial, primary: Primary) -> tuple[str, ...]:
    """Give those of the primary analysis, with the baseline, which one with a constrained baseline does not name."""
    own = primary.covariates
    return own if "BASE" in own or trial.baseline_visit is None else ("BASE", *own)
