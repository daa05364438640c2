"""Write a finished run in the formats of the agencies; what a later package no longer has is removed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath

import pandas as pd

from trialstats import __version__
from trialstats.adam.variables.described import variables_of
from trialstats.conformance.read import read_folder
from trialstats.conformance.run import check_folder
from trialstats.display.inert import inert
from trialstats.display.paper.archive import packed
from trialstats.errors import DataError, SpecError
from trialstats.io.artefacts import read_artefact
from trialstats.io.atomic import write_bytes
from trialstats.plan.code import LOCK
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.standards.ars.event import reporting_event
from trialstats.standards.dataset import Change, Dataset
from trialstats.standards.dataset_json import dataset_json
from trialstats.standards.define.binding import to_xml
from trialstats.standards.define.build import build_define
from trialstats.standards.define.page import define_page
from trialstats.standards.folder import Folder
from trialstats.standards.guide.blocks import as_markdown, as_page
from trialstats.standards.guide.content import Finding, Found, again, sections_of, title_of
from trialstats.standards.guide.word import as_word
from trialstats.standards.told import told
from trialstats.standards.transport import transport_file
from trialstats.steps.check import check_data
from trialstats.steps.foreseen import foreseen, undated
from trialstats.steps.prepared import prepared_datasets
from trialstats.steps.state import Word, state_of
from trialstats.trialfile.house_style import house_style_file
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial

__all__ = ["check_package", "write_package"]

Files = dict[PurePosixPath, bytes]
SYSTEM = ("trialstats", __version__)


def write_package(trial: Trial, layout: Layout, to: Path) -> int:
    """Make every file, then write them all: where something does not fit, nothing is written."""
    refuse_unfinished(trial, layout)
    instant = declared_instant(trial)
    folder = Folder(trial.STUDYID)
    datasets, changes = prepared_datasets(trial, layout)
    made = dict(files_of(trial, trial_path(layout.trial), folder, datasets, instant))
    made |= results(trial, layout, folder, datasets)
    made |= guides(trial, layout, folder, datasets, changes)
    replace_files(made, folder, to)
    print(*told(changes), sep="\n", end="\n" if changes else "")
    print(f"{to / folder.top}: {len(made)} files, {len(datasets)} datasets")
    return 0


def check_package(trial: Trial) -> int:
    """Tell what would be refused and what written otherwise, from trial file and data; nothing is run or written."""
    problems, changes = foreseen(trial, check_data(trial).datasets)
    if problems:
        raise DataError(problems)
    print(*told(changes), "nothing would be refused: names, labels, letters and texts fit the formats", sep="\n")
    return 0


def refuse_unfinished(trial: Trial, layout: Layout) -> None:
    """Refuse a run that is not there, or is not of this trial file, these data and this program."""
    state = state_of(trial, layout)
    if state.word in (Word.NEVER, Word.RUNNING, Word.STALE) or not layout.manifest.is_file():
        reason = f" ({state.reason})" if state.reason else ""
        raise DataError(f"{layout.top}: {state.word}{reason}: what is handed in is of a finished run: run the trial")


def declared_instant(trial: Trial) -> dt.datetime:
    """Give the instant by which files are dated; no clock is asked, so that the same run gives the same bytes."""
    if trial.data_cut is None:
        raise SpecError(undated(trial))
    return dt.datetime.fromisoformat(trial.data_cut)


def files_of(
    trial: Trial, trial_file: Path, folder: Folder, datasets: list[Dataset], instant: dt.datetime
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Give every file by its place."""
    for dataset in datasets:
        place = folder.datasets / dataset.file
        yield place.with_suffix(".xpt"), transport_file(dataset, instant)
        yield place.with_suffix(".json"), dataset_json(dataset, trial.STUDYID, instant, SYSTEM).encode()
    program = folder.programs / trial_file.name
    define = build_define(
        trial, datasets, instant, SYSTEM, f"../programs/{program.name}", "adrg.html", known(trial, datasets)
    )
    yield folder.datasets / "define.xml", to_xml(define).encode()
    yield folder.datasets / "define.html", define_page(define).encode()
    yield program, trial_file.read_bytes()
    if style := house_style_file(trial_file):
        yield folder.programs / style.name, style.read_bytes()
    if LOCK.is_file():
        yield folder.programs / "requirements.lock", LOCK.read_bytes()


def known(trial: Trial, datasets: list[Dataset]) -> dict[tuple[str, str], tuple[str, str]]:
    """Give origin and derivation of every variable, as those say who build the datasets."""
    described = [(one.called, variables_of(trial, one.called, called(one))) for one in datasets]
    return {(name, one.name): (one.origin, one.derivation) for name, variables in described for one in variables}


def called(dataset: Dataset) -> list[str]:
    return [one.called or one.name for one in dataset.variables]


def results(trial: Trial, layout: Layout, folder: Folder, datasets: list[Dataset]) -> Files:
    """Write the analysis results data: as they are, as CSV, and by the standard of CDISC."""
    ard = read_artefact(layout.ard)
    program = f"../analysis/adam/programs/{trial_path(layout.trial).name}"
    by_name = {one.called: one for one in datasets}
    event = reporting_event(trial, ard, by_name, program, f"trialstats step analyse {layout.trial} {{}}")
    texts: list[str] = [name for name in ard.columns if isinstance(ard[name].dtype, pd.StringDtype)]
    for_sheets = ard.assign(**{name: ard[name].map(inert, na_action="ignore") for name in texts})
    return {
        folder.results / "ard.parquet": layout.ard.read_bytes(),
        folder.results / "ard.csv": for_sheets.to_csv(index=False, lineterminator="\n").encode(),
        folder.results / "ars.json": (json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n").encode(),
    }


def guides(trial: Trial, layout: Layout, folder: Folder, datasets: list[Dataset], changes: list[Change]) -> Files:
    """Write the guide, in Markdown, as a page and for Word, and the manifest of the run that it tells of."""
    named = ["adsl", *Plan(trial, layout).datasets]
    found = Found(
        manifest=json.loads(layout.manifest.read_text("utf-8")),
        listing=pd.concat([read_artefact(layout.listing(name)) for name in named], ignore_index=True),
        style=house_style_file(trial_path(layout.trial)),
        checks=conformance(layout, [one.called for one in datasets]),
        accounts=pd.concat([read_artefact(layout.accounts(name)) for name in named], ignore_index=True),
    )
    program = trial_path(layout.trial).name
    sections, title = sections_of(trial, datasets, changes, found, program), title_of(trial)
    style = files("trialstats.standards.guide").joinpath("guide.css").read_text("utf-8")
    return {
        folder.programs / "manifest.json": layout.manifest.read_bytes(),
        folder.programs / "README.md": as_markdown(f"Programs of {trial.STUDYID}", again(found, program)).encode(),
        folder.datasets / "adrg.md": as_markdown(title, sections).encode(),
        folder.datasets / "adrg.html": as_page(title, sections, style).encode(),
        folder.datasets / "adrg.docx": packed(as_word(title, sections)),
    }


def conformance(layout: Layout, names: list[str]) -> list[Finding]:
    """Check the datasets, and count what a check finds of a variable."""
    found = check_folder(read_folder(layout.adam("adsl").parent, names))
    groups = found.groupby(["check", "dataset", "variable"], sort=False)
    return [
        Finding(str(rule), str(dataset), str(variable), len(own), str(own["finding"].iloc[0]))
        for (rule, dataset, variable), own in groups
    ]


def replace_files(made: Mapping[PurePosixPath, bytes], folder: Folder, to: Path) -> None:
    """Write the files with their checksums, and remove what an earlier package wrote there and this one does not."""
    checksums = to / folder.checksums
    before = checksums.read_text("utf-8").splitlines() if checksums.is_file() else []
    named = {name for line in before if (name := line.partition("  ")[2]) and ".." not in PurePosixPath(name).parts}
    digests = {path.relative_to(folder.top).as_posix(): hashlib.sha256(held).hexdigest() for path, held in made.items()}
    for path, held in made.items():
        write_bytes(to / path, held)
    for name in sorted(name for name in named - digests.keys() if not PurePosixPath(name).is_absolute()):
        (to / folder.top / name).unlink(missing_ok=True)
    write_bytes(checksums, "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode())
