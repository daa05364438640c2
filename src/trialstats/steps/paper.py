"""Tables on paper, in the house style of a trial."""

from __future__ import annotations

from pathlib import Path

from trialstats import __version__
from trialstats.display.paper.docx import render_docx
from trialstats.display.paper.pages import paged
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.rtf import render_rtf
from trialstats.display.table.data import TableData
from trialstats.io.atomic import write_bytes, write_pieces
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["printed", "source_of_listing", "source_of_table", "write_documents"]


def printed(trial: Trial, name: str, data: TableData, source: str) -> Printed:
    """Divide a table into pages, with what the house says above and below each; source: where its numbers are from."""
    said = {
        "study": trial.STUDYID,
        "title": trial.title,
        "source": source,
        "version": f"trialstats {__version__}",
        "data_cut": trial.data_cut or "",
    }
    header, footer = (trial.style.filled(text, said) for text in (trial.style.header, trial.style.footer))
    return Printed(name, tuple(paged(data, trial.style)), header, footer)


def source_of_table(trial: Trial, layout: Layout, name: str) -> str:
    """Say which results a table shows, where the row of each number stands, and what computed them from which data."""
    analyses = ", ".join(trial.tables[name].results_of)
    return made_of(trial, f"Source: {analyses}; rows of {layout.ard.name} by {layout.table(name, 'csv').name}")


def source_of_listing(trial: Trial, layout: Layout, dataset: str | None) -> str:
    """Say which dataset a listing shows; None: what was listed when the files were read."""
    files = layout.adam(dataset) if dataset else layout.listing("*")
    return made_of(trial, f"Source: {files.relative_to(layout.top).as_posix()}")


def made_of(trial: Trial, source: str) -> str:
    """Add the data cut and the version to a source."""
    cut = [f"data cut {trial.data_cut}"] if trial.data_cut else []
    return "; ".join([source, *cut, f"trialstats {__version__}"])


def write_documents(tables: list[Printed], trial: Trial, stem: Path, *, contents: str = "") -> None:
    """Write tables as `<stem>.rtf` and `<stem>.docx`; contents: the title of a list of them in front, if any."""
    shown = contents or "; ".join(table.heading for table in tables)
    words = {"title": f"{shown} ({trial.STUDYID}: {trial.title})", "contents": contents}
    write_pieces(stem.with_name(f"{stem.name}.rtf"), render_rtf(tables, trial.style, **words))
    write_bytes(stem.with_name(f"{stem.name}.docx"), render_docx(tables, trial.style, **words))
