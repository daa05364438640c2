"""Remember that a trial was checked, so that checking it again is quick while file, data and code are the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from trialstats.io.atomic import write_json
from trialstats.plan.code import code_digest
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.spec.trial import Trial

__all__ = ["fingerprint", "recall", "remember"]


def fingerprint(trial: Trial) -> str:
    """Digest all that a check depends on: the trial file, every file that it reads, and the code of the check."""
    data = [file_digest(Path(file)) if Path(file).is_file() else "absent" for file in trial.files]
    instruments = {d.instrument.name for d in trial.datasets.values() if d.instrument}
    code = code_digest(["trialstats.steps.check", *(f"trialstats.instruments.{name}" for name in instruments)])
    return hashlib.sha256("\n".join([trial.model_dump_json(), code, *data]).encode()).hexdigest()


def recall(layout: Layout, mark: str) -> tuple[int, list[str]] | None:
    """Give how many records were listed, and the notices, when this was checked, if it was and all was in order."""
    if not layout.checked.is_file():
        return None
    known = json.loads(layout.checked.read_text("utf-8"))
    return (int(known["listed"]), list(known["notices"])) if known.get("fingerprint") == mark else None


def remember(layout: Layout, mark: str, listed: int, notices: list[str]) -> None:
    """Write down that all is in order."""
    write_json(layout.checked, {"fingerprint": mark, "listed": listed, "notices": notices})
