"""One finished run of the starter trial, and copies of it in which a test alters one thing."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import run_steps
from tests.tiny import call


@dataclass(frozen=True)
class Kept:
    """A finished run that a test alters; the working folder is the trial's. `made` is what its raw data give."""

    made: Path
    said: list[str] = field(default_factory=list)

    @property
    def top(self) -> Path:
        return Path("results/neck")

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.top / "manifest.json").read_text("utf-8"))
        return found

    def sign(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the manifest."""
        manifest = self.manifest
        change(manifest)
        (self.top / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    def sign_file(self, name: str) -> None:
        """Write the digest of a file as it is now into the manifest."""
        digest = hashlib.sha256((self.top / name).read_bytes()).hexdigest()
        self.sign(lambda manifest: manifest["outputs"].update({name: digest}))

    def reproduce(self, *, truly: bool = False) -> tuple[int, list[str], str]:
        """Reproduce the run; gives the exit code, the differences, and what was printed besides.

        truly: run the steps again. Where data and trial file are those of the run, the files that it made will do.
        """
        from trialstats.plan.layout import Layout
        from trialstats.steps.reproduce import reproduce_run

        def again(trial: str) -> int:
            if truly:
                run_steps(trial)
            else:
                shutil.copytree(self.made / "results", "results")
            return 0

        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = reproduce_run(Layout("neck"), again)
        return code, err.getvalue().splitlines(), out.getvalue()


@pytest.fixture(scope="session")
def finished_neck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the starter trial once."""
    folder = tmp_path_factory.mktemp("neck") / "trial"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert call("new", "neck").code == 0
        run_steps("neck")
        yield folder


@pytest.fixture
def kept(finished_neck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    shutil.copytree(finished_neck, tmp_path / "trial")
    monkeypatch.chdir(tmp_path / "trial")
    return Kept(finished_neck)
