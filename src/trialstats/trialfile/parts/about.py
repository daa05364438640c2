"""What the data do not tell of a trial, and its report must: registration, protocol, sample size, blinding, money."""

from __future__ import annotations

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import Part, Text
from trialstats.trialfile.parts.times import Day

__all__ = ["CHECKLIST", "About", "Answer", "Blinding", "Registration", "SampleSize", "Span", "Written"]

# The analysis, and its table, that `about` stands for.
CHECKLIST = "checklist"


class Registration(Part):
    """Where the trial is registered."""

    registry: Text = Field(description="The registry, e.g. ClinicalTrials.gov.")
    number: Text = Field(description="The number of the trial in it.")
    date: Day | None = Field(None, description="When it was registered, `2022-01-03`.")
    url: Text | None = Field(None, description="Where the entry stands.")

    @property
    def words(self) -> str:
        whole = self.number if self.number.startswith(self.registry) else f"{self.registry} {self.number}"
        return ", ".join(filter(None, [whole, self.date, self.url]))


class Written(Part):
    """A document: where it can be read, which version, of which day."""

    where: Text = Field(description="Where it can be read: an address, an appendix.")
    version: Text | None = Field(None, description="Its version.")
    date: Day | None = Field(None, description="The day of that version.")

    @property
    def words(self) -> str:
        version = f"version {self.version}" if self.version else None
        return ", ".join(filter(None, [self.where, version, self.date]))


class SampleSize(Part):
    """How many were to be randomised, and why so many."""

    planned: int = Field(ge=1, description="How many were to be randomised.")
    assumptions: Text = Field(description="What that rests on: effect, variability, power, losses.")
    interim: Text | None = Field(None, description="Interim analyses and rules for stopping, or that there were none.")


class Blinding(Part):
    """Who did not know the treatment, and how that was done."""

    who: tuple[Text, ...] = Field(description="Who did not know it, e.g. `[participants, assessors]`; `[]`: nobody.")
    how: Text | None = Field(None, description="How that was achieved, e.g. the likeness of the interventions.")

    @property
    def words(self) -> str:
        return f"Blinded: {', '.join(self.who)}" if self.who else "Nobody was blinded (open label)"


class Span(Part):
    """A first and a last day."""

    first: Day = Field(description="The first day, `2022-01-10`.")
    last: Day = Field(description="The last day.")

    @model_validator(mode="after")
    def check_order(self) -> Span:
        if self.first > self.last:
            raise ValueError(f"ends ({self.last}) before it begins ({self.first})")
        return self

    @property
    def words(self) -> str:
        return f"{self.first} to {self.last}"


class About(Part):
    """What the data do not tell of the trial; with it, be it empty, the report has the checklist of CONSORT 2025.

    What is not known is left out: the checklist then says that the authors have to write it, and under which key.
    """

    registration: Registration | None = Field(None, description="Registry and number (item 2).")
    protocol: Written | None = Field(None, description="Where the protocol can be read (item 3).")
    analysis_plan: Written | None = Field(None, description="Where the statistical analysis plan can be read (item 3).")
    data_sharing: Text | None = Field(None, description="Where and how data and code can be had (item 4).")
    funding: Text | None = Field(None, description="Who paid or gave support, and their part in the trial (item 5a).")
    conflicts: Text | None = Field(None, description="Conflicts of interest (item 5b).")
    ethics: Text | None = Field(None, description="Approval and consent; stands with the setting (item 11).")
    background: Text | None = Field(None, description="Why the trial was done (item 6).")
    involvement: Text | None = Field(None, description="The part of patients and the public (item 8).")
    design: Text | None = Field(None, description="Of the design what the file does not say, e.g. the ratio (item 9).")
    changes: Text | None = Field(None, description="Changes after the trial began, or that there were none (item 10).")
    setting: Text | None = Field(None, description="Kind of clinics, countries, sites (item 11).")
    eligibility: Text | None = Field(None, description="Who could take part (item 12a).")
    providers: Text | None = Field(None, description="Which sites and people could treat, if it matters (item 12b).")
    interventions: dict[Text, Text] = Field(
        default_factory=dict, description="What was done in each arm, by its name (item 13)."
    )
    harms: Text | None = Field(None, description="How harms were defined and asked for (item 15).")
    sample_size: SampleSize | None = Field(None, description="How many were planned, and why (items 16a, 16b).")
    sequence: Text | None = Field(None, description="Who made the random sequence and how (item 17a).")
    restriction: Text | None = Field(None, description="Type of randomisation: blocks and their size (item 17b).")
    concealment: Text | None = Field(None, description="How the allocation was concealed (item 18).")
    implementation: Text | None = Field(None, description="Who enrolled, who assigned, who knew the list (item 19).")
    blinding: Blinding | None = Field(None, description="Who was blinded, and how (items 20a, 20b).")
    recruitment: Span | None = Field(
        None, description="First and last day of randomisation; compared with the date RANDDT (item 23a)."
    )
    follow_up: Span | None = Field(
        None, description="First and last day of follow-up; no EOSDT may lie after it (item 23a)."
    )
    ended: Text | None = Field(None, description="Why the trial ended or was stopped (item 23b).")


class Answer(Part):
    """What the checklist says of an item: what is known, where the report has it, and the key that would say it."""

    number: str
    told: str | None = None
    place: str | None = None
    key: str | None = None
