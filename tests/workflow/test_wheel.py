"""The wheel in an environment of its own runs trials in a folder of the user's, and writes nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tiny import SUBJECTS, TRIAL, pain_file

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]

ROOT = Path(__file__).resolve().parents[2]
OTHERS = r"  sf36:\n(    .*\n)+|  events:.*\n|  adqs:\n(    .*\n)+|occurrences:\n(  .*\n)+\n"  # what takes time


@dataclass(frozen=True)
class Installed:
    """The package as users have it: in `top` the environment, two trials in `study`, and `elsewhere` to call from."""

    top: Path

    @property
    def study(self) -> Path:
        return self.top / "study"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the installed program from a folder elsewhere, as a shell of a user would."""
        programs = f"{self.top / 'environment' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        home = {"HOME": str(self.top / "home"), "TMPDIR": str(self.top / "tmp")}
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "XDG", "MPL"))}
        return subprocess.Popen(
            arguments,
            cwd=self.top / "elsewhere",
            env={**clean, **home, "PATH": programs},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate()
        return process.returncode, out, err

    def files(self) -> set[str]:
        """Everything that lies outside the folder of the trials."""
        found = (path.relative_to(self.top) for path in self.top.rglob("*"))
        return {path.as_posix() for path in found if path.parts[0] != "study"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed: make setup")
    top = tmp_path_factory.mktemp("installed")
    for folder in ("elsewhere", "home", "tmp", "study/data"):
        (top / folder).mkdir(parents=True)
    install(top)
    for name in ("pain-1", "pain-2"):
        (top / "study" / f"{name}.yaml").write_text(re.sub(OTHERS, "", TRIAL), "utf-8")
    (top / "study/data/subjects.csv").write_text(SUBJECTS, "utf-8")
    (top / "study/data/vas.csv").write_text(pain_file(), "utf-8")
    return Installed(top)


def install(top: Path) -> None:
    """Build the wheel and install it alone; the libraries are those of this environment, for there is no network."""
    environment = top / "environment"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", top / "dist"], cwd=ROOT, check=True
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (wheel,) = (top / "dist").iterdir()
    pip = [sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


def test_two_trials_run_at_once_in_a_folder_and_nothing_is_written_elsewhere(installed: Installed) -> None:
    before = installed.files()
    runs = [installed.start("trialstats", "run", f"../study/{name}.yaml") for name in ("pain-1", "pain-2")]
    for run in runs:
        out, err = run.communicate()
        assert (run.returncode, err) == (0, "in ../study:\n"), out + err
    assert installed.files() == before
    for name in ("pain-1", "pain-2"):
        results = installed.study / "results" / name
        assert "Change in pain" in (results / "report.html").read_text("utf-8")
        assert str(installed.top) not in (results / "manifest.json").read_text("utf-8")
    made = {path.name for path in installed.study.iterdir()}
    assert made == {"pain-1.yaml", "pain-2.yaml", "data", "results", ".cache", ".snakemake"}

    code, out, _ = installed.call("trialstats", "run", "../study/pain-1.yaml")
    assert (code, out.splitlines()[-1]) == (0, "  since last run  no table or figure changed")
    assert installed.files() == before


def test_the_workflow_of_the_package_serves_snakemake_itself(installed: Installed) -> None:
    _, out, _ = installed.call("trialstats", "workflow")
    snakefile = Path(out.strip())
    assert snakefile.is_relative_to(installed.top / "environment")
    dry = ("--dry-run", "--directory", str(installed.study))
    snakemake = (str(installed.top / "environment/bin/python"), "-m", "snakemake", "-s", str(snakefile))
    code, out, err = installed.call(*snakemake, *dry, "--config", "trials=pain-1")
    assert code == 0, out + err
    code, out, err = installed.call(*snakemake, *dry)
    assert code != 0
    assert "which trial? Say --config trials=NAME" in out + err


def test_an_installed_package_is_validated_by_its_record(installed: Installed) -> None:
    """What is packed is enough: changelog, numbers of other programs, template; a lock is in no wheel."""
    protocol = installed.top / "protocol"
    code, out, err = installed.call("trialstats", "validate", "IQ", "MULT", "QUEST", "--output", str(protocol))
    assert (code, err) == (0, ""), out
    verdicts = {words[0]: " ".join(words[1:]) for words in map(str.split, out.splitlines()) if "-" in words[0]}
    assert verdicts["IQ-03"].startswith("not run an installed package has no lock")
    assert verdicts["IQ-04"].startswith("pass")
    assert "RECORD of trialstats" in (protocol / "protocol.html").read_text("utf-8")

    (changed,) = (installed.top / "environment").rglob("engines/multiplicity/adjust.py")
    text = changed.read_bytes()
    changed.write_bytes(text + b"\n")
    try:
        code, _, err = installed.call("trialstats", "validate", "IQ-04", "--output", str(protocol))
    finally:
        changed.write_bytes(text)
    assert code == 6
    assert "engines/multiplicity/adjust.py: expected" in err
