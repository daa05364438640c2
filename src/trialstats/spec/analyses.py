"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.censored import Censored
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

__all__ = [
    "Analysis", "Ancova", "Baseline", "Censored", "Descriptive", "DispositionMethod", "EffectSize", "Filter",
    "Findings", "Method", "Missingness", "Mixed", "Mmrm", "Profiles", "Reliability", "Truth",
]  # fmt: skip

Analysis = Annotated[
    Descriptive
    | Ancova
    | Mmrm
    | Mixed
    | EffectSize
    | Censored
    | Reliability
    | Missingness
    | Profiles
    | Baseline
    | DispositionMethod
    | Truth,
    Field(discriminator="method"),
]
