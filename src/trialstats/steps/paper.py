"""Tables on paper, in the house style of a trial."""

from __future__ import annotations

from pathlib import Path

from trialstats import __version__
from trialstats.display.paper.docx import render_docx
from trialstats.display.paper.pages import paged
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.rtf import render_rtf
from trialstats.display.table.data import TableData
from trialstats.io.atomic import write_bytes
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["printed", "write_documents"]


def printed(trial: Trial, layout: Layout, name: str, data: TableData) -> Printed:
    """Divide a table into pages, with what the house says above and below each."""
    said = {
        "study": trial.STUDYID,
        "title": trial.title,
        "source": source_of(trial, layout, name),
        "version": f"trialstats {__version__}",
        "data_cut": trial.data_cut or "",
    }
    header, footer = (trial.style.filled(text, said) for text in (trial.style.header, trial.style.footer))
    return Printed(name, tuple(paged(data, trial.style)), header, footer)


def source_of(trial: Trial, layout: Layout, name: str) -> str:
    """Say which results a table shows, where the row of each number stands, and what computed them from which data."""
    analyses = ", ".join(trial.tables[name].results_of)
    parts = [f"Source: {analyses}; rows of {layout.ard.name} by {layout.table(name, 'csv').name}"]
    parts += [f"data cut {trial.data_cut}"] if trial.data_cut else []
    return "; ".join([*parts, f"trialstats {__version__}"])


def write_documents(tables: list[Printed], trial: Trial, stem: Path, *, contents: bool = False) -> None:
    """Write tables as `<stem>.rtf` and `<stem>.docx`."""
    rtf = render_rtf(tables, trial.style, contents=contents).encode("ascii")
    write_bytes(stem.with_name(f"{stem.name}.rtf"), rtf)
    write_bytes(stem.with_name(f"{stem.name}.docx"), render_docx(tables, trial.style, contents=contents))
