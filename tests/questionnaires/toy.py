"""A questionnaire that nobody has: it uses all that a data file may say. Tests score it, and break it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trialstats.questionnaires.catalogue import read_definition
from trialstats.questionnaires.definition import Definition

Data = dict[str, Any]

TOY: Data = {
    "title": "Toy",
    "summary": "three subscales and a total",
    "confidence": "H",
    "source": ["Made up for tests"],
    "licence": "Free",
    "cdisc": {
        "category": "TOY",
        "items": {"q1": "TOY0101"},
        "scores": {"total": "TOY0109"},
        "source": "Made up",
        "confidence": "M",
    },
    "items": [
        {"names": ["q1", "q2", "q3"], "range": [1, 5]},
        {"names": ["q4", "q5"], "range": [0, 3], "reversed": True},
        {"names": ["q6"], "codes": [0, 2]},
        {"names": ["q7"], "unscored": True},
    ],
    "scores": {
        "upper": {
            "PARAMCD": "TOYUP",
            "label": "Toy Upper",
            "rule": "prorated sum",
            "items": ["q1", "q2", "q3"],
            "needed": 2,
            "note": "made up",
            "better": "higher",
        },
        "lower": {
            "PARAMCD": "TOYLOW",
            "label": "Toy Lower",
            "rule": "mean",
            "items": ["q4", "q5"],
            "needed": 1,
            "note": "made up",
            "better": "lower",
        },
        "total": {
            "PARAMCD": "TOYTOT",
            "label": "Toy Total",
            "rule": "sum",
            "prorate_up_to": 2,
            "note": "made up",
            "better": "lower",
            "mcid": {"value": 2, "source": "made up", "confidence": "M"},
        },
    },
    "categories": {
        "class": {
            "PARAMCD": "TOYCAT",
            "label": "Toy Class",
            "of": "total",
            "classes": [{"label": "few"}, {"label": "some", "from": 10}, {"label": "many", "from": 15.5}],
            "note": "made up",
            "better": "lower",
        },
        "positive": {
            "PARAMCD": "TOYPOS",
            "label": "Toy At or Above Cut-off",
            "of": "lower",
            "cut_off": 2,
            "note": "made up",
            "better": "lower",
        },
    },
}


def write_toy(folder: Path, edit: Callable[[Data], Any] = lambda data: None) -> Path:
    """Write the data file, after a change."""
    data = copy.deepcopy(TOY)
    edit(data)
    path = folder / "toy.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def toy(folder: Path) -> Definition:
    return read_definition(write_toy(folder))
