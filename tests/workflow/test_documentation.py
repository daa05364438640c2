"""The pages become a site without a warning: every link leads somewhere, every page is in the contents."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_or_a_network(tmp_path: Path) -> None:
    pages = tmp_path / "docs"
    shutil.copytree(PROJECT / "docs", pages, ignore=shutil.ignore_patterns("_site", "_gallery", "gallery.md"))
    build = [sys.executable, "-m", "sphinx", "-q", "--fail-on-warning", str(pages), str(tmp_path / "site")]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    assert "fit_mmrm" in (tmp_path / "site" / "api.html").read_text("utf-8")
