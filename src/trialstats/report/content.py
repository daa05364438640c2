"""What a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from trialstats.compare.runs import RunsCompared
from trialstats.explain.facts import TrialFacts
from trialstats.trialfile.trial import Trial

__all__ = [
    "ACCOUNTING",
    "EVENTS",
    "EXCLUSIONS",
    "LISTINGS",
    "POPULATIONS",
    "ReportContent",
    "ReportFigure",
    "ReportListing",
    "ReportTable",
    "Since",
]

# The columns of the frames; `id`, where a frame has it, names the result row that a count comes from. Of the accounts,
# `n_in id` names the row of `n_in`, and so on.
POPULATIONS = ("flag", "label", "ARM", "count", "total")
EVENTS = ("flag", "event", "ARM", "count", "total", "id")
ACCOUNTING = ("dataset", "source", "file", "unit", "n_in", "n_used", "n_text", "n_beyond", "n_listed")
EXCLUSIONS = ("dataset", "kind", "done", "count", "example")
ATTENDANCE = ("dataset", "USUBJID", "ARM", "AVISIT", "seen")
# The page of all listings, beside the report.
LISTINGS = "listings.html"


def no_events() -> pd.DataFrame:
    """Give the events of a trial that declares none."""
    return pd.DataFrame(columns=list(EVENTS))


@dataclass(frozen=True)
class ReportTable:
    """A table as it was saved: `html` is its page, or the table alone. `failed` says why it could not be made.

    width: how many characters its columns take side by side. files: those beside the report that hold it too.
    """

    name: str
    section: str
    title: str
    html: str
    width: int
    number: str | None = None
    failed: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportFigure:
    """A figure as it stands on the page, in one drawing or in parts; `failed` and `files` are as of a table."""

    name: str
    section: str
    title: str
    drawings: tuple[str, ...]
    number: str | None = None
    failed: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportListing:
    """A listing in a file beside the report; rows: how many of its records are listed."""

    number: str
    title: str
    href: str
    rows: int | None = None


@dataclass(frozen=True)
class Since:
    """An earlier run, where it lies, and what differs from it."""

    earlier: str
    found: RunsCompared


@dataclass(frozen=True)
class ReportContent:
    """Everything that one report shows.

    rows: the results of all analyses (`trialstats.results.shape.tidy`).
    populations: a row a population and arm ("All" too), see POPULATIONS; total: of subjects randomised.
    events: a row an intercurrent event, population and arm, see EVENTS.
    accounting: a row a source of a dataset: what came in is used or listed, see ACCOUNTING. n_text: of the values
        used, how many are declared codes (`ABSENT`, `<0.7`), which have no number; n_beyond: how many came as numbers
        beyond a limit of quantification, which count as `<` or `>` it.
    exclusions: a row a dataset and kind of finding, with how many and one message as an example, see EXCLUSIONS.
    attendance: a row a subject, dataset and planned visit, with what was seen, see ATTENDANCE.
    listings: those of subjects' data, in files beside the report.
    diagnostics: the notes of each analysis (`Result.notes`, as JSON gives them back); a number with an attribute `ard`
        is written with this address.
    encodings: of the files whose encoding was neither declared nor certain, what they were read as.
    failures: why an analysis gave nothing, by its name.
    paper: the paragraphs on methods and results for a paper, as HTML.
    versions: of the software; inputs: the sha256 of each input file.
    facts: gives those of some rows, by their ids, and of the analyses, which the panel of a number tells; codes: the
        digest of the code of each analysis.
    since: an earlier run, and what differs from it.
    """

    trial: Trial
    rows: pd.DataFrame
    populations: pd.DataFrame
    accounting: pd.DataFrame
    exclusions: pd.DataFrame
    tables: tuple[ReportTable, ...] = ()
    figures: tuple[ReportFigure, ...] = ()
    diagnostics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    events: pd.DataFrame = field(default_factory=no_events)
    encodings: Mapping[str, str] = field(default_factory=dict)
    attendance: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ATTENDANCE)))
    listings: tuple[ReportListing, ...] = ()
    paper: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    facts: Callable[[Collection[str]], TrialFacts] | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    since: Since | None = None
