"""Write down what went in, what came out, and what computed it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trialstats.io.atomic import write_json
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.provenance import code_digests, file_digest, library_versions, platform_facts
from trialstats.trialfile.house_style import house_style_file
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial

__all__ = ["origins", "outputs_in", "run"]


def run(trial: Trial, layout: Layout, name: str) -> None:
    made = {path.relative_to(layout.top).as_posix(): file_digest(path) for path in outputs_in(layout)}
    write_json(layout.manifest, {**origins(trial, layout), "outputs": made})


def origins(trial: Trial, layout: Layout) -> dict[str, Any]:
    """Give what results of a trial come from: what a run writes into its manifest, but for its outputs."""
    plan, trial_file = Plan(trial, layout), trial_path(layout.trial)
    style = house_style_file(trial_file)
    return {
        "STUDYID": trial.STUDYID,
        "inputs": {file: file_digest(Path(file)) for file in trial.files},
        "trial_file": {trial_file.as_posix(): file_digest(trial_file)},
        "house_style": {style.as_posix(): file_digest(style)} if style else {},
        "jobs": {"spec": plan.digest("spec"), "code": plan.digest("code")},
        "code": code_digests(),
        "versions": library_versions(),
        "platform": platform_facts(),
    }


def outputs_in(layout: Layout) -> list[Path]:
    """Find every output that lies among the results of a trial."""
    return sorted(path for path in layout.top.rglob("*") if is_output(path, layout))


def is_output(path: Path, layout: Layout) -> bool:
    """Logs, half-written files and the manifest itself are no outputs."""
    hidden = any(part.startswith(".") for part in path.relative_to(layout.top).parts)
    return path.is_file() and not hidden and path != layout.manifest and path.suffix != ".log"
