"""Every method, table and figure that a trial file can name; a family has a line here for each of its own.

What the rest of the program must know of a method or display is derived from this: the unions that the trial file is
typed by, and the modules that run a method or lay a display out. Such a module lies beside the options and has the
name of the method, or of the kind with `_table` or `_figure`; it is imported when it is needed, so that a job depends
on the code of its own method or display alone.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from trialstats.methods.adverse_events.options import AdverseEvents, AdverseEventsFigure, AdverseEventsTable
from trialstats.methods.association.options import Association, AssociationFigure, AssociationsTable
from trialstats.methods.continuous.options import (
    Ancova,
    EffectSize,
    EstimatesTable,
    ForestFigure,
    LsMeansFigure,
    Mixed,
    Mmrm,
)
from trialstats.methods.cost.options import Cost, CostPlaneFigure, CostsTable
from trialstats.methods.descriptive.options import (
    Baseline,
    DemographicsTable,
    Descriptive,
    DescriptiveTable,
    DispositionMethod,
    DispositionTable,
    Missingness,
    MissingnessFigure,
    Profiles,
    ProfilesFigure,
)
from trialstats.methods.exposure.options import (
    DoseResponse,
    DoseResponseFigure,
    DoseResponseTable,
    Exposure,
    ExposureFigure,
    ExposureTable,
)
from trialstats.methods.laboratory.options import (
    Censored,
    CensoredTable,
    Concentrations,
    ConcentrationsFigure,
    ConcentrationsTable,
    RatiosFigure,
)
from trialstats.methods.medication.options import Medication, MedicationFigure, MedicationTable
from trialstats.methods.nerve.options import Limbs, Nerves, NervesFigure, NervesTable
from trialstats.methods.questionnaires.options import (
    Norms,
    QuestionnaireQuality,
    QuestionnaireQualityTable,
    Reliability,
    ReliableChange,
    ReliableChangeTable,
    Sf36ProfileFigure,
)
from trialstats.methods.ranks.options import Ranks, RanksTable
from trialstats.methods.responders.options import (
    ResponderCurve,
    ResponderCurveFigure,
    ResponderCurveTable,
    Responders,
    RespondersTable,
)
from trialstats.methods.subgroups.options import Subgroups, SubgroupsFigure, SubgroupsTable
from trialstats.methods.truth.options import Truth
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import Display

__all__ = ["FIGURES", "METHODS", "TABLES", "Analysis", "Figure", "Table", "module_of"]

METHODS: tuple[type[Method], ...] = (
    Descriptive,
    Reliability,
    Missingness,
    Profiles,
    Baseline,
    DispositionMethod,
    Truth,
    Ancova,
    Mmrm,
    Mixed,
    EffectSize,
    Association,
    Censored,
    Concentrations,
    Cost,
    Exposure,
    DoseResponse,
    Nerves,
    Limbs,
    QuestionnaireQuality,
    ReliableChange,
    Norms,
    Ranks,
    Responders,
    ResponderCurve,
    AdverseEvents,
    Medication,
    Subgroups,
)

FIGURES: tuple[type[Display], ...] = (
    LsMeansFigure,
    ProfilesFigure,
    Sf36ProfileFigure,
    ForestFigure,
    MissingnessFigure,
    ConcentrationsFigure,
    ResponderCurveFigure,
    CostPlaneFigure,
    ExposureFigure,
    DoseResponseFigure,
    SubgroupsFigure,
    AdverseEventsFigure,
    MedicationFigure,
    AssociationFigure,
    NervesFigure,
    RatiosFigure,
)

TABLES: tuple[type[Display], ...] = (
    DispositionTable,
    DemographicsTable,
    DescriptiveTable,
    EstimatesTable,
    ConcentrationsTable,
    RespondersTable,
    ResponderCurveTable,
    CostsTable,
    ExposureTable,
    DoseResponseTable,
    SubgroupsTable,
    AdverseEventsTable,
    MedicationTable,
    QuestionnaireQualityTable,
    ReliableChangeTable,
    AssociationsTable,
    NervesTable,
    RanksTable,
    CensoredTable,
)

if TYPE_CHECKING:
    Analysis = Method
    Figure = Display
    Table = Display
else:
    Analysis = Annotated[reduce(or_, METHODS), Field(discriminator="method")]
    Figure = Annotated[reduce(or_, FIGURES), Field(discriminator="kind")]
    Table = Annotated[reduce(or_, TABLES), Field(discriminator="kind")]


def module_of(part: Method | Display) -> str:
    """Name the module that runs an analysis, or lays out a table or figure."""
    room = type(part).__module__.rpartition(".")[0]
    if isinstance(part, Method):
        return f"{room}.{part.method}"
    return f"{room}.{part.kind}_{'figure' if type(part) in FIGURES else 'table'}"
