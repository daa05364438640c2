"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.comparisons import Ancova, EffectSize, Mixed, Mmrm
from trialstats.spec.methods.costs import Cost
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
from trialstats.spec.methods.responders import ResponderCurve, Responders

__all__ = [
    "Analysis", "Ancova", "Baseline", "Cost", "Descriptive", "DispositionMethod", "EffectSize", "Filter", "Findings",
    "Method", "Missingness", "Mixed", "Mmrm", "Profiles", "Reliability", "ResponderCurve", "Responders", "Truth",
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
    | Baseline
    | DispositionMethod
    | Truth
    | Responders
    | ResponderCurve
    | Cost,
    Field(discriminator="method"),
]
