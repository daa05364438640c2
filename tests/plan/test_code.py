"""What counts as code: its meaning, its data files and what it imports when it runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

from trialstats.plan.code import compiled, imported, meaning, modules_behind, running


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
    mmrm = modules_behind(["trialstats.steps.analyse", "trialstats.methods.continuous.mmrm"])
    ancova = modules_behind(["trialstats.steps.analyse", "trialstats.methods.continuous.ancova"])
    assert "trialstats.engines.mmrm.likelihood" in mmrm
    assert not any(name.startswith("trialstats.engines.mmrm") for name in ancova)
    assert not any(name.startswith("trialstats.scoring") for name in mmrm | ancova)
