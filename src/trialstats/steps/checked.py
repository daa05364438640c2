"""Remember that a trial was checked, so that checking it again is quick while file, data and code are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from trialstats.io.atomic import write_json
from trialstats.methods.registry import module_of
from trialstats.plan.code import code_digest
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.questionnaires import code_of
from trialstats.steps.memory import digest_of_json
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.trial import Trial

__all__ = ["code_of_check", "digest_of", "fingerprint", "recall", "remember", "without_displays"]


def without_displays(trial: Trial) -> Trial:
    """Give what of a trial is checked with its data: a title in other words is no reason to read them again."""
    analyses = {name: analysis.without_words() for name, analysis in trial.analyses.items()}
    untitled = {"title": "", "number": None}
    listings = {name: listing.model_copy(update=untitled) for name, listing in trial.listings.items()}
    nothing: dict[str, Any] = {"title": "", "notice": None, "style": HouseStyle(), "figures": {}, "tables": {}}
    return trial.model_copy(update={**nothing, "analyses": analyses, "listings": listings})


def code_of_check(trial: Trial) -> str:
    """Digest the code of the check, and that which it finds by name: of questionnaires and methods."""
    instruments = {dataset.instrument.name for dataset in trial.datasets.values() if dataset.instrument}
    methods = {module_of(analysis) for analysis in trial.analyses.values()}
    scored = [part for name in sorted(instruments) for part in code_of(name)]
    return code_digest(["trialstats.steps.check", *sorted(methods), *scored])


def fingerprint(trial: Trial, code: str) -> str:
    """Digest all that a check depends on: the trial file, every file that it reads, and the code of the check."""
    data = [f"{file} {digest_of(Path(file))}" for file in trial.files]
    return hashlib.sha256("\n".join([trial.model_dump_json(), code, *data]).encode()).hexdigest()


def digest_of(file: Path) -> str:
    """Digest a file; one that cannot be read is named by the check itself."""
    try:
        return file_digest(file) if file.is_file() else "absent"
    except (OSError, ValueError):
        return "not read"


def recall(layout: Layout) -> dict[str, Any]:
    """Give what the last check kept (`remember`); nothing where that is absent, or damaged."""
    try:
        known = json.loads(layout.checked.read_text("utf-8"))
        kept: dict[str, Any] = known["kept"]
        return kept if known["digest"] == digest_of_json(kept) else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def remember(
    layout: Layout,
    pieces: Mapping[str, Any],
    mark: str = "",
    listed: Mapping[str, int] | None = None,
    notices: Sequence[str] = (),
) -> None:
    """Keep what a check found out of pieces, and, where all was in order, what it said, by the mark of what it checked.

    Where nothing can be written, the next check takes as long as this one.
    """
    kept = {"fingerprint": mark, "listed": dict(listed or {}), "notices": list(notices), "pieces": dict(pieces)}
    with suppress(OSError):
        write_json(layout.checked, {"digest": digest_of_json(kept), "kept": kept})
