"""How responders are stressed: who has no value at the visit is counted the other way."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.responders.options import Responders
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity"]

OTHERWISE = {
    "exclude": ("non-responder", "Missing values counted as no response"),
    "non-responder": ("exclude", "Missing values left out"),
}


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, Responders]]:
    """Yield the primary analysis with the other rule for missing values."""
    model = primary.analysis
    if isinstance(model, Responders):
        missing, label = OTHERWISE[model.missing]
        said = model.model_dump(by_alias=True, exclude_unset=True)
        changes = {"label": label, "role": "sensitivity", "missing": missing}
        yield "missing", Responders.model_validate({**said, **changes})
