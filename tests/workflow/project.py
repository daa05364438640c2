"""A copy of the project with a small trial, in which a test may change anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("Snakefile", "workflow", "config", "profiles", "requirements.lock", "src", "data/laser")

# A part of the built-in trial: every kind of step, few of each.
KEPT = {
    "analyses": (
        "disposition",
        "demographics",
        "pain_mmrm",
        "pain_ancova",
        "pain_descriptive",
        "sf36_descriptive",
        "events",
    ),
    "figures": ("pain", "sf36_profile"),
    "tables": ("disposition", "pain_summary", "sf36_summary"),
}

# In place of hypotheses about analyses that are not kept; and values that are drawn, of which a large trial has more.
# The checklist that `about` stands for tells of every question and display, and so follows each change of them.
APART = ("hypotheses", "about")
MORE = """\
hypotheses:
  alpha: 0.05
  procedure: hochberg
  nodes: {pain: {estimand: primary}, observed: {analysis: pain_ancova, visit: Week 12}}
"""
DRAWN = """\
  pain_bayes: {method: imputation, estimand: primary, strategy: J2R, draws: Bayes, imputations: 20}
  pain_bootstrap: {method: imputation, estimand: primary, strategy: CIR, error: bootstrap, imputations: 20}
"""


@dataclass(frozen=True)
class Project:
    """The copy; `trial` is its small trial."""

    top: Path
    trial: str = "small"

    @property
    def file(self) -> Path:
        return self.top / "config" / "trials" / f"{self.trial}.yaml"

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text that stands exactly once in a file."""
        file = self.top / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, (path, old, text.count(old))
        file.write_text(text.replace(old, new), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {
            **os.environ,
            "PYTHONPATH": str(self.top / "src"),
            "PATH": path,
            "XDG_CACHE_HOME": str(self.top / ".cache"),
        }

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.top, env=self.environment(), capture_output=True, text=True, check=False
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run the small trial as a user does."""
        return self.call("trialstats", "run", self.trial)

    def would_run(self) -> set[str]:
        """Name the jobs that a run would make now: `analyse pain_mmrm`."""
        from trialstats.steps.progress import jobs_started

        done = self.call("snakemake", "--dry-run", "--config", f"trials={self.trial}")
        assert done.returncode == 0, done.stdout + done.stderr
        return set(jobs_started((done.stdout + done.stderr).splitlines()))


def copy_project(top: Path) -> Project:
    """Copy what a run needs, and write the small trial beside the built-in one."""
    for name in COPIED:
        source, target = ROOT / name, top / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    project = Project(top)
    project.file.write_text(small_trial((ROOT / "config/trials/laser.yaml").read_text("utf-8")), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "compileall", "-q", top / "src"], check=True)
    return project


def small_trial(text: str) -> str:
    """Cut the built-in trial file down to the entries that are kept, one entry at a time."""
    kept, section, keeping = [], "", True
    for line in text.replace("    sensitivity: standard\n", "").splitlines():  # more of the same analyses
        if line and not line[0].isspace():
            section = line.partition(":")[0]
            keeping = section not in APART
        elif section in KEPT and line.startswith("  ") and not line.startswith("   "):
            keeping = line.strip().partition(":")[0] in KEPT[section]
        if keeping:
            kept.append(line)
    return "\n".join(kept).replace("\nanalyses:\n", f"\nanalyses:\n{DRAWN}") + f"\n{MORE}"
