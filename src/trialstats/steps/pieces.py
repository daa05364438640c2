"""What a check makes of the data, piece by piece: a source, the records of a dataset, a dataset of ADaM.

Of each the memory knows whether it was in order, and the digest of what was made, by the digests of what that is made
of, as the jobs of the run say (`plan`). So a file that changed has its own datasets read, mapped and built again, and
what is made of these only if they came out otherwise. The data themselves are made when somebody looks at them, and
held closely packed, so that of a large trial no more is in memory as it is than what is worked on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from trialstats.adam.mapping import Mapped, map_adsl, map_dataset
from trialstats.adam.messages import messages
from trialstats.errors import DataError
from trialstats.io.held import Held
from trialstats.io.read import Raw, receive
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.plan.used import dump, dumps
from trialstats.steps.built import Built, ByName, Kind
from trialstats.steps.checked import digest_of
from trialstats.steps.memory import Memory, digest_of_json
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["Pieces"]

STEPS = {"adsl": "adsl", ADICE: "adice", ADTTE: "times"}  # of datasets of ADaM; of all others `adam`


@dataclass(frozen=True)
class Received:
    """A source as received: its rows closely packed, and what is known of it beside them (a `Raw` without rows)."""

    about: Raw
    rows: Held


@dataclass(frozen=True)
class Made:
    """Records of a dataset, closely packed; how many are listed of each kind, and what was noted."""

    records: Held
    listed: dict[str, int]
    notes: list[str]


class Pieces:
    """The data of a trial, made when they are asked for, and what is known of each piece; DataError where it is wrong.

    A method that is called by a noun gives the data; one that is called `..._known` what is known of them.
    """

    def __init__(self, trial: Trial, memory: Memory) -> None:
        self.trial, self.memory = trial, memory
        self.plan = Plan(trial, Layout("trial"))  # whatever it is called: its paths stand for the pieces
        self.by_source = ByName(trial.sources, self.raw)
        self.built = Built(trial, self.records, lambda name, wanted: self.mapped(name).records.known(wanted))
        self.received: dict[str, Received] = {}
        self.made: dict[str, Made] = {}
        self.digests: dict[Path, str] = {}
        self.finders = self.of_paths()

    @cached_property
    def declared(self) -> str:
        """The digest of all that the trial file says but for its analyses, displays and what is made of these."""
        nothing: dict[str, Any] = {key: {} for key in ("analyses", "listings", "figures", "tables")}
        trial = self.trial.model_copy(update={**nothing, "hypotheses": None, "about": None})
        return digest_of_json(trial.model_dump(mode="json"))

    @cached_property
    def asked(self) -> str:
        """The digest of what analyses may tell of the trial beyond that which decides about their results."""
        trial = self.trial
        labels = [[name, one.label] for name, one in (trial.datasets | trial.occurrences).items()]
        said = [dumps(trial.estimands), dumps(trial.intercurrent_events), dumps(trial.times_to_event), labels]
        return digest_of_json([*said, dump(trial.subjects), dump(trial.screening), dump(trial.disposition)])

    def raw(self, name: str) -> Raw:
        """Give a source as received, also where something is wrong with some of its rows."""
        received = self.read(name)
        return replace(received.about, frame=received.rows.frame())

    def read(self, name: str) -> Received:
        """Give a source as received, with its rows packed."""
        if name not in self.received:
            self.received[name] = packed(receive(self.trial.sources[name]))
        return self.received[name]

    def raw_known(self, name: str) -> list[str]:
        """Say what is to be noted of a source that is in order."""

        def find() -> list[str]:
            about = self.read(name).about
            if about.problems:
                raise DataError(about.problems)
            return list(about.notes)

        return self.memory.found("raw", self.behind("raw", name), find)

    def mapped(self, name: str) -> Made:
        """Give the records of a dataset, or of `adsl`, with all that is to be said of them."""
        if name not in self.made:
            self.made[name] = in_order(
                map_adsl(self.trial, self.by_source)
                if name == "adsl"
                else map_dataset(self.trial, name, self.by_source, self.records("adsl"))
            )
        return self.made[name]

    def records(self, name: str) -> pd.DataFrame:
        """Give the records of a dataset, or of `adsl`."""
        return self.mapped(name).records.frame()

    def mapped_known(self, name: str) -> dict[str, Any]:
        """Tell the digest of records, how many are listed of each kind (`listed`), and what was noted (`notes`)."""

        def find() -> dict[str, Any]:
            made = self.mapped(name)
            return {"digest": made.records.digest, "listed": made.listed, "notes": made.notes}

        step = ("subjects", "") if name == "adsl" else ("dataset", name)
        return self.memory.found("mapped", self.behind(*step), find)

    def adam_known(self, name: str) -> str:
        """Tell the digest of a dataset of ADaM, which can be built."""
        step = STEPS.get(name, "adam")
        behind = self.behind(step, name if step == "adam" else "")
        return self.memory.found("adam", behind, lambda: self.built.held(Kind.ADAM, name).digest)

    def events_known(self) -> str:
        """Tell the digest of the intercurrent events as their sources tell them."""
        return self.memory.found("events", self.behind("events"), lambda: self.built.held(Kind.EVENTS).digest)

    def behind(self, step: str, name: str = "") -> list[Any]:
        """Give all that a job makes its outputs of: its part of the trial file, and the digests of its inputs."""
        job = self.plan.job(step, name)
        return [step, name, job.spec, [[path.as_posix(), self.digest(path)] for path in job.inputs]]

    def digest(self, path: Path) -> str:
        """Digest a piece, by the path that it has in the plan of the run, or a data file."""
        if path not in self.digests:
            find = self.finders.get(path)
            self.digests[path] = find() if find else digest_of(path)
        return self.digests[path]

    def of_paths(self) -> dict[Path, Callable[[], str]]:
        """Tell by paths of the plan how the digests are found of what a check makes; results are none of it."""
        layout, names = self.plan.layout, self.trial.datasets
        found: dict[Path, Callable[[], str]] = {
            **{layout.raw(name): partial(self.raw_digest, name) for name in self.trial.sources},
            **{layout.mapped(name): partial(self.mapped_digest, name) for name in self.built.by_name},
            **{layout.adam(name): partial(self.adam_known, name) for name in self.plan.adam_datasets},
            **{layout.affected(name): partial(self.affected_known, name) for name in names},
            **{layout.flags(name): partial(self.flags_known, name) for name in names},
            **dict.fromkeys(map(layout.rows, self.trial.analyses), str),
        }
        return found | {layout.mapped(ADICE): self.events_known, layout.adam(ADEXCL): partial(self.adam_known, "adsl")}

    def raw_digest(self, name: str) -> str:
        return digest_of_json(self.behind("raw", name))

    def mapped_digest(self, name: str) -> str:
        return str(self.mapped_known(name)["digest"])

    def affected_known(self, name: str) -> str:
        """Tell the digest of the events with the first visit that each affects, by the days of a findings dataset."""
        behind = self.behind("affected", name)
        return self.memory.found("affected", behind, lambda: self.built.held(Kind.AFFECTED, name).digest)

    def flags_known(self, name: str) -> str:
        """Tell the digest of the flags of the records of a findings dataset."""
        return self.memory.found(
            "flags", self.behind("affected", name), lambda: self.built.held(Kind.FLAGS, name).digest
        )


def packed(raw: Raw) -> Received:
    """Pack the rows of a source."""
    return Received(replace(raw, frame=pd.DataFrame()), Held.of(raw.frame))


def in_order(made: Mapped) -> Made:
    """Pack records; DataError with what is wrong with those that are not among them."""
    if problems := messages(made.listing):
        raise DataError(problems)
    kinds = made.listing.frame()["kind"].value_counts()
    listed = {str(kind): int(count) for kind, count in kinds.items()}
    return Made(Held.of(made.records), listed, list(made.listing.notes))
