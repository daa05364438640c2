"""Treatment sessions: what their analyses, tables and figures may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.analysis import Findings, Names
from trialstats.trialfile.parts.by_treatment import ByTreatment
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display, Individual, Selected
from trialstats.trialfile.parts.part import Name, OneOrMore, Part, Variable, one_or_more
from trialstats.trialfile.parts.roles import Roles, named
from trialstats.trialfile.parts.subjects import Cuts

__all__ = [
    "Chosen",
    "Dose",
    "DoseResponse",
    "DoseResponseFigure",
    "DoseResponseTable",
    "Exposure",
    "ExposureFigure",
    "ExposureTable",
    "Sessions",
]


Dose = Literal["sessions", "energy", "fluence"]


Chosen = dict[Variable, OneOrMore]


class Sessions(Part):
    """Where the treatment sessions stand: an occurrence dataset with one row a session, and its variables."""

    sessions: Name = Field(description="The occurrence dataset with a row for each session, e.g. adex.")
    attended: Chosen = Field(
        default_factory=dict, description="Which rows are sessions attended, e.g. `{EXATTFL: Y}`; by default all."
    )
    no_dose: Chosen = Field(
        default_factory=dict,
        description="Sessions that give no dose by design, e.g. `{EXDEVICE: sham}`: energy and fluence do not apply.",
    )
    date: Variable | None = Field(None, description="The date of a session.")
    sequence: Variable | None = Field(None, description="The number of a session; no subject may have one twice.")
    energy: Variable | None = Field(None, description="The energy of a session, a number with its unit.")
    area: Variable | None = Field(None, description="The treated area; fluence is energy / area.")

    @property
    def variables_named(self) -> dict[str, tuple[str, ...]]:
        """The variables of the sessions that it names, by key."""
        single = {key: getattr(self, key) for key in ("date", "sequence", "energy", "area")}
        named = {key: (name,) for key, name in single.items() if name}
        return {"attended": tuple(self.attended), "no_dose": tuple(self.no_dose), **named}

    def roles_of_sessions(self, occurrence: str) -> Iterator[Roles]:
        """Yield what it says of the variables of the sessions, if `occurrence` is theirs."""
        if occurrence == self.sessions:
            yield Roles(amounts=named(self.energy), alike=named(self.energy, self.area), sequences=named(self.sequence))

    @model_validator(mode="after")
    def check_area(self) -> Sessions:
        if self.area and not self.energy:
            raise ValueError("`area` needs `energy`: fluence is energy / area")
        return self


class Exposure(ByTreatment, Sessions):
    """Sessions attended, adherence, energy and fluence, by arm; of a crossover trial by treatment."""

    in_crossover: ClassVar[Literal["treatments"]] = "treatments"

    method: Literal["exposure"]
    population: Variable = Field(description="A population flag.")
    by: Names = Field((), description="Variables of a session by which it is also counted, e.g. wavelength, device.")
    planned: int | None = Field(
        None,
        ge=1,
        description="Sessions planned for each subject, of a crossover trial in each period; by default the rows "
        "that the subject has.",
    )
    adherent: int | None = Field(None, ge=1, description="A subject with at least so many sessions attended adhered.")
    adherent_percent: float | None = Field(
        None, gt=0, le=100, description="The same, as a percentage of the sessions planned."
    )
    bands: Cuts | None = Field(
        None, description="Categories of the number of sessions attended; by default none, some, and enough to adhere."
    )

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return (self.sessions,)

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        yield from self.roles_of_sessions(occurrence)

    @property
    def variables_named(self) -> dict[str, tuple[str, ...]]:
        return {**super().variables_named, "by": self.by}

    @model_validator(mode="after")
    def check_adherence(self) -> Exposure:
        if self.adherent and self.adherent_percent:
            raise ValueError("give either `adherent` or `adherent_percent`")
        if self.adherent and self.planned and self.adherent > self.planned:
            raise ValueError(f"`adherent` asks for {self.adherent} sessions, and only {self.planned} are planned")
        return self


class DoseResponse(Findings, Sessions):
    """How the outcome goes with the dose received within an arm: exploratory, since no dose was randomised."""

    usual_value: ClassVar[str] = "CHG"
    numbers_alone: ClassVar[bool] = True

    method: Literal["dose_response"]
    doses: Annotated[tuple[Dose, ...], Field(min_length=1), one_or_more(Dose)] = Field(
        ("sessions",), description="The doses: sessions attended, total energy, cumulative fluence."
    )
    per: dict[Dose, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="The step of dose that a slope is told for; by default 1, of energy 100."
    )
    arms: OneOrMore = Field((), description="The arms looked at, each by itself; by default the active ones.")
    covariates: Names = Field(("BASE",), description="BASE or ADSL variables; `[]` for none.")
    up_to: Literal["visit", "end"] = Field(
        "visit", description="Sessions that count: up to the day of the visit, or all."
    )
    quadratic: bool = Field(False, description="Also fit the square of the dose, and draw that curve.")

    @property
    def further_datasets(self) -> tuple[str, ...]:
        return (self.sessions,)

    def roles_of(self, occurrence: str) -> Iterator[Roles]:
        yield from self.roles_of_sessions(occurrence)

    @property
    def subject_variables(self) -> dict[str, tuple[str, ...]]:
        return {"covariates": self.covariates}

    @model_validator(mode="after")
    def check_doses(self) -> DoseResponse:
        if "energy" in self.doses and not self.energy:
            raise ValueError("dose energy needs `energy`, the variable that holds it")
        if "fluence" in self.doses and not self.area:
            raise ValueError("dose fluence needs `energy` and `area`, the variables that hold them")
        if self.up_to == "visit" and not self.date:
            raise ValueError("`up_to: visit` needs `date`, the variable with the date of a session")
        return self


class ExposureTable(Display):
    """Sessions attended, adherence, energy and fluence by arm, and by the variables of a session."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Exposure"
    usual_title: ClassVar[str] = "Exposure and adherence"

    kind: Literal["exposure"]


class DoseResponseTable(Selected):
    """Slopes and correlations of the outcome on the dose received."""

    usual_title: ClassVar[str] = "{Change} and the dose received"

    kind: Literal["dose_response"]


class ExposureFigure(Display):
    """Sessions attended by week, with the subjects still in the trial, and how many attended at least so many."""

    chapter: ClassVar[Chapter] = Chapter.SAFETY
    usual_section: ClassVar[str | None] = "Exposure"
    usual_title: ClassVar[str] = "Sessions attended"

    kind: Literal["exposure"]


class DoseResponseFigure(Individual, Selected):
    """Each subject's outcome over the dose received, with the fitted line and its band."""

    usual_title: ClassVar[str] = "{Change} and the dose received"

    kind: Literal["dose_response"]
    # Its marks are large, its panels few: of more points these cover each other.
    most_points: int = Field(1500, ge=100, description=Individual.model_fields["most_points"].description)
