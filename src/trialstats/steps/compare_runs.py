"""From the folders of two runs to what differs between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.lib as arrow

from trialstats.compare.runs import Run
from trialstats.display.table.stored import table_of
from trialstats.errors import DataError, TrialstatsError
from trialstats.io.artefacts import read_artefact
from trialstats.provenance import file_digest
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.plain import plain
from trialstats.trialfile.trial import Trial

__all__ = ["run_in"]

ARD = "ard.parquet"
NO_DATASETS = (".adice", ".flags", ".unscored")  # that lie beside the datasets


def run_in(place: Path) -> Run:
    """Read what a run left: its folder, or its analysis results data alone; DataError where there is neither."""
    folder, file = (place.parent, place) if place.is_file() else (place, place / ARD)
    if not file.is_file():
        raise DataError(f"{file}: no such file; the last run did not end, or there was none: run the trial")
    try:
        ard = read_artefact(file)
        lacking = {"id", "row_id", "analysis", "stat"} - set(ard.columns)
    except (OSError, ValueError, arrow.ArrowException):
        lacking = {"id"}
    if lacking:
        raise DataError(f"{file}: no analysis results data of a run, which have a column {sorted(lacking)[0]}")
    manifest = json.loads(path.read_text("utf-8")) if (path := folder / "manifest.json").is_file() else {}
    trial = trial_of(folder, manifest)
    alone = file.name != ARD or not manifest
    return Run(
        name=place.as_posix(),
        ard=ard,
        datasets={} if alone else datasets_in(folder),
        manifest=manifest,
        settings=settings_of(trial) if trial else None,
        printed={} if alone else printed_in(folder),
        reads=reads_of(trial) if trial else {},
    )


def datasets_in(folder: Path) -> dict[str, Any]:
    """Read the ADaM datasets of a run."""
    paths = sorted((folder / "adam").glob("*.parquet"))
    return {path.stem: read_artefact(path) for path in paths if not path.stem.endswith(NO_DATASETS)}


def printed_in(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read what the tables of a run print of each row."""
    found: dict[str, list[str]] = {}
    for path in sorted((folder / "tables").glob("*.json")):
        for cell in table_of(json.loads(path.read_text("utf-8"))["table"]).cells():
            if cell.id:
                found.setdefault(cell.id, []).append(cell.text)
    return {id_: tuple(texts) for id_, texts in found.items()}


def trial_of(folder: Path, manifest: dict[str, Any]) -> Trial | None:
    """Load the trial file that a run used, if it is still there as it was."""
    for name, digest in manifest.get("trial_file", {}).items():
        path = folder.parent.parent / name
        if path.is_file() and file_digest(path) == digest:
            try:
                return load_trial(path)
            except TrialstatsError:
                return None
    return None


def settings_of(trial: Trial) -> dict[str, Any]:
    """Give all that a trial file says, and what stands where it says nothing."""
    whole = plain(trial)
    return {**whole, "analyses": {name: plain(analysis) for name, analysis in trial.analyses.items()}}


def reads_of(trial: Trial) -> dict[str, tuple[str, ...]]:
    """Name the datasets that each analysis reads."""
    complete = {name: trial.complete(name) for name in trial.analyses}
    return {
        name: tuple(filter(None, [getattr(analysis, "dataset", None), *analysis.further_datasets]))
        for name, analysis in complete.items()
    }
