"""What is installed: the package's files beside its RECORD or its commit, versions beside a lock."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from trialstats.validate import installation
from trialstats.validate.carry_out import Verdict, carry_out
from trialstats.validate.catalogue import chosen
from trialstats.validate.domains.installed import use_lock


@pytest.fixture(autouse=True)
def no_lock_kept() -> Iterator[None]:
    yield
    use_lock(None)


def hashed(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two files as pip leaves it."""
    package, told = tmp_path / "trialstats", tmp_path / "trialstats-0.1.0.dist-info"
    package.mkdir()
    told.mkdir()
    contents = {"__init__.py": b"x = 1\n", "table.csv": b"a,b\n"}
    for name, content in contents.items():
        (package / name).write_bytes(content)
    lines = [f"trialstats/{name},sha256={hashed(content)},{len(content)}" for name, content in contents.items()]
    (told / "RECORD").write_text("\n".join([*lines, "trialstats-0.1.0.dist-info/RECORD,,", ""]), "utf-8")
    (told / "METADATA").write_text("Metadata-Version: 2.4\nName: trialstats\nVersion: 0.1.0\n", "utf-8")
    monkeypatch.setattr(installation, "PACKAGE", package)
    monkeypatch.setattr(metadata, "distribution", lambda _: metadata.Distribution.at(told))
    return package


def differing() -> list[str]:
    (outcome,) = carry_out(chosen(["IQ-04"]))
    return [one.what for one in outcome.failed]


def test_files_of_a_wheel_are_those_of_its_record(installed: Path) -> None:
    assert differing() == []
    held = installation.installed_files()
    assert held is not None
    assert held.source == "RECORD of trialstats 0.1.0 (SHA-256)"
    assert len(held.recorded) == 2


def test_changed_absent_and_added_files_are_named(installed: Path) -> None:
    (installed / "__init__.py").write_bytes(b"x = 2\n")
    (installed / "table.csv").unlink()
    (installed / "more.py").write_bytes(b"")
    (installed / "more.pyc").write_bytes(b"")
    assert differing() == ["__init__.py", "table.csv", "more.py"]


def test_where_neither_record_nor_commit_is_it_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PACKAGE", tmp_path / "src" / "trialstats")
    (outcome,) = carry_out(chosen(["IQ-04"]))
    assert outcome.verdict is Verdict.NOT_RUN
    assert "neither the RECORD" in outcome.reason


def test_versions_are_held_against_a_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        f"numpy=={metadata.version('numpy')} ; sys_platform == 'linux' \\\n    --hash=sha256:00\n"
        "scipy==0.0.1\nwinonly==1.0 ; sys_platform == 'nowhere'\n",
        "utf-8",
    )
    use_lock(lock)
    (outcome,) = carry_out(chosen(["IQ-03"]))
    assert [(one.what, one.agrees) for one in outcome.comparisons] == [("numpy", True), ("scipy", False)]


def test_a_library_that_is_too_old_or_absent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        metadata, "requires", lambda _: ["numpy>=900", "no-such-library>=1", "pandas>=2", "furo; extra == 'docs'"]
    )
    (outcome,) = carry_out(chosen(["IQ-02"]))
    assert [(one.what, one.agrees) for one in outcome.comparisons] == [
        ("numpy", False),
        ("no-such-library", False),
        ("pandas", True),
    ]
    assert [one.expected for one in outcome.comparisons] == [">=900", ">=1", ">=2"]


def test_this_installation_can_compute() -> None:
    outcomes = carry_out(chosen(["IQ-01", "IQ-02", "IQ-05", "IQ-06"]))
    assert [one.verdict for one in outcomes] == [Verdict.PASS] * 4


def test_the_environment_is_described() -> None:
    told = installation.described()
    assert told["Python"]
    assert "blas" in told["Linear algebra"].lower()
    assert len(told["Code and data, SHA-256 of all"]) == 64
