"""What a finished run could not give, and what of its displays is not what it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from trialstats.plan.jobs import PAPER_FILES
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["Differences", "differences", "not_estimated", "not_shown", "outputs_of"]


def not_estimated(trial: Trial, layout: Layout) -> Iterator[str]:
    """Name the analyses, or parts of them, that gave no estimate, each with its reason."""
    for name in trial.analyses:
        for item in json.loads(layout.notes(name).read_text("utf-8"))["failed"]:
            part = [name, *(str(value) for key, value in item.items() if key != "reason")]
            yield f"{', '.join(part)}: {item['reason']}"


def not_shown(trial: Trial, layout: Layout) -> Iterator[str]:
    """Name the displays that could not be made, each with its reason."""
    for kind, names, path in (
        ("table", trial.tables, layout.table),
        ("figure", trial.figures, layout.figure),
        ("listing", trial.listings, layout.listed),
    ):
        for name in names:
            if failed := json.loads(path(name, "json").read_text("utf-8"))["failed"]:
                yield f"{kind} {name}: {failed}"


@dataclass(frozen=True)
class Differences:
    """The displays, as `table pain`, that two runs have not alike; and whether what is around them differs.

    page: the report. paper: Word or RTF documents, which bear the title of the trial.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    page: bool = False
    paper: bool = False

    def __str__(self) -> str:
        counted = (("new", self.new), ("changed", self.changed), ("gone", self.gone))
        said = [f"{len(names)} {word} ({', '.join(names)})" for word, names in counted if names]
        if said:
            return f"tables and figures: {'; '.join(said)}"
        around = [word for word, differs in (("report", self.page), ("paper", self.paper)) if differs]
        return "no table or figure changed" + (f", the {' and the '.join(around)} around them did" if around else "")


def outputs_of(layout: Layout) -> dict[str, str] | None:
    """Read the digests of the outputs of the last finished run; None where there is none, or it cannot be read."""
    try:
        outputs = json.loads(layout.manifest.read_text("utf-8"))["outputs"]
        return {str(name): str(digest) for name, digest in outputs.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def differences(before: dict[str, str], after: dict[str, str]) -> Differences:
    """Compare the displays of two runs by the digests of their files."""
    was, now = displays(before), displays(after)
    return Differences(
        new=tuple(name for name in now if name not in was),
        changed=tuple(name for name in now if name in was and now[name] != was[name]),
        gone=tuple(name for name in was if name not in now),
        page=before.get("report.html") != after.get("report.html"),
        paper=papers(before) != papers(after),
    )


def papers(outputs: dict[str, str]) -> dict[str, str]:
    """Choose the documents."""
    return {path: digest for path, digest in outputs.items() if is_paper(path)}


def is_paper(path: str) -> bool:
    return path.endswith(tuple(f".{ending}" for ending in PAPER_FILES))


def displays(outputs: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Gather the files of each display but its documents: `tables/pain.html` is one of `table pain`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, digest in sorted(outputs.items()):
        folder, _, file = path.partition("/")
        if folder in ("tables", "figures") and not is_paper(path):
            found.setdefault(f"{folder[:-1]} {file.rpartition('.')[0]}", []).append((path, digest))
    return found
