"""What is simulated of a design: as it is declared, without any effect, at other sizes, with effects that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from trialstats.trialfile.trial import Trial

__all__ = ["Scenario", "batches_of", "scenario_named", "scenarios_of"]

Kind = Literal["declared", "null", "prior"]


@dataclass(frozen=True)
class Scenario:
    """A kind of world and a number of subjects. Its name is that of its files and of its streams of random numbers."""

    kind: Kind
    n: int

    @property
    def name(self) -> str:
        """Its name, such as `declared_120`."""
        return f"{self.kind}_{self.n}"


def scenarios_of(trial: Trial) -> list[Scenario]:
    """List what the design asks for, apart from the sizes that a search tries."""
    design = trial.design
    assert design is not None
    found = [Scenario("declared", design.n), Scenario("null", design.n)]
    if design.priors:
        found.append(Scenario("prior", design.n))
    return [*found, *(Scenario("declared", n) for n in sorted(set(design.sizes) - {design.n}))]


def scenario_named(name: str) -> Scenario | None:
    """Read the name of a scenario; None where it is none."""
    kind, _, n = name.rpartition("_")
    known: tuple[Kind, ...] = ("declared", "null", "prior")
    return next((Scenario(one, int(n)) for one in known if one == kind and n.isdecimal() and int(n) > 0), None)


def batches_of(replicates: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the number of each batch and how many replicates it has: all `size`, but for the last."""
    for batch, first in enumerate(range(0, replicates, size)):
        yield batch, min(size, replicates - first)
