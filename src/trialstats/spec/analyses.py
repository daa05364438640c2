"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.associations import Association
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
from trialstats.spec.methods.questionnaires import Norms, QuestionnaireQuality, ReliableChange

__all__ = [
    "Analysis", "Ancova", "Association", "Baseline", "Descriptive", "DispositionMethod", "EffectSize", "Filter",
    "Findings", "Method", "Missingness", "Mixed", "Mmrm", "Norms", "Profiles", "QuestionnaireQuality", "Reliability",
    "ReliableChange", "Truth",
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
    | Association
    | Norms
    | QuestionnaireQuality
    | ReliableChange,
    Field(discriminator="method"),
]
