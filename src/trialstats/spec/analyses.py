"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.comparisons import Ancova, EffectSize, Mixed, Mmrm
from trialstats.spec.methods.descriptions import (
    Baseline,
    Descriptive,
    DispositionMethod,
    Missingness,
    Profiles,
    Reliability,
    Truth,
)
from trialstats.spec.methods.method import Filter, Findings, Method
from trialstats.spec.methods.nerves import Limbs, Nerves
from trialstats.spec.methods.ranks import Ranks

__all__ = [
    "Analysis", "Ancova", "Baseline", "Descriptive", "DispositionMethod", "EffectSize", "Filter", "Findings", "Limbs",
    "Method", "Missingness", "Mixed", "Mmrm", "Nerves", "Profiles", "Ranks", "Reliability", "Truth",
]  # fmt: skip

Analysis = Annotated[
    Descriptive
    | Ancova
    | Mmrm
    | Mixed
    | EffectSize
    | Reliability
    | Missingness
    | Profiles
    | Nerves
    | Limbs
    | Ranks
    | Baseline
    | DispositionMethod
    | Truth,
    Field(discriminator="method"),
]
