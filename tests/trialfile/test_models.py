"""What holds for the typed parts as a whole: descriptions, defaults, and what loading them costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from trialstats.questionnaires import sf36
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.problems import KINDS, Problems
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.trial import Trial

ROOT = Path(__file__).resolve().parents[2]


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """Every model that a type holds."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(kind):
        yield from models_in(part)


MODELS = sorted(set(models_in(Trial)), key=lambda model: model.__name__)


def test_the_walk_finds_the_parts_of_a_trial() -> None:
    names = {model.__name__ for model in MODELS}
    assert {"Trial", "Source", "Problems", "Visit", "Parameter", "Sf36", "Mmrm", "Filter", "ForestFigure"} <= names


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_says_what_it_is_for(model: type[BaseModel]) -> None:
    tags = ("method", "kind")
    silent = [name for name, field in model.model_fields.items() if not field.description and name not in tags]
    assert silent == []
    assert model.__doc__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_part_is_closed_and_frozen(model: type[BaseModel]) -> None:
    assert model.model_config["extra"] == "forbid"
    assert model.model_config["frozen"] is True


def test_every_kind_of_problem_is_fatal_unless_said_otherwise() -> None:
    assert {kind: Problems().fate(kind) for kind in KINDS} == dict.fromkeys(KINDS, "fatal")


def test_a_dataset_changes_only_the_fates_that_it_names() -> None:
    trial = Problems(duplicate="keep_first", bad_date="exclude")
    changed = trial.updated(Problems(bad_date="fatal", out_of_range="exclude"))
    assert trial.updated(None) is trial
    assert [changed.fate(kind) for kind in ("duplicate", "bad_date", "out_of_range", "not_numeric")] == [
        "keep_first",
        "fatal",
        "exclude",
        "fatal",
    ]


@pytest.mark.parametrize(("version", "norms"), [("v1", "us1990"), ("v1", None), ("v2", "us1998"), ("rand36", None)])
@pytest.mark.parametrize("components", ["orthogonal", ["farivar2007", "orthogonal", "grassi2010"]])
def test_the_parameters_of_an_instrument_are_those_that_scoring_gives(
    version: str, norms: str | None, components: str | list[str]
) -> None:
    given = {"name": "sf36", "version": version, "items": "q{n}", "norms": norms}
    instrument = Sf36.model_validate(given | ({"components": components} if norms else {}))
    assert list(instrument.parameters) == sf36.parameters(version, norms, components)["PARAMCD"].tolist()


@pytest.mark.parametrize(
    ("pattern", "number", "column"),
    [("q{n:02d}", 7, "q07"), ("q{n}", 7, "q7"), ("SF_{n:03d}x", 36, "SF_036x"), ("{n}", 1, "1")],
)
def test_the_names_of_item_columns(pattern: str, number: int, column: str) -> None:
    instrument = Sf36.model_validate({"name": "sf36", "version": "v1", "items": pattern})
    assert instrument.columns[number] == column


def test_loading_a_trial_file_needs_no_pandas() -> None:
    script = """
import sys
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
load_trial(trial_path("laser"))
print(sorted({"pandas", "numpy", "pyarrow", "scipy", "matplotlib"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("said", "graded"),
    [
        ({"numbers": {"Better": 1, "Same": 2, "Worse": 3}}, True),
        ({"numbers": {"Better": 1, "Worse": 2}}, False),  # two words may stand beside numbers
        ({"numbers": {"Better": 1, "Same": 2, "Worse": 4}}, False),
        ({"numbers": {"Trace": 0, "Little": 1, "Much": 2}, "unit": "mg"}, False),
        ({}, False),
    ],
)
def test_words_of_grades_are_classes(said: dict[str, Any], graded: bool) -> None:
    parameter = Parameter.model_validate({"label": "Impression of change", "column": "pgic", **said})
    assert (parameter.classes is not None) is graded
