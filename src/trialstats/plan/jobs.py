"""The jobs of a trial: for each step and name what goes in, which part of the trial file it uses, and which code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from trialstats.plan.code import code_digest
from trialstats.plan.data_jobs import DataJobs
from trialstats.plan.display_jobs import DisplayJobs
from trialstats.plan.result_jobs import ResultJobs
from trialstats.plan.used import Used, dump
from trialstats.provenance import file_digest
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE

__all__ = ["Job", "Plan"]

# The files of a figure; of a table or listing on the screen, and on paper, by itself and with all others.
FIGURE_FILES = ("svg", "pdf", "png", "csv", "json")
TABLE_FILES = ("html", "csv", "json")
PAPER_FILES = ("rtf", "docx")


@cache
def data_digest(file: Path) -> str:
    """Digest a data file, once a process; of one that is absent Snakemake says so itself."""
    return f" {file_digest(file)[:16]}" if file.is_file() else ""


@dataclass(frozen=True)
class Job:
    """One job: its input files, the digest of the part of the trial file that it uses, and where its code begins.

    data: those of the input files that are data as received.
    """

    inputs: tuple[Path, ...]
    spec: str
    roots: tuple[str | Path, ...]
    data: tuple[Path, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """The digests of what it uses of the trial file, and of the data where it reads any."""
        return (self.spec, *(data_digest(file.absolute()) for file in self.data))

    @property
    def code(self) -> str:
        """The digest of the code that it uses."""
        return code_digest(self.roots)


class Plan(DataJobs, ResultJobs, DisplayJobs):
    """All jobs of a trial."""

    @property
    def adam_datasets(self) -> list[str]:
        """Every ADaM dataset: ADSL, those of intercurrent events and of times if any are declared, and the others."""
        trial = self.trial
        made = [*([ADICE] if trial.intercurrent_events else []), *([ADTTE] if trial.times_to_event else [])]
        return ["adsl", *made, *self.datasets]

    def targets(self) -> list[Path]:
        """The files that a finished run has made."""
        documents = [self.layout.document(ending) for ending in PAPER_FILES if self.trial.tables]
        documents += map(self.layout.listings, ("html", *PAPER_FILES))
        return [self.layout.report, self.layout.manuscript, self.layout.manifest, self.layout.ard, *documents]

    def outputs(self) -> set[Path]:
        """Every file that a run makes."""
        trial, layout = self.trial, self.layout
        made = {*self.targets(), *(layout.raw(name) for name in trial.sources), *map(layout.unscored, trial.datasets)}
        made |= set(map(layout.adam, [*self.adam_datasets, ADEXCL]))
        for name in ("adsl", *self.datasets):
            made |= {layout.mapped(name), layout.listing(name), layout.accounts(name)}
        made |= self.files_of_events()
        for name in trial.analyses:
            made |= {layout.rows(name), layout.notes(name)}
        made |= {path for paths in self.printed().values() for path in paths}
        made |= {layout.figure(name, ending) for name in trial.figures for ending in FIGURE_FILES}
        made |= {layout.listed(name, ending) for name in trial.listings for ending in TABLE_FILES}
        return made | {layout.table(name, ending) for name in trial.tables for ending in TABLE_FILES}

    def printed(self) -> dict[str, list[Path]]:
        """The files of tables and listings on paper, by the step that writes them: all together, and each by itself."""
        trial, layout = self.trial, self.layout
        tables = [layout.document(ending) for ending in PAPER_FILES if trial.tables]
        tables += [layout.table(name, ending) for name in trial.tables for ending in PAPER_FILES]
        listings = [layout.listings(ending) for ending in ("html", *PAPER_FILES)]
        listings += [layout.listed(name, ending) for name in trial.listings for ending in PAPER_FILES]
        return {"documents": tables, "listings": listings}

    def files_of_events(self) -> set[Path]:
        """The files about intercurrent events, where any are declared."""
        layout, datasets = self.layout, self.trial.datasets
        made = {layout.mapped(ADICE), layout.adam(ADICE), *map(layout.affected, datasets), *map(layout.flags, datasets)}
        return made if self.trial.intercurrent_events else set()

    def names(self) -> list[tuple[str, str]]:
        """Every job by its step and name, in an order in which one process can do them."""
        trial = self.trial
        return [
            *(("raw", source) for source in trial.sources),
            ("subjects", ""),
            *(("dataset", dataset) for dataset in self.datasets),
            ("adsl", ""),
            *(("adam", dataset) for dataset in self.datasets),
            *self.names_of_events(),
            *([("times", "")] if trial.times_to_event else []),
            *(("analyse", analysis) for analysis in self.analyses),
            *(("figure", figure) for figure in trial.figures),
            *(("table", table) for table in trial.tables),
            *([("documents", "")] if trial.tables else []),
            *(("listing", listing) for listing in trial.listings),
            ("listings", ""),
            ("ard", ""),
            ("report", ""),
            ("manifest", ""),
        ]

    @property
    def analyses(self) -> list[str]:
        """The analyses, those last that work on the results of others."""
        return sorted(self.trial.analyses, key=lambda name: bool(self.trial.analyses[name].further_results))

    def names_of_events(self) -> list[tuple[str, str]]:
        """The jobs that there are where intercurrent events are declared."""
        datasets = [("affected", dataset) for dataset in self.trial.datasets]
        return [("events", ""), ("adice", ""), *datasets] if self.trial.intercurrent_events else []

    def digest(self, part: Literal["spec", "code"]) -> str:
        """Digest what all jobs use of the trial file (`spec`) or of the code (`code`)."""
        used = (getattr(self.job(step, name), part) for step, name in sorted(self.names()))
        return hashlib.sha256("\n".join(used).encode()).hexdigest()

    def job(self, step: str, name: str = "") -> Job:
        """Give the job of a step; `name` is the source, dataset, analysis, figure or table it makes."""
        inputs, part, modules = getattr(self, step)(name)
        digest = hashlib.sha256(json.dumps(part, ensure_ascii=False).encode()).hexdigest()[:16]
        data = {Path(file) for file in self.trial.files}.intersection(inputs)
        return Job(tuple(inputs), digest, (f"trialstats.steps.{step}", *modules), tuple(sorted(data)))

    def manifest(self, _: str) -> Used:
        made = [path for path in self.targets() if path != self.layout.manifest]
        inputs = [*made, *(Path(file) for file in self.trial.files)]
        inputs += sorted(self.files_of_events())
        return inputs, dump(self.trial), []
