"""Tell whether the files of a run are still what the run made: by the manifest, and by making displays once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from trialstats.display.figure.save import save_drawing
from trialstats.display.table.save import save_table
from trialstats.plan.layout import Layout
from trialstats.steps.figure import make_drawing
from trialstats.steps.listing import make_listing, save_listing
from trialstats.steps.recorded import changed, read_manifest, unrecorded
from trialstats.steps.report import content_of, rendered
from trialstats.steps.table import make_table
from trialstats.trialfile.trial import Trial

__all__ = ["altered"]


def altered(trial: Trial, layout: Layout) -> Iterator[str]:
    """Name every file that is not what it was: data, outputs, displays that would come out otherwise."""
    manifest = read_manifest(layout)
    yield from changed(manifest["inputs"], Path(), "changed since the run")
    yield from changed(manifest["outputs"], layout.top, "is not what the run wrote")
    yield from unrecorded(manifest["outputs"], layout)
    with TemporaryDirectory() as folder:
        yield from other_displays(trial, layout, Path(folder))
    # The report gives the digests of the data: those of the run, for what has changed since is named above.
    recorded = {file: manifest["inputs"].get(file, "") for file in trial.files}
    page, paragraphs = rendered(content_of(trial, layout, inputs=recorded))
    for path, text in ((layout.report, page), (layout.manuscript, paragraphs)):
        if not path.is_file() or path.read_text("utf-8") != text:
            yield f"{path}: comes out otherwise from the same results"


def other_displays(trial: Trial, layout: Layout, folder: Path) -> Iterator[str]:
    """Make tables, listings and figures once more from the same results, and name those that differ."""
    made: list[tuple[Path, Path]] = []
    for name in trial.tables:
        saved = save_table(make_table(trial, layout, name).display, folder / "tables" / name)
        made += [(path, layout.table(name, path.suffix[1:])) for path in saved]
    for name in trial.listings:
        saved = save_listing(make_listing(trial, layout, name).display, folder / "listings" / name)
        made += [(path, layout.listed(name, path.suffix[1:])) for path in saved]
    for name in trial.figures:
        saved = save_drawing(make_drawing(trial, layout, name).display, folder / "figures" / name)
        made += [(path, layout.figure(name, path.suffix[1:])) for path in saved]
    for again, kept in made:
        if not kept.is_file() or again.read_bytes() != kept.read_bytes():
            yield f"{kept}: comes out otherwise from the same results"
