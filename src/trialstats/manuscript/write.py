"""The paragraphs for a paper as Markdown."""

from __future__ import annotations

from trialstats.manuscript.methods import methods
from trialstats.manuscript.pieces import Section, as_html, as_markdown
from trialstats.manuscript.results import results
from trialstats.report.content import ReportContent
from trialstats.trialfile.trial import Trial

__all__ = ["manuscript", "on_the_page", "sections"]


def sections(content: ReportContent) -> list[Section]:
    """Write methods and results of a trial."""
    return [("Statistical methods", list(methods(content))), ("Results", list(results(content)))]


def manuscript(trial: Trial, written: list[Section]) -> str:
    """Give the sections as Markdown, with the works that they cite.

    Every number stands with its id in the analysis results data behind it, as a comment that no reader sees:
    `-19.1 mm<!-- pain_mmrm/difference/VASPAIN/CHG/Week 12/DTLT/Sham:estimate -->`.
    """
    return as_markdown(f"{trial.STUDYID}: {trial.title}", trial.notice, written)


def on_the_page(written: list[Section]) -> str:
    """Give the same as HTML, for the page of the report."""
    return as_html(written)
