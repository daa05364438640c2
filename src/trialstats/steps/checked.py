"""Remember that a trial was checked, so that checking it again is quick while file, data and code are the same."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from trialstats.io.atomic import write_json
from trialstats.methods.registry import module_of
from trialstats.plan.code import code_digest
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.questionnaires import code_of
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.trial import Trial

__all__ = ["fingerprint", "recall", "remember", "without_displays"]


def without_displays(trial: Trial) -> Trial:
    """Give what of a trial is checked with its data: a title in other words is no reason to read them again."""
    analyses = {name: analysis.without_words() for name, analysis in trial.analyses.items()}
    untitled = {"title": "", "number": None}
    listings = {name: listing.model_copy(update=untitled) for name, listing in trial.listings.items()}
    nothing: dict[str, Any] = {"title": "", "notice": None, "style": HouseStyle(), "figures": {}, "tables": {}}
    return trial.model_copy(update={**nothing, "analyses": analyses, "listings": listings})


def fingerprint(trial: Trial) -> str:
    """Digest all that a check depends on: the trial file, every file that it reads, and the code of the check."""
    data = [f"{file} {digest_of(Path(file))}" for file in trial.files]
    instruments = {d.instrument.name for d in trial.datasets.values() if d.instrument}
    methods = sorted({module_of(analysis) for analysis in trial.analyses.values()})
    scored = [part for name in sorted(instruments) for part in code_of(name)]
    code = code_digest(["trialstats.steps.check", *methods, *scored])
    return hashlib.sha256("\n".join([trial.model_dump_json(), code, *data]).encode()).hexdigest()


def digest_of(file: Path) -> str:
    """Digest a file; one that cannot be read is named by the check itself."""
    try:
        return file_digest(file) if file.is_file() else "absent"
    except (OSError, ValueError):
        return "not read"


def recall(layout: Layout, mark: str) -> tuple[dict[str, int], list[str]] | None:
    """Give the records listed by kind, and the notices, when this was checked, if it was and all was in order."""
    try:
        known = json.loads(layout.checked.read_text("utf-8"))
        if known["fingerprint"] != mark:
            return None
        return {kind: int(count) for kind, count in known["listed"].items()}, list(map(str, known["notices"]))
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
    ):  # absent, or damaged: the check is made again
        return None


def remember(layout: Layout, mark: str, listed: dict[str, int], notices: list[str]) -> None:
    """Write down that all is in order; where nothing can be written, the next check takes as long as this one."""
    with suppress(OSError):
        write_json(layout.checked, {"fingerprint": mark, "listed": listed, "notices": notices})
