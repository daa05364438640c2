"""What is simulated of a design: as it is declared, without any effect, at margins, at other sizes, with effects drawn.

In a world at margins each hypothesis about one has its true value there, of equivalence at the lower or the upper one.
Where a crossover trial carries anything over, it is also simulated with nothing carried over: washed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from trialstats.simulate.questions import questions_of
from trialstats.trialfile.trial import Trial

__all__ = ["MARGIN", "UPPER_MARGIN", "WASHED", "Scenario", "batches_of", "scenario_named", "scenarios_of"]

Kind = Literal["declared", "null", "prior", "margin", "upper_margin", "washed"]
MARGIN: Kind = "margin"
UPPER_MARGIN: Kind = "upper_margin"
WASHED: Kind = "washed"


@dataclass(frozen=True)
class Scenario:
    """A kind of world and a number of subjects. Its name is that of its files and of its streams of random numbers."""

    kind: Kind
    n: int

    @property
    def name(self) -> str:
        """Its name, such as `declared_120`."""
        return f"{self.kind}_{self.n}"

    @property
    def is_at_margins(self) -> bool:
        """Whether hypotheses about margins have their true values there."""
        return self.kind in (MARGIN, UPPER_MARGIN)


def scenarios_of(trial: Trial) -> list[Scenario]:
    """List what the design asks for, apart from the sizes that a search tries."""
    design = trial.design
    assert design is not None
    found = [Scenario("declared", design.n), Scenario("null", design.n)]
    asked = questions_of(trial).asked
    if any(question.is_of_margin for question in asked):
        found.append(Scenario(MARGIN, design.n))
    if any(None not in question.margins for question in asked):
        found.append(Scenario(UPPER_MARGIN, design.n))
    if any(outcome.carry_over for outcome in design.outcomes.values()):
        found.append(Scenario(WASHED, design.n))
    if design.priors:
        found.append(Scenario("prior", design.n))
    return [*found, *(Scenario("declared", n) for n in sorted(set(design.sizes) - {design.n}))]


def scenario_named(name: str) -> Scenario | None:
    """Read the name of a scenario; None where it is none."""
    kind, _, n = name.rpartition("_")
    known: tuple[Kind, ...] = get_args(Kind)
    return next((Scenario(one, int(n)) for one in known if one == kind and n.isdecimal() and int(n) > 0), None)


def batches_of(replicates: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the number of each batch and how many replicates it has: all `size`, but for the last."""
    for batch, first in enumerate(range(0, replicates, size)):
        yield batch, min(size, replicates - first)
