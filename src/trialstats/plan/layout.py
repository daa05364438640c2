"""Where the artefacts of a trial lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["RESULTS", "Layout", "fault_log"]

RESULTS = Path("results")


def fault_log(mark: str) -> Path:
    """Where the traceback of a fault that nobody foresaw goes; of no trial, and no output of a run."""
    return RESULTS / f"fault-{mark}.log"


@dataclass(frozen=True)
class Layout:
    """Paths under results/<trial>, as docs/running.md describes them."""

    trial: str

    @property
    def top(self) -> Path:
        return RESULTS / self.trial

    def raw(self, source: str) -> Path:
        return self.top / "raw" / f"{source}.parquet"

    def mapped(self, dataset: str) -> Path:
        return self.top / "mapped" / f"{dataset}.parquet"

    def listing(self, dataset: str) -> Path:
        """Records of a dataset that are not used as they stand."""
        return self.top / "mapped" / f"{dataset}.listing.parquet"

    def accounts(self, dataset: str) -> Path:
        return self.top / "mapped" / f"{dataset}.accounts.parquet"

    def adam(self, dataset: str) -> Path:
        return self.top / "adam" / f"{dataset}.parquet"

    def affected(self, dataset: str) -> Path:
        """The intercurrent events with the first visit that each affects by the days of one dataset."""
        return self.top / "adam" / f"{dataset}.adice.parquet"

    def flags(self, dataset: str) -> Path:
        """Whether each record of a dataset lies before, at or after each intercurrent event."""
        return self.top / "adam" / f"{dataset}.flags.parquet"

    def unscored(self, dataset: str) -> Path:
        """Scores that could not be computed."""
        return self.top / "adam" / f"{dataset}.unscored.parquet"

    def rows(self, analysis: str) -> Path:
        return self.top / "models" / f"{analysis}.parquet"

    def notes(self, analysis: str) -> Path:
        return self.top / "models" / f"{analysis}.json"

    def figure(self, name: str, ending: str) -> Path:
        return self.top / "figures" / f"{name}.{ending}"

    def table(self, name: str, ending: str) -> Path:
        return self.top / "tables" / f"{name}.{ending}"

    def listed(self, name: str, ending: str) -> Path:
        """One listing of subjects' data."""
        return self.top / "listings" / f"{name}.{ending}"

    def listings(self, ending: str) -> Path:
        """All listings in one document."""
        return self.top / f"listings.{ending}"

    def document(self, ending: str) -> Path:
        """All tables in one document."""
        return self.top / f"tables.{ending}"

    def log(self, kind: str, name: str) -> Path:
        """What a step of the workflow said; no output of a run."""
        return self.top / "logs" / kind / f"{name}.log"

    def design(self, name: str) -> Path:
        """What simulating the design gave; no output of a run."""
        return self.top / "design" / name

    def batch(self, scenario: str, batch: int) -> Path:
        """One batch of simulated trials."""
        return self.top / "design" / "batches" / scenario / f"{batch}.parquet"

    def part(self, scenario: str, first: int, last: int) -> Path:
        """That the batches from one number to another are made."""
        return self.top / "design" / "parts" / scenario / f"{first}-{last}.json"

    @property
    def lock(self) -> Path:
        """What a run holds while it lives; beside the results, so that it stays when they are removed."""
        return RESULTS / f".{self.trial}.lock"

    @property
    def checked(self) -> Path:
        """What was in order when it was last checked; no output of a run."""
        return self.top / ".checked.json"

    @property
    def begun(self) -> Path:
        """There while a run is at work, and after one that did not end; no output of a run."""
        return self.top / ".begun"

    @property
    def asked(self) -> Path:
        """The files that runs were asked for, by which they are told from others; no output of a run."""
        return self.top / ".asked.json"

    @property
    def settled(self) -> Path:
        """The state in which there was nothing to do; no output of a run."""
        return self.top / ".settled.json"

    def profile(self, ending: str) -> Path:
        """Where the time of a run went; beside the results, for it is no output of a run."""
        return RESULTS / f"{self.trial}.profile.{ending}"

    @property
    def ard(self) -> Path:
        return self.top / "ard.parquet"

    @property
    def report(self) -> Path:
        return self.top / "report.html"

    @property
    def changes(self) -> Path:
        """The report with what changed since an earlier run; beside the results, for it is no output of a run."""
        return RESULTS / f"{self.trial}.changes.html"

    @property
    def crate(self) -> Path:
        """The run with all that it comes from; beside the results, for it is no output of a run."""
        return RESULTS / f"{self.trial}.crate"

    @property
    def manuscript(self) -> Path:
        """The paragraphs on methods and results for a paper."""
        return self.top / "manuscript.md"

    @property
    def manifest(self) -> Path:
        return self.top / "manifest.json"
