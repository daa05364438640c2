"""What every analysis of a trial file may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.margin import Margin
from trialstats.trialfile.parts.part import Name, OneOrMore, Part, Text, Variable, one_or_more
from trialstats.trialfile.parts.roles import Pair, Roles

if TYPE_CHECKING:
    from trialstats.trialfile.parts.estimands import Estimand

__all__ = ["COVARIATES", "Estimating", "Filter", "Findings", "Method", "Names", "sort_of"]

Names = Annotated[tuple[Variable, ...], one_or_more(Variable)]
# Keys of an analysis that name covariates of a model, among which the value at baseline (BASE) may be.
COVARIATES = ("covariates", "adjusted", "modifiers")


def sort_of(method: str, sort: str) -> str:
    """Name a method that gives several sorts of results, with the one that is meant."""
    return f"{method} of {sort}"


class Filter(Part):
    """Keep the records whose column holds one of these texts, or none of those, or any value."""

    column: Variable = Field(description="A column of the dataset, or of ADSL.")
    within: OneOrMore | None = Field(None, alias="in", description="Texts to keep.")
    without: OneOrMore | None = Field(None, alias="not_in", description="Texts to leave out (blank is kept).")
    recorded: bool | None = Field(
        None, description="`true`: the records with a value in that column; `false`: those without."
    )

    @model_validator(mode="after")
    def check_one(self) -> Filter:
        if sum(choice is not None for choice in (self.within, self.without, self.recorded)) != 1:
            raise ValueError("give one of `in`, `not_in` and `recorded`")
        return self


class Method(Part):
    """What every analysis may say. Its properties tell the pipeline what it reads.

    declared: whether a trial file declares it among its analyses; another part of the file stands for it otherwise.
    uses_times: whether it reads the times to an event.
    in_crossover: what it makes of a crossover trial: its groups are the `sequences`; or the `treatments`, in each of
    which who had it counts once; or it compares `periods` of subjects. None: it compares arms as groups of different
    subjects, which a crossover trial has not.
    begins_at_events: whether what it assumes begins at the events of its estimand, whatever the strategies.
    follows_people: whether it tells how people went through the trial, and so reads how they were screened, and which
    questions the analyses answer that it names. harms: of an analysis of harms, the `variable` of the counts that the
    summary of the report tells.
    """

    declared: ClassVar[bool] = True
    uses_times: ClassVar[bool] = False
    in_crossover: ClassVar[Literal["sequences", "treatments", "periods"] | None] = None
    begins_at_events: ClassVar[bool] = False
    follows_people: ClassVar[bool] = False
    harms: ClassVar[tuple[str, ...]] = ()

    method: str
    label: Text | None = Field(None, description="Title in the report; by default its method in words.")
    role: Literal["primary", "secondary", "sensitivity", "supplementary", "exploratory", "description"] = Field(
        "description", description="The part it plays in the report."
    )
    alpha: float = Field(0.05, gt=0, lt=1, description="Intervals have confidence 1 - alpha.")

    @property
    def entry(self) -> str:
        """The name of its line in the registry: that of its method, or of the sort of results that it gives."""
        return self.method

    @property
    def arms_asked(self) -> Literal["planned", "actual"] | None:
        """Whether arms are those planned or received, where it says so."""
        return None

    @property
    def can_be_by_received(self) -> bool:
        """Whether its arms can be the treatments that subjects received."""
        return False

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        """The variables of subjects that it names, by the key that names them: covariates, BASE, TRT01P."""
        return {}

    @property
    def further_datasets(self) -> tuple[str, ...]:
        """The datasets and occurrences that it reads beside its own `dataset`."""
        return ()

    @property
    def parameters_beside(self) -> Mapping[str, tuple[str, ...]]:
        """Of these datasets the parameters that are all that it reads of one; of one that is not named it reads all."""
        return {}

    @property
    def further_analyses(self) -> tuple[str, ...]:
        """The analyses whose records and options it uses, of those that are of findings."""
        return ()

    @property
    def repeats(self) -> str | None:
        """The analysis that it repeats on parts of its subjects, if it does."""
        return None

    def like(self, repeated: Method) -> Method:
        """Take from the analysis that it repeats what it does not say itself."""
        return self

    def following(self, main: Sequence[str], treated: str | None) -> Method:
        """Complete what follows people: the main analysis of each estimand, the flag of those who were treated."""
        return self

    def without_words(self) -> Method:
        """Leave out what it says and nothing is computed or checked by: a title of the trial that it repeats."""
        return self

    @property
    def further_results(self) -> tuple[str, ...]:
        """The analyses whose result rows it works on."""
        return ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it reads by itself."""
        return ()

    @property
    def spans(self) -> tuple[Pair, ...]:
        """Dates of ADSL on which something begins, each with one on which it ends."""
        return ()

    @property
    def uses_events(self) -> bool:
        """Whether it reads all intercurrent events, whatever estimand it is of."""
        return False

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        """Yield what it says of the variables of an occurrence, where it reads that."""
        yield from ()


class Estimating(Method):
    """An analysis that can estimate an estimand, which fills in what is not said.

    of_events: whether its dataset is one of occurrences, so that it counts events. of_times: whether it is about times
    to an event. of_hierarchies: whether it compares subjects by a hierarchy of outcomes.
    """

    of_events: ClassVar[bool] = False
    of_times: ClassVar[bool] = False
    of_hierarchies: ClassVar[bool] = False

    estimand: Name | None = Field(None, description="Takes population, dataset and variable from it.")
    dataset: Name | None = Field(None, description="The dataset, if no estimand says it.")
    population: Variable | None = Field(None, description="The population flag, if no estimand says it.")

    @classmethod
    def is_of(cls, estimand: Estimand) -> bool:
        """Tell whether the variable of an estimand is of its kind."""
        asked = (estimand.is_counted, estimand.is_timed, estimand.is_ranked)
        return asked == (cls.of_events, cls.of_times, cls.of_hierarchies)

    @property
    def margin_of(self) -> Margin | None:
        """The margin of non-inferiority or equivalence that it tests, if any."""
        return None

    def of_estimand(self, estimand: Estimand) -> Estimating:
        """Complete it with what only its method takes from the estimand."""
        return self

    @model_validator(mode="after")
    def check_target(self) -> Estimating:
        if self.estimand is None and (self.dataset is None or self.population is None):
            raise ValueError("give `estimand`, or `dataset` and `population`")
        return self


class Findings(Estimating):
    """An analysis of a BDS dataset.

    from_baseline: whether it works on the baseline visit too. before_baseline: whether it describes what came before
    that as well. usual_value: its value where nobody says one. numbers_alone: whether results beyond a limit of
    quantification, which have no number, fall out of it. uses_items: whether it needs the items of the dataset's
    questionnaire. policies: what it can make of responses that are absent. of_values: whether it works on `value`,
    and not on items or on scores as they are. by_parameter: whether its rows are named by parameters of the dataset.
    visits_alone: whether it works on each visit by itself, so that a subject without a value there is not in it.
    visits_together: the method of such an outcome that works on all visits together and so knows of who has no value at
    one, if there is one.
    makes_anew: whether it makes summaries over time anew, and so gets the records of what they are made of.
    baseline_beside: whether the record at baseline comes along beside those at its visits, so that subjects are known
    who have no other.
    """

    from_baseline: ClassVar[bool] = False
    before_baseline: ClassVar[bool] = False
    policies: ClassVar[tuple[str, ...]] = ("exclude", "zero")
    usual_value: ClassVar[str] = "AVAL"
    numbers_alone: ClassVar[bool] = False
    uses_items: ClassVar[bool] = False
    of_values: ClassVar[bool] = True
    by_parameter: ClassVar[bool] = True
    visits_alone: ClassVar[bool] = False
    visits_together: ClassVar[str | None] = "mmrm"
    baseline_beside: ClassVar[bool] = False
    makes_anew: ClassVar[bool] = False

    parameters: Names = Field((), description="Parameters to analyse; by default the estimand's or all.")
    value: Literal["AVAL", "CHG", "PCHG"] | None = Field(None, description="The value analysed.")
    visits: OneOrMore = Field((), description="The visits used; by default all after baseline.")
    records: tuple[Filter, ...] = Field(
        (),
        description="Further choice of records, beside ANL01FL = Y; a choice by a variable of ADSL is one of subjects, "
        "whether or not they have a record.",
    )
    absent: Literal["exclude", "zero", "worst_rank", "joint_rank"] = Field(
        "exclude",
        description="Absent responses: left out and counted; an amplitude of 0; or, by `ranks`, below every value "
        "measured, or the joint rank of response and change.",
    )

    @property
    def measure(self) -> str:
        """The value analysed: what the trial file says, else what is usual."""
        return self.value or self.usual_value

    @property
    def variable_words(self) -> str:
        """What it makes of the value in answer to an estimand, where that is no value; empty otherwise."""
        return ""

    @property
    def event_words(self) -> str:
        """What titles call the event that it makes of the value; empty where it makes none."""
        return ""

    @property
    def needs_numbers(self) -> bool:
        """Whether results beyond a limit of quantification fall out of what it does itself."""
        return self.numbers_alone

    @property
    def uses_baseline(self) -> bool:
        """Whether the records at the baseline visit are among those that it works on."""
        return self.from_baseline

    @property
    def over_all_visits(self) -> bool:
        """Whether its rows are of all its visits together, and of none."""
        return False

    @property
    def has_intervals(self) -> bool:
        """Whether its means come with intervals."""
        return True

    def of_dataset(self, dataset: Dataset) -> Findings:
        """Complete it with what the parameters of its dataset say."""
        return self
