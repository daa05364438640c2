"""The questionnaires that have a data file: `forms/<name>.json`, read and checked."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trialstats.errors import SpecError
from trialstats.questionnaires.definition import Definition
from trialstats.questionnaires.problems import problems_of

__all__ = ["data_file", "load_definition", "names", "read_definition"]

FORMS = Path(__file__).with_name("forms")


@cache
def names() -> tuple[str, ...]:
    """Name the questionnaires, in alphabetical order."""
    return tuple(sorted(path.stem for path in FORMS.glob("*.json")))


def data_file(name: str) -> Path:
    """Find the data file of a questionnaire; SpecError names those there are."""
    if name not in names():
        raise SpecError(f"there is no questionnaire {name!r}; with a data file are {', '.join(names())}")
    return FORMS / f"{name}.json"


@cache
def load_definition(name: str) -> Definition:
    """Load a questionnaire by its name."""
    return read_definition(data_file(name))


def read_definition(path: Path) -> Definition:
    """Read a data file; SpecError with all that is wrong, a line each with the file and the place in it."""
    try:
        text = path.read_text("utf-8")
        json.loads(text, object_pairs_hook=refuse_repeated)
        definition = Definition.model_validate_json(text)
        problems = list(problems_of(definition))
    except OSError as error:
        problems = [f"cannot be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        problems = [f"byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"]
    except RecursionError:
        problems = ["nested too deep for a questionnaire"]
    except json.JSONDecodeError as error:
        problems = [f"line {error.lineno}: not JSON: {error.msg}"]
    except Repeated as error:
        problems = [f"the key {error} is there twice"]
    except ValidationError as error:
        problems = [f"{dotted(each['loc'])}: {each['msg']}" for each in error.errors(include_url=False)]
    if problems:
        raise SpecError([f"{path.name}: {problem}" for problem in problems])
    return definition


class Repeated(Exception):
    """A key that an object has twice, which readers of JSON accept in silence."""


def refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, count in Counter(key for key, _ in pairs).items():
        if count > 1:
            raise Repeated(key)
    return dict(pairs)


def dotted(place: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in place if step != "[key]")
