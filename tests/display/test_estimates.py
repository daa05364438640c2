"""One way of writing an estimate, in tables and in figures."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from trialstats.display import estimates
from trialstats.display.estimates import ESTIMATES, equals, with_interval
from trialstats.display.table.cells import estimate_cell

SRC = Path(estimates.__file__).parents[1]


def row(low: float, estimate: float, high: float, kind: str = "difference") -> dict[str, Any]:
    return {
        "id": "a:1",
        "kind": kind,
        "estimate": estimate,
        "conf_low": low,
        "conf_high": high,
        "std_error": None,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("numbers", "digits", "text"),
    [
        ((-19.1, -8.5, -0.015), 1, "−8.50 (−19.10 to −0.02)"),
        ((-0.2, -0.0044, 0.19), 2, "−0.0044 (−0.20 to 0.19)"),
        ((-1.0, 0.0, 1.0), 1, "0.0 (−1.0 to 1.0)"),
    ],
)
def test_a_figure_writes_what_a_table_writes(numbers: tuple[float, float, float], digits: int, text: str) -> None:
    record = row(*numbers)
    assert with_interval(record, digits) == text
    assert with_interval(pd.Series({**record, "std_error": float("nan")}), digits) == text
    assert estimate_cell(record, digits).text == text


@pytest.mark.parametrize(("p", "text"), [(0.0001, "< .001"), (0.0124, "= .012"), (0.9999, "> .999")])
def test_a_p_value_in_a_sentence(p: float, text: str) -> None:
    assert equals(p) == text


FIGURES = [*(SRC / "methods").rglob("*_figure*.py"), *(SRC / "display" / "figure").glob("*.py")]


@pytest.mark.parametrize("path", sorted(FIGURES), ids=lambda path: path.name)
def test_no_figure_writes_an_estimate_or_a_p_in_a_sentence_by_itself(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            named = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            assert not (node.func.id in ("number", "estimated", "interval") and named & set(ESTIMATES)), ast.unparse(
                node
            )
