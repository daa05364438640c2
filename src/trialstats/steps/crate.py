"""Write a finished run with all that it comes from as one folder: a Workflow Run Crate."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from trialstats.errors import DataError, SpecError
from trialstats.io.atomic import write_bytes, write_json
from trialstats.plan.layout import Layout
from trialstats.plan.workflow import HOME, LOCK
from trialstats.provenance import file_digest
from trialstats.software.component import components
from trialstats.software.cyclonedx import bill_of_materials
from trialstats.software.licences import licence_table
from trialstats.standards.ro_crate import METADATA, Part, Role, run_crate
from trialstats.steps.package import declared_instant, refuse_unfinished
from trialstats.steps.recorded import read_manifest
from trialstats.trialfile.trial import Trial

__all__ = ["write_crate"]

PROGRAM = PurePosixPath("program")
WORKFLOW = PurePosixPath("workflow/Snakefile")
Held = tuple[Part, Path | bytes]  # a file of the crate, and where its content comes from


def write_crate(trial: Trial, layout: Layout, to: Path | None) -> int:
    """Write the crate whole or not at all, in the place of an earlier one; gives the exit code."""
    target = to or layout.crate
    if target.exists() and not (target / METADATA).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise SpecError(f"{target}: is there already, and no crate; name a folder that is empty, or none yet")
    refuse_unfinished(trial, layout)
    manifest = read_manifest(layout)
    day = declared_instant(trial).date().isoformat()
    held = [*files_of_run(layout, manifest), *files_of_program()]
    parts = [part for part, _ in held]
    mark = file_digest(layout.manifest)[:12]
    about = run_crate(
        trial.STUDYID, trial.title, day, parts, f"trialstats run {layout.trial}", mark, manifest["versions"]
    )
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        for part, content in held:
            put(half / part.path, content, part)
        write_json(half / METADATA, about)
        shutil.rmtree(target, ignore_errors=True)
        half.replace(target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    print(f"{target}: {len(parts)} files, described by {METADATA}")
    return 0


def put(path: Path, content: Path | bytes, part: Part) -> None:
    """Put a file into the crate; DataError where it is no more what the run wrote down."""
    if isinstance(content, bytes):
        write_bytes(path, content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(content, path)
    if file_digest(path) != part.sha256:
        raise DataError(f"{content}: changed since the run: run the trial")


def files_of_run(layout: Layout, manifest: dict[str, Any]) -> Iterator[Held]:
    """Give what the run read and made, at the paths that it had; what lay outside of its folder lies in `outside`."""
    for part, described in (
        ("inputs", "Data, as received"),
        ("trial_file", "The trial file"),
        ("house_style", "Style"),
    ):
        for name, digest in manifest[part].items():
            inside = not Path(name).is_absolute() and ".." not in Path(name).parts
            place = os.path.normpath(name) if inside else f"outside/{digest[:8]}/{Path(name).name}"
            size = Path(name).stat().st_size
            yield Part(place, Role.OBJECT, digest, size, described, "" if place == name else name), Path(name)
    for name, digest in sorted(manifest["outputs"].items()):
        path = layout.top / name
        yield Part(path.as_posix(), Role.RESULT, digest, path.stat().st_size), path
    kept = layout.manifest
    said = "Inputs, code, versions and outputs of the run, by SHA-256"
    yield Part(kept.as_posix(), Role.RESULT, file_digest(kept), kept.stat().st_size, said), kept


def files_of_program() -> Iterator[Held]:
    """Give the workflow, the lock, and what is known of the packages."""
    found = components(LOCK.read_text("utf-8") if LOCK.is_file() else "")
    bill = (json.dumps(bill_of_materials(found), indent=1) + "\n").encode()
    files = sorted(path for path in (HOME / "workflow").rglob("*") if path.is_file())
    for path in [*files, *([LOCK] if LOCK.is_file() else [])]:
        place = PurePosixPath(path.relative_to(HOME).as_posix())
        role = Role.WORKFLOW if place == WORKFLOW else Role.BESIDE
        yield Part(str(PROGRAM / place), role, file_digest(path), path.stat().st_size), path
    for name, content, described in (
        ("trialstats.cdx.json", bill, "Software bill of materials (CycloneDX 1.6)"),
        ("licences.csv", licence_table(found).encode(), "Licences of the packages"),
    ):
        digest = hashlib.sha256(content).hexdigest()
        yield Part(str(PROGRAM / name), Role.BESIDE, digest, len(content), described), content
