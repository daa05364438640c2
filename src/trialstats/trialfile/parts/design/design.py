"""The design of a trial: how many subjects, what is expected of them, and how it is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.follow_up import FollowUp
from trialstats.trialfile.parts.design.losses import Dropout, Happens
from trialstats.trialfile.parts.design.outcome import Expected, Prior
from trialstats.trialfile.parts.design.recurrent import Believed, Recurrent
from trialstats.trialfile.parts.design.timed import Timed
from trialstats.trialfile.parts.design.values import Chance, Positive
from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text, Variable

__all__ = ["Covariate", "Design"]

Between = Annotated[float, Field(gt=-1, lt=1)]
Share = Annotated[float, Field(gt=0)]
Size = Annotated[int, Field(ge=4)]


Wanted = Annotated[float, Field(gt=0, lt=1)]


class Covariate(Part):
    """How a covariate is distributed, the same in all arms: a number by mean and SD, a category by its shares."""

    mean: float | None = Field(None, description="Of a number: its mean.")
    sd: Positive | None = Field(None, description="Of a number: its standard deviation.")
    shares: dict[Text, Share] = Field(
        default_factory=dict, description="Of a category: the share of each level, e.g. `{Female: 0.6, Male: 0.4}`."
    )

    @agreement
    def check_one(self) -> Iterator[Disagreement]:
        if bool(self.shares) == (self.mean is not None) or (self.mean is None) != (self.sd is None):
            yield Disagreement("give `mean` and `sd` of a number, or the `shares` of a category")
        if len(self.shares) == 1:
            yield Disagreement("`shares` needs two levels or more", "shares")


class Design(Part):
    """The design of the trial, which `trialstats design` simulates, and analyses as the file says."""

    n: Size = Field(description="Subjects randomised, all arms together.")
    allocation: dict[Text, Share] = Field(
        default_factory=dict,
        description="How subjects are shared among the arms, e.g. `{Laser: 2, Sham: 1}`; by default equally.",
    )
    block: Annotated[int, Field(ge=2)] | None = Field(
        None,
        description="Subjects of a block, where `subjects` names the `strata` of randomisation: arms are then "
        "allocated in permuted blocks within these; by default twice the fewest that are shared out exactly.",
    )
    outcomes: dict[Paramcd, Expected] = Field(
        default_factory=dict, description="What is expected of each outcome at visits, by PARAMCD."
    )
    shares: dict[Paramcd, Dichotomous] = Field(
        default_factory=dict, description="What is expected of outcomes at visits that are a yes or no, by PARAMCD."
    )
    counts: dict[Name, Recurrent] = Field(
        default_factory=dict, description="What is expected of events that recur, by their occurrence dataset."
    )
    times: dict[Paramcd, Timed] = Field(
        default_factory=dict, description="What is expected of times to an event, by their PARAMCD."
    )
    follow_up: FollowUp | None = Field(
        None, description="How long subjects are followed; needed by `counts` and `times`."
    )
    between: Between = Field(0.0, description="The correlation of any two outcomes at one visit.")
    covariates: dict[Variable, Covariate] = Field(
        default_factory=dict, description="How covariates of the trial are distributed, strata among them."
    )
    dropout: Dropout | None = Field(None, description="Who leaves the trial; by default nobody.")
    missed: Chance = Field(
        0.0, description="The chance of a visit after baseline to be missed by somebody who comes again."
    )
    events: dict[Name, Happens] = Field(
        default_factory=dict, description="Intercurrent events, of those that the file declares, and their chances."
    )
    power: Wanted | None = Field(
        None, description="The power that is wanted, of the first hypothesis; n is then searched."
    )
    sizes: tuple[Size, ...] = Field((), description="Further numbers of subjects, for the curve of power by size.")
    replicates: Annotated[int, Field(ge=10, le=10_000_000)] = Field(
        10_000, description="Simulated trials of each scenario."
    )
    batch: Annotated[int, Field(ge=1, le=100_000)] = Field(
        250, description="Trials drawn from one stream of random numbers; who draws which batch does not matter."
    )
    seed: Annotated[int, Field(ge=0)] = Field(1, description="Seed of the random numbers.")

    @property
    def priors(self) -> dict[str, float]:
        """The standard deviations of what is believed of effects, by outcome, occurrence or time to an event."""
        believed: dict[str, Prior | Believed | None] = {
            **{name: outcome.prior for name, outcome in self.outcomes.items()},
            **{name: counted.prior for name, counted in self.counts.items()},
            **{name: timed.prior for name, timed in self.times.items()},
        }
        return {name: prior.sd for name, prior in believed.items() if prior is not None}

    @agreement
    def check_any(self) -> Iterator[Disagreement]:
        if not (self.outcomes or self.shares or self.counts or self.times):
            text = "needs `outcomes`, `shares`, `counts` or `times`: what is expected of the trial's outcomes"
            yield Disagreement(text)
        if both := [name for name in self.shares if name in self.outcomes]:
            text = f"`outcomes` and `shares` both have {', '.join(both)}: name it in one of them"
            yield Disagreement(text)
        if self.follow_up is None and (self.counts or self.times):
            text = f"`{'counts' if self.counts else 'times'}` needs `follow_up`: how long are subjects followed, e.g. "
            yield Disagreement(text + "`{time: 12, unit: months}`?")
