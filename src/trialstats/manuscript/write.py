"""The paragraphs for a paper as Markdown."""

from __future__ import annotations

from trialstats.manuscript.methods import methods
from trialstats.manuscript.pieces import Section, as_html, as_markdown
from trialstats.manuscript.results import results
from trialstats.report.content import ReportContent

__all__ = ["manuscript", "on_the_page"]


def manuscript(content: ReportContent) -> str:
    """Write methods and results of a trial with the works that they cite.

    Every number stands with its id in the analysis results data behind it, as a comment that no reader sees:
    `-19.1 mm<!-- pain_mmrm/difference/VASPAIN/CHG/Week 12/DTLT/Sham:estimate -->`.
    """
    trial = content.trial
    return as_markdown(f"{trial.STUDYID}: {trial.title}", trial.notice, sections(content))


def on_the_page(content: ReportContent) -> str:
    """Give the same as HTML, for the page of the report."""
    return as_html(sections(content))


def sections(content: ReportContent) -> list[Section]:
    return [("Statistical methods", list(methods(content))), ("Results", list(results(content)))]
