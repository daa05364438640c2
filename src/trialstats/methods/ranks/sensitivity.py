"""How a comparison by ranks is stressed: who has no result at the visit ranks below all who have one."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.ranks.options import Ranks
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity"]

OTHERWISE = {"exclude": ("worst", "Missing results ranked below all"), "worst": ("exclude", "Missing results left out")}


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, Ranks]]:
    """Yield the primary analysis with the other rule for missing results."""
    model = primary.analysis
    if isinstance(model, Ranks):
        missing, label = OTHERWISE[model.missing]
        said = model.model_dump(by_alias=True, exclude_unset=True)
        yield "missing", Ranks.model_validate({**said, "label": label, "role": "sensitivity", "missing": missing})
