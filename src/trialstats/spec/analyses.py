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
from trialstats.spec.methods.safety import AdverseEvents, Medication, Occurrences

__all__ = [
    "AdverseEvents",
    "Analysis",
    "Ancova",
    "Baseline",
    "Descriptive",
    "DispositionMethod",
    "EffectSize",
    "Filter",
    "Findings",
    "Medication",
    "Method",
    "Missingness",
    "Mixed",
    "Mmrm",
    "Occurrences",
    "Profiles",
    "Reliability",
    "Truth",
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
    | AdverseEvents
    | Medication,
    Field(discriminator="method"),
]
