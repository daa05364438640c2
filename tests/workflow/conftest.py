"""One finished run of a copied project, shared by the tests that only look at what would be made again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.project import Project, copy_project


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose small trial has run."""
    project = copy_project(tmp_path_factory.mktemp("finished") / "project")
    done = project.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def changed(finished: Project) -> Iterator[Project]:
    """The finished project for a test to change; its files are put back afterwards."""
    kept = {path: path.read_bytes() for path in files(finished)}
    times = {path: path.stat() for path in kept}
    yield finished
    for path, content in kept.items():
        if path.read_bytes() != content:
            path.write_bytes(content)
    for path, stat in times.items():
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def files(project: Project) -> list[Path]:
    """Everything that a test may change."""
    folders = ("src", "config", "data", "workflow")
    return [
        path
        for folder in folders
        for path in (project.top / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]


@pytest.fixture
def fresh(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project without results."""
    top = tmp_path / "project"
    made = ("results", ".snakemake")  # at the top: the program has a room of results too
    shutil.copytree(finished.top, top, ignore=lambda folder, names: made if Path(folder) == finished.top else ())
    return Project(top)


@pytest.fixture
def copied(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project with the results of its run, for a test that runs it again."""
    top = tmp_path / "project"
    shutil.copytree(finished.top, top)
    return Project(top)
