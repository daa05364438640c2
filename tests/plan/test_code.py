"""What counts as code: its meaning, its data files and what it imports when it runs."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trialstats.plan.code import code_digest, compiled, imported, meaning, modules_behind, running
from trialstats.plan.understood import Understood, recall, remember
from trialstats.questionnaires import catalogue, code_of


def digest_of(text: str) -> str:
    return meaning(compiled(ast.parse(text)))


CODE = "def mean(values):\n    return sum(values) / len(values)\n"


@pytest.mark.parametrize(
    "same",
    [
        "# why\n" + CODE,
        CODE.replace("    return", "\n\n    # the mean\n    return"),
        CODE.replace(":\n", ':\n    """Give the mean."""\n', 1),
        CODE.replace("sum(values) / len(values)", "(\n        sum(values)\n        / len(values)\n    )"),
    ],
)
def test_comments_docstrings_and_layout_mean_nothing(same: str) -> None:
    assert digest_of(same) == digest_of(CODE)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("/", "//"),
        CODE.replace("len(values)", "(len(values) - 1)"),
        CODE.replace("values)", "values, /)", 1),
        CODE + "LIMIT = 0.05\n",
        CODE.replace("mean(", "average(", 1),
    ],
)
def test_anything_else_means_something(other: str) -> None:
    assert digest_of(other) != digest_of(CODE)


def test_a_number_in_a_constant_means_something() -> None:
    assert digest_of("A = (1, 2.0)\n") != digest_of("A = (1, 2)\n")
    assert digest_of("def f(x):\n    return x in {'a', 'b'}\n") != digest_of("def f(x):\n    return x in {'a', 'c'}\n")


def test_digests_do_not_depend_on_the_order_of_sets() -> None:
    program = "from trialstats.plan.code import code_digest; print(code_digest(['trialstats.steps.report']))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_what_only_type_checkers_import_does_not_count() -> None:
    text = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from trialstats.engines.mmrm import fit_mmrm\n"
        "def run():\n    try:\n        from trialstats.errors import FitError\n    finally:\n        pass\n"
    )
    found = {name for node in running(ast.parse(text)) for name in imported(node)}
    assert found == {"trialstats.errors", "trialstats.errors.FitError"}


def test_a_method_depends_on_its_own_code_alone() -> None:
    mmrm, ancova = (
        modules_behind("trialstats.steps.analyse") | modules_behind(f"trialstats.methods.continuous.{method}")
        for method in ("mmrm", "ancova")
    )
    assert "trialstats.engines.mmrm.likelihood" in mmrm
    assert not any(name.startswith("trialstats.engines.mmrm") for name in ancova)
    assert not any(name.startswith("trialstats.questionnaires.engine") for name in mmrm | ancova)


def test_a_dataset_depends_on_the_data_file_of_its_own_questionnaire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(catalogue.FORMS, tmp_path / "forms")
    monkeypatch.setattr(catalogue, "FORMS", tmp_path / "forms")
    before = {name: code_digest(code_of(name)) for name in ("bpi", "npsi")}
    path = tmp_path / "forms" / "npsi.json"
    path.write_text(path.read_text("utf-8").replace("[0, 10]", "[0, 11]"), encoding="utf-8")
    after = {name: code_digest(code_of(name)) for name in ("bpi", "npsi")}
    assert after["bpi"] == before["bpi"]
    assert after["npsi"] != before["npsi"]


@pytest.mark.parametrize("step", ["raw", "dataset", "adam", "analyse", "report"])
def test_no_step_depends_on_the_data_files_of_all_questionnaires(step: str) -> None:
    roots = [f"trialstats.steps.{step}", *(part for part in code_of("bpi") if isinstance(part, str))]
    behind = frozenset[str]().union(*map(modules_behind, roots))
    assert "trialstats.questionnaires.engine" in behind
    assert "trialstats.questionnaires.forms" not in behind
    assert not any(name.startswith("trialstats.questionnaires.sf36") for name in behind)


def test_what_a_module_means_is_kept(tmp_path: Path) -> None:
    """A second process reads what the first found out, and finds out the rest, such as what a spoilt file held."""
    program = (
        "import ast, sys; from trialstats.plan import code; parsed = []; parse = ast.parse\n"
        "ast.parse = lambda text: (parsed.append(text), parse(text))[1]\n"
        "print(code.code_digest(['trialstats.engines.mmrm']), len(parsed))"
    )

    def digest(cache: Path) -> tuple[str, int]:
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        found, parsed = done.stdout.decode().split()
        return found, int(parsed)

    without, many = digest(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    assert digest(tmp_path) == (without, many)
    assert digest(tmp_path) == (without, 0)
    kept = sorted((tmp_path / "trialstats" / "modules").iterdir())
    assert len(kept) == many
    kept[0].write_text("{", encoding="utf-8")
    assert digest(tmp_path) == (without, 1)


def test_what_is_kept_is_of_one_text_one_way_and_one_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    known = Understood(("trialstats.errors",), "digest")
    remember(b"text", b"way", known)
    assert recall(b"text", b"way") == known
    assert recall(b"other", b"way") is None
    assert recall(b"text", b"other") is None
    monkeypatch.setattr(sys, "version", "another")
    assert recall(b"text", b"way") is None
