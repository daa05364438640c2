"""The analyses a trial file can ask for: one class a method, told apart by `method`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trialstats.spec.methods.associations import Association
from trialstats.spec.methods.censored import Censored
from trialstats.spec.methods.comparisons import Ancova, EffectSize, Mixed, Mmrm
from trialstats.spec.methods.concentrations import Concentrations
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
from trialstats.spec.methods.exposure import DoseResponse, Exposure
from trialstats.spec.methods.method import Filter, Findings, Method
from trialstats.spec.methods.nerves import Limbs, Nerves
from trialstats.spec.methods.questionnaires import Norms, QuestionnaireQuality, ReliableChange
from trialstats.spec.methods.ranks import Ranks
from trialstats.spec.methods.responders import ResponderCurve, Responders
from trialstats.spec.methods.safety import AdverseEvents, Medication, Occurrences
from trialstats.spec.methods.subgroups import Subgroups

__all__ = [
    "AdverseEvents",
    "Analysis",
    "Ancova",
    "Association",
    "Baseline",
    "Censored",
    "Concentrations",
    "Cost",
    "Descriptive",
    "DispositionMethod",
    "DoseResponse",
    "EffectSize",
    "Exposure",
    "Filter",
    "Findings",
    "Limbs",
    "Medication",
    "Method",
    "Missingness",
    "Mixed",
    "Mmrm",
    "Nerves",
    "Norms",
    "Occurrences",
    "Profiles",
    "QuestionnaireQuality",
    "Ranks",
    "Reliability",
    "ReliableChange",
    "ResponderCurve",
    "Responders",
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
    | Association
    | Censored
    | Concentrations
    | Cost
    | Exposure
    | DoseResponse
    | Nerves
    | Limbs
    | QuestionnaireQuality
    | ReliableChange
    | Norms
    | Ranks
    | Responders
    | ResponderCurve
    | AdverseEvents
    | Medication
    | Subgroups,
    Field(discriminator="method"),
]
