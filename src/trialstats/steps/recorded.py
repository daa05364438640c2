"""What a run wrote down of itself, and the files that are not what it wrote down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from trialstats.errors import DataError
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.steps.manifest import outputs_in

__all__ = ["changed", "digest_of", "links_in", "read_manifest", "unrecorded"]

PARTS = ("inputs", "trial_file", "code", "versions", "outputs")


def read_manifest(layout: Layout) -> dict[str, Any]:
    """Read the manifest of a run; DataError where there is none, or where it is not what a run writes."""
    if not layout.manifest.is_file():
        raise DataError(f"{layout.manifest}: no such file; the last run did not end, or there was none: run the trial")
    try:
        manifest = json.loads(layout.manifest.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise DataError(f"{layout.manifest}: damaged, for it is no JSON: run the trial again") from None
    lacking = [part for part in PARTS if not (isinstance(manifest, dict) and is_digests(manifest.get(part)))]
    if lacking:
        raise DataError(
            f"{layout.manifest}: damaged, or of another version: it has no {lacking[0]}: run the trial again"
        )
    return {"house_style": {}, "platform": {}, "jobs": {}, "STUDYID": "", **manifest}


def is_digests(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())


def changed(digests: Mapping[str, str], folder: Path, said: str) -> Iterator[str]:
    """Compare files with their digests."""
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            yield f"{path}: absent"
        elif file_digest(path) != digest:
            yield f"{path}: {said}"


def unrecorded(outputs: Mapping[str, str], layout: Layout) -> Iterator[str]:
    """Name what lies among the results and is no file that the run wrote: others' files, and links to elsewhere."""
    links = links_in(layout)
    for path in outputs_in(layout):
        if path not in links and path.relative_to(layout.top).as_posix() not in outputs:
            yield f"{path}: no file of the run"
    yield from (f"{path}: a link, where the run wrote a file or folder" for path in sorted(links))


def links_in(layout: Layout) -> set[Path]:
    """Find the links among the results: a run makes none, and what they lead to can change unseen."""
    return {path for path in layout.top.rglob("*") if path.is_symlink()}


def digest_of(file: Path) -> str | None:
    """Digest a file; None where there is none."""
    return file_digest(file) if file.is_file() else None
