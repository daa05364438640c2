"""Write down what went in, what came out, and what computed it."""

from __future__ import annotations

from pathlib import Path

from trialstats.io.atomic import write_json
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.provenance import code_digests, file_digest, library_versions
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    made = sorted(path for path in layout.top.rglob("*") if is_output(path, layout))
    plan, trial_file = Plan(trial, layout), trial_path(layout.trial)
    manifest = {
        "STUDYID": trial.STUDYID,
        "inputs": {file: file_digest(Path(file)) for file in trial.files},
        "trial_file": {trial_file.as_posix(): file_digest(trial_file)},
        "jobs": {"spec": plan.digest("spec"), "code": plan.digest("code")},
        "code": code_digests(),
        "versions": library_versions(),
        "outputs": {path.relative_to(layout.top).as_posix(): file_digest(path) for path in made},
    }
    write_json(layout.manifest, manifest)


def is_output(path: Path, layout: Layout) -> bool:
    """Logs, half-written files and the manifest itself are no outputs."""
    hidden = any(part.startswith(".") for part in path.relative_to(layout.top).parts)
    return path.is_file() and not hidden and path != layout.manifest and path.suffix != ".log"
