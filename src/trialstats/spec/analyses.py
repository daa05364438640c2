"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.comparisons import Ancova, EffectSize, Mixed, Mmrm
from trialstats.spec.methods.concentrations import Concentrations
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
from trialstats.spec.methods.safety import AdverseEvents, Medication
from trialstats.spec.methods.subgroups import Subgroups

__all__ = [
    "Analysis",
    "AdverseEvents",
    "Ancova",
    "Baseline",
    "Concentrations",
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
    "Profiles",
    "Reliability",
    "Subgroups",
    "Truth",
]

Analysis = Annotated[
    Descriptive
    | Reliability
    | Missingness
    | Profiles
    | Baseline
    | DispositionMethod
    | Truth
    | Ancova
    | Mmrm
    | Mixed
    | EffectSize
    | Concentrations
    | AdverseEvents
    | Medication
    | Subgroups,
    Field(discriminator="method"),
]
