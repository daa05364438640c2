"""How a comparison of shares is stressed: who has no value is counted the other way, and against and for the arm."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.proportions.options import YesOrNo
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity"]

EXCLUDE = "exclude"
CASES = {
    "worst": ("worst case", "Missing values counted against the arm (worst case)"),
    "best": ("best case", "Missing values counted for the arm (best case)"),
}
FAILURES, LEFT_OUT = "Missing values counted as failure", "Missing values left out"


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, YesOrNo]]:
    """Yield the primary analysis with the other rule for missing values, and with the two rules at the far ends."""
    model = primary.analysis
    if not isinstance(model, YesOrNo):
        return
    wished = is_wished(trial, model)
    if model.missing != EXCLUDE:
        yield "missing", variant(model, EXCLUDE, LEFT_OUT)
    elif wished is not None:
        yield "missing", variant(model, "non-event" if wished else "event", FAILURES)
    for word, (missing, label) in CASES.items():
        if model.missing != missing:
            yield word, variant(model, missing, label)


def is_wished(trial: Trial, model: YesOrNo) -> bool | None:
    """Tell whether the event is desirable, if anybody says."""
    if model.desirable is not None:
        return model.desirable
    estimand = trial.estimands[str(model.estimand)]
    outcome = trial.outcome(str(estimand.dataset), str(estimand.given["parameters"][0]))
    better = outcome.better if outcome else None
    return model.event.favours == better if model.event.favours and better else None


def variant(model: YesOrNo, missing: str, label: str) -> YesOrNo:
    said = model.model_dump(by_alias=True, exclude_unset=True)
    return type(model).model_validate({**said, "label": label, "role": "sensitivity", "missing": missing})
