"""Make a finished run again from the raw data, in a folder of its own, and compare the two byte for byte."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trialstats.errors import DataError, SpecError, TrialstatsError
from trialstats.plan.alive import undisturbed
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.steps.differences import Outputs, different_origins, different_outputs, different_platform, reasons
from trialstats.steps.manifest import origins, outputs_in
from trialstats.steps.place import place_of_difference
from trialstats.steps.recorded import links_in, read_manifest
from trialstats.trialfile.house_style import house_style_file
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial

__all__ = ["reproduce_run"]

DIFFERENT = 5
NOT_ESTIMATED = 4  # a run that ended, with an analysis or display that has its reason in place of numbers
Run = Callable[[str], int]


def reproduce_run(layout: Layout, run: Run, into: Path | None = None) -> int:
    """Make a run again and say what is equal and what is not; gives the exit code.

    run: runs a trial by its name in the working folder, as `trialstats run` does, and gives its exit code.
    into: an empty folder, or none yet, that keeps what is made; without it nothing is kept. The results that there are
    are only read.
    """
    with undisturbed(layout):
        return made_again(layout, run, into)


def made_again(layout: Layout, run: Run, into: Path | None) -> int:
    """Make a run again whose results nobody else changes, and say what is equal."""
    recorded = read_manifest(layout)
    trial = load_trial(trial_path(layout.trial))
    refuse_absent(trial)
    now = origins(trial, layout)
    found = [*different_origins(recorded, now), *links(layout)]
    with folder_for(into, layout) as folder:
        start = copy_sources(trial, layout, folder)
        code, problems = run_in(start, layout.trial, run)
        again = Layout(layout.trial)
        if code not in (0, NOT_ESTIMATED):
            said = [*found, f"{layout.trial} could not be made again:", *problems]
            print(*said, sep="\n", file=sys.stderr)
            return DIFFERENT if found else code
        made = start / again.top
        outputs = outputs_of(recorded, layout, made)
        changed = [file for file, digest in now["inputs"].items() if recorded["inputs"].get(file) != digest]
        found += different_outputs(
            outputs,
            Plan(trial, layout),
            changed,
            reasons(recorded, now),
            lambda name: place_of_difference(layout.top / name, made / name),
        )
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    print(*verdict(layout.trial, recorded, now, outputs, found), sep="\n")
    if into is not None:
        print(f"  made again in  {made}")
    return DIFFERENT if found else 0


def links(layout: Layout) -> Iterator[str]:
    """Name the links among the results, with where they lead."""
    for path in sorted(links_in(layout)):
        found = f"a link to {os.readlink(path)}"
        yield f"{path}: expected a file or folder of the run, found {found}: what it leads to can change unseen"


def refuse_absent(trial: Trial) -> None:
    """Raise DataError where raw data are absent: there is nothing to begin with."""
    absent = [file for file in trial.files if not Path(file).is_file()]
    if absent:
        raise DataError([f"{file}: absent: what is made of it cannot be made again" for file in absent])


@contextmanager
def folder_for(into: Path | None, layout: Layout) -> Iterator[Path]:
    """Give the folder in which everything is made again: one that is removed at the end, where none is named."""
    if into is None:
        with TemporaryDirectory(prefix=f"{layout.trial}-again-") as folder:
            yield Path(folder).resolve()
        return
    place = into.resolve()
    if place.is_relative_to(layout.top.resolve()):
        raise SpecError(f"{into}: lies in the results that are compared; name another folder")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise SpecError(f"{into}: is there already, and not empty; name a folder that is empty, or none yet")
    place.mkdir(parents=True, exist_ok=True)
    yield place


def copy_sources(trial: Trial, layout: Layout, folder: Path) -> Path:
    """Copy raw data, trial file and house style to where a run finds them; gives the folder that it starts from.

    Paths that lead out of the trial's folder lead to the same places seen from there; absolute ones are read in place.
    """
    trial_file = trial_path(layout.trial)
    files = [Path(os.path.normpath(file)) for file in (*trial.files, trial_file, house_style_file(trial_file)) if file]
    above = max((file.parts.count("..") for file in files), default=0)
    start = folder.joinpath(*["trial"] * above)
    start.mkdir(parents=True, exist_ok=True)
    for file in files:
        if not file.is_absolute():
            target = Path(os.path.normpath(start / file))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return start


def run_in(start: Path, trial: str, run: Run) -> tuple[int, list[str]]:
    """Run a trial from a folder; gives the exit code, and what was wrong where data or trial file are."""
    with chdir(start):
        try:
            return run(trial), []
        except TrialstatsError as error:
            return error.exit_code, [f"  {problem}" for problem in error.problems]


def outputs_of(recorded: dict[str, Any], layout: Layout, made: Path) -> Outputs:
    """Digest the outputs that were kept, and take the digests of those made again from their manifest."""
    with chdir(made.parents[1]):
        again = read_manifest(layout)["outputs"]
    there = {path.relative_to(layout.top).as_posix(): file_digest(path) for path in outputs_in(layout)}
    return Outputs(recorded["outputs"], there, again)


def verdict(
    trial: str, recorded: dict[str, Any], now: dict[str, Any], outputs: Outputs, found: list[str]
) -> Iterator[str]:
    """Say what is equal, and in one sentence whether the run was reproduced."""
    yield f"{trial}: made again from the raw data"
    for part, words in (
        ("inputs", "data files"),
        ("trial_file", "trial file"),
        ("code", "modules of the program"),
        ("versions", "versions, of Python and libraries"),
    ):
        same = sum(recorded[part].get(name) == value for name, value in now[part].items())
        yield f"  equal  {same} of {len(now[part].keys() | recorded[part].keys())} {words}"
    yield f"  equal  {len(outputs.alike)} of {len(outputs.names)} outputs, byte for byte"
    platform = different_platform(recorded, now)
    if platform:
        yield f"  noted  another platform: {'; '.join(platform)}"
    elif recorded["platform"]:
        yield "  equal  platform"
    if not found:
        yield "reproduced: everything is what the manifest records, and what the raw data give"
    elif outputs.unlike:
        yield f"not reproduced: {len(found)} differences"
    else:
        yield f"every output is what the raw data give, but {len(found)} other things differ from the manifest"
