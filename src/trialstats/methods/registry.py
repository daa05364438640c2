"""Every method that a trial file can name, with the tables and figures that can show its results: a line for each.

What the rest of the program must know of a method or display is derived from this: the unions that the trial file is
typed by, which displays go with which methods, and the modules that run a method or lay a display out. Such a module
lies beside the options and has the name of the method, or of the kind with `_table` or `_figure`; it is imported when
it is needed, so that a job depends on the code of its own method or display alone.

Families do not import each other; where one shows the results of another, that is said here.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from trialstats.methods.adverse_events.options import AdverseEvents, AdverseEventsFigure, AdverseEventsTable
from trialstats.methods.association.options import Association, AssociationFigure, AssociationsTable
from trialstats.methods.consort.options import Checklist, ChecklistTable, Flow, FlowFigure, FlowTable
from trialstats.methods.continuous.options import (
    SLOPES,
    Ancova,
    CoursesFigure,
    EffectSize,
    EstimatesTable,
    ForestFigure,
    JournalTable,
    LsMeansFigure,
    Mixed,
    Mmrm,
)
from trialstats.methods.cost.options import Cost, CostPlaneFigure, CostsTable
from trialstats.methods.counts.options import Counts, CountsTable, RatesFigure, RecordedCounts, RepeatedCounts
from trialstats.methods.counts.rows import EVENTS
from trialstats.methods.crossover.options import (
    RATIOS,
    CrossoverBinary,
    CrossoverBinaryTable,
    CrossoverFigure,
    CrossoverModel,
    CrossoverTable,
)
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
from trialstats.methods.entry import ON_COURSES, ON_EACH_VISIT, Answer, Entry
from trialstats.methods.exposure.options import (
    DoseResponse,
    DoseResponseFigure,
    DoseResponseTable,
    Exposure,
    ExposureFigure,
    ExposureTable,
)
from trialstats.methods.imputation.options import (
    RESPONDERS,
    ImputedRespondersTable,
    ImputedValues,
    TippingPoint,
    TippingPointFigure,
    TippingPointTable,
)
from trialstats.methods.intercurrent.options import (
    IntercurrentEvents,
    IntercurrentEventsFigure,
    IntercurrentEventsTable,
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
from trialstats.methods.medication.rows import Taken
from trialstats.methods.modifiers.options import ModifiersFigure, ModifiersTable
from trialstats.methods.multiplicity.options import Confirmatory, HypothesesFigure, HypothesesTable
from trialstats.methods.nerve.options import Limbs, Nerves, NervesFigure, NervesTable
from trialstats.methods.ordinal.options import Ordinal, OrdinalFigure, OrdinalTable
from trialstats.methods.ordinal.rows import BETTER_CATEGORY
from trialstats.methods.proportions.options import (
    DIFFERENCE,
    Proportions,
    ProportionsFigure,
    ProportionsTable,
    RepeatedBinary,
    RepeatedBinaryFigure,
    RepeatedBinaryTable,
    SharesFigure,
)
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
from trialstats.methods.responders.rows import STANDARDISED
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.methods.subgroups.options import REPEATED, Subgroups, SubgroupsFigure, SubgroupsTable
from trialstats.methods.time_to_event.options import (
    HazardRatiosFigure,
    KaplanMeierFigure,
    ProportionalHazardsFigure,
    TimesToEvent,
    TimeToEventTable,
)
from trialstats.methods.truth.options import Truth
from trialstats.methods.wins.options import Wins, WinsFigure, WinsTable
from trialstats.results.kinds import ODDS_OF_EVENT, Kind
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.estimands import Composite, Strategy

__all__ = [
    "FIGURES",
    "METHODS",
    "TABLES",
    "Analysis",
    "Figure",
    "Table",
    "entry_of",
    "methods_beside",
    "methods_shown",
    "module_of",
]


METHODS: tuple[Entry, ...] = (
    Entry(Flow, "Flow of participants", tables=(FlowTable,), figures=(FlowFigure,)),
    Entry(
        Descriptive,
        "Summary statistics",
        tables=(DescriptiveTable, JournalTable),
        figures=(ProfilesFigure, Sf36ProfileFigure),
        usual=(DescriptiveTable,),  # courses are of another method, the profile of one questionnaire
        strategies=ON_EACH_VISIT,
    ),
    Entry(Reliability, "Cronbach's alpha", tables=(DescriptiveTable,)),
    Entry(Missingness, "Values present and absent", figures=(MissingnessFigure,)),
    Entry(Profiles, "Individual courses", figures=(ProfilesFigure,)),
    Entry(Baseline, "Baseline characteristics", tables=(DemographicsTable,)),
    Entry(DispositionMethod, "Disposition", tables=(DispositionTable,)),
    Entry(
        IntercurrentEvents,
        "Intercurrent events",
        tables=(IntercurrentEventsTable,),
        figures=(IntercurrentEventsFigure,),
    ),
    Entry(
        Truth,
        "True effects of the simulation",
        figures=(RatiosFigure,),
        beside=(EstimatesTable, SubgroupsTable, CensoredTable),
        usual=(),
    ),
    Entry(
        Ancova,
        "Analysis of covariance",
        tables=(EstimatesTable, JournalTable, ModifiersTable),
        figures=(LsMeansFigure, ForestFigure, ModifiersFigure),
        answers=(Answer(Kind.DIFFERENCE),),
    ),
    Entry(
        Mmrm,
        "Mixed model for repeated measures",
        tables=(EstimatesTable, JournalTable, ModifiersTable),
        figures=(LsMeansFigure, ForestFigure, ModifiersFigure),
        answers=(Answer(Kind.DIFFERENCE),),
    ),
    Entry(
        Mixed,
        "Random effects model",
        tables=(EstimatesTable, JournalTable),
        figures=(LsMeansFigure, ForestFigure),
        answers=(Answer(Kind.DIFFERENCE),),
    ),
    Entry(
        Mixed,
        "Random effects model of slopes",
        sort=SLOPES,
        tables=(EstimatesTable,),
        figures=(CoursesFigure,),
        answers=(Answer(Kind.SLOPE),),
    ),
    Entry(
        ImputedValues,
        "Imputation of missing values",
        tables=(EstimatesTable, JournalTable),
        figures=(LsMeansFigure, ForestFigure),
        answers=(Answer(Kind.DIFFERENCE),),
    ),
    Entry(
        ImputedValues,
        "Responders with imputed values",
        sort=RESPONDERS,
        tables=(ImputedRespondersTable,),
        figures=(ForestFigure,),
        answers=(Answer(Kind.RISK_DIFFERENCE),),
        strategies=(*ON_COURSES, Composite.NON_RESPONDER),
    ),
    Entry(TippingPoint, "Tipping point", tables=(TippingPointTable,), figures=(TippingPointFigure,)),
    Entry(
        EffectSize,
        "Effect size (Hedges g)",
        tables=(EstimatesTable,),
        figures=(ForestFigure,),
        usual=(EstimatesTable,),
        strategies=ON_EACH_VISIT,
    ),
    Entry(
        Association,
        "Correlation of outcomes",
        tables=(AssociationsTable,),
        figures=(AssociationFigure,),
        strategies=(Strategy.TREATMENT_POLICY,),  # it reads another dataset as it is
    ),
    Entry(
        Censored,
        "Model of values with a limit of quantification",
        tables=(CensoredTable,),
        figures=(RatiosFigure,),
        answers=(Answer(Kind.RATIO),),
    ),
    Entry(
        Concentrations,
        "Concentrations and their limits of quantification",
        tables=(ConcentrationsTable,),
        figures=(ConcentrationsFigure,),
    ),
    Entry(Cost, "Cost of treatment", tables=(CostsTable,), figures=(CostPlaneFigure,)),
    Entry(Exposure, "Exposure and adherence", tables=(ExposureTable,), figures=(ExposureFigure,)),
    Entry(DoseResponse, "Regression on the dose received", tables=(DoseResponseTable,), figures=(DoseResponseFigure,)),
    Entry(Nerves, "Responses of nerves", tables=(NervesTable,), figures=(NervesFigure,)),
    Entry(
        Limbs,
        "Mixed model of both sides",
        tables=(EstimatesTable, NervesTable),
        figures=(LsMeansFigure, ForestFigure),
        answers=(Answer(Kind.DIFFERENCE),),
    ),
    Entry(QuestionnaireQuality, "Completeness, floor and ceiling", tables=(QuestionnaireQualityTable,)),
    Entry(ReliableChange, "Reliable change", tables=(ReliableChangeTable,)),
    Entry(Norms, "Norms", figures=(Sf36ProfileFigure,), usual=()),
    Entry(
        Ranks,
        "Rank tests and win probability",
        tables=(RanksTable, NervesTable),
        answers=(Answer(Kind.WIN_PROBABILITY),),
        strategies=(*ON_EACH_VISIT, Composite.BELOW_ALL),
    ),
    Entry(
        Responders,
        "Responders",
        tables=(RespondersTable,),
        answers=(Answer(Kind.RISK_DIFFERENCE, adjusted=STANDARDISED),),
        strategies=(*ON_EACH_VISIT, Composite.NON_RESPONDER),
    ),
    Entry(
        Proportions,
        "Proportions",
        tables=(ProportionsTable, ModifiersTable),
        figures=(ProportionsFigure, SharesFigure, ModifiersFigure),
        answers=(Answer(Kind.RISK_DIFFERENCE, needs=("effects", DIFFERENCE)),),
        strategies=(*ON_EACH_VISIT, Composite.NON_RESPONDER),
    ),
    Entry(
        RepeatedBinary,
        "Yes or no over the visits (GEE)",
        tables=(RepeatedBinaryTable,),
        figures=(RepeatedBinaryFigure,),
        answers=(Answer(Kind.RISK_DIFFERENCE), Answer(Kind.ODDS_RATIO, sentence=ODDS_OF_EVENT)),
        strategies=(*ON_COURSES, Composite.NON_RESPONDER),
    ),
    Entry(
        Ordinal,
        "Ordered categories (proportional odds)",
        tables=(OrdinalTable,),
        figures=(OrdinalFigure,),
        answers=(Answer(Kind.ODDS_RATIO, BETTER_CATEGORY, larger_is_better=True),),
        strategies=(*ON_EACH_VISIT, Composite.BELOW_ALL),
    ),
    Entry(
        ResponderCurve,
        "Cumulative responders",
        tables=(ResponderCurveTable,),
        figures=(ResponderCurveFigure,),
        answers=(Answer(Kind.AREA_DIFFERENCE),),
    ),
    Entry(
        AdverseEvents,
        "Adverse events",
        tables=(AdverseEventsTable,),
        figures=(AdverseEventsFigure,),
        answers=(Answer(Kind.RISK_DIFFERENCE, ANY, "any"),),
    ),
    Entry(
        Medication,
        "Medication",
        tables=(MedicationTable,),
        figures=(MedicationFigure,),
        answers=(Answer(Kind.RISK_DIFFERENCE, ANY, "any"), Answer(Kind.RATE_RATIO, Taken.COURSES, "number")),
    ),
    Entry(
        Counts,
        "Regression of the number of events",
        tables=(CountsTable,),
        figures=(RatesFigure,),
        answers=(Answer(Kind.RATE_RATIO, EVENTS, "number"),),
    ),
    Entry(
        RecordedCounts,
        "Regression of counts",
        tables=(CountsTable,),
        figures=(RatesFigure,),
        answers=(Answer(Kind.RATE_RATIO),),
    ),
    Entry(
        RepeatedCounts,
        "Counts over the visits (GEE)",
        tables=(CountsTable,),
        figures=(RatesFigure,),
        answers=(Answer(Kind.RATE_RATIO),),
    ),
    Entry(
        Wins,
        "Win statistics of a hierarchy of outcomes",
        tables=(WinsTable,),
        figures=(WinsFigure,),
        answers=(Answer(Kind.WIN_RATIO),),
        strategies=(Strategy.TREATMENT_POLICY, Strategy.COMPOSITE),
    ),
    Entry(
        CrossoverModel,
        "Crossover analysis",
        tables=(CrossoverTable,),
        figures=(CrossoverFigure,),
        answers=(Answer(Kind.DIFFERENCE),),
        strategies=(Strategy.TREATMENT_POLICY,),  # events are not followed in crossover trials
    ),
    Entry(
        CrossoverModel,
        "Crossover analysis of logarithms",
        sort=RATIOS,
        tables=(CrossoverTable,),
        figures=(CrossoverFigure,),
        answers=(Answer(Kind.RATIO),),
        strategies=(Strategy.TREATMENT_POLICY,),
    ),
    Entry(
        CrossoverBinary,
        "Crossover analysis of a yes or no",
        tables=(CrossoverBinaryTable,),
        answers=(Answer(Kind.RISK_DIFFERENCE),),
        strategies=(Strategy.TREATMENT_POLICY,),
    ),
    Entry(
        TimesToEvent,
        "Time to an event",
        tables=(TimeToEventTable,),
        figures=(KaplanMeierFigure, HazardRatiosFigure, ProportionalHazardsFigure),
        answers=(Answer(Kind.HAZARD_RATIO),),
        strategies=(Strategy.TREATMENT_POLICY, Strategy.HYPOTHETICAL, Strategy.COMPOSITE),
    ),
    Entry(Checklist, "Checklist of CONSORT 2025", tables=(ChecklistTable,)),
    Entry(Confirmatory, "Confirmatory hypotheses", tables=(HypothesesTable,), figures=(HypothesesFigure,)),
    Entry(Subgroups, "Subgroups", tables=(SubgroupsTable,), figures=(SubgroupsFigure,)),
    Entry(
        Subgroups,
        "Subgroups",
        sort=REPEATED,
        tables=(SubgroupsTable,),
        figures=(SubgroupsFigure,),
        strategies=(*ON_EACH_VISIT, Composite.NON_RESPONDER, Composite.BELOW_ALL),  # what that one carries
    ),
)

TABLES = tuple(dict.fromkeys(table for entry in METHODS for table in entry.tables))
FIGURES = tuple(dict.fromkeys(figure for entry in METHODS for figure in entry.figures))

if TYPE_CHECKING:
    Analysis = Method
    Figure = Display
    Table = Display
else:
    DECLARED = tuple(entry.options for entry in METHODS if entry.options.declared)
    Analysis = Annotated[reduce(or_, DECLARED), Field(discriminator="method")]
    Figure = Annotated[reduce(or_, FIGURES), Field(discriminator="kind")]
    Table = Annotated[reduce(or_, TABLES), Field(discriminator="kind")]


def methods_shown(display: type[Display]) -> tuple[str, ...]:
    """Name the methods whose results a display can show."""
    return tuple(entry.name for entry in METHODS if display in entry.displays)


def methods_beside(display: type[Display]) -> tuple[str, ...]:
    """Name the methods whose results a table can set beside those that it shows."""
    return tuple(entry.name for entry in METHODS if display in entry.beside)


def entry_of(method: str) -> Entry:
    """Find the line of a method."""
    (entry,) = (entry for entry in METHODS if entry.name == method)
    return entry


def module_of(part: Method | Display) -> str:
    """Name the module that runs an analysis, or lays out a table or figure."""
    room = type(part).__module__.rpartition(".")[0]
    if isinstance(part, Method):
        return f"{room}.{part.method}"
    return f"{room}.{part.kind}_{'figure' if type(part) in FIGURES else 'table'}"
