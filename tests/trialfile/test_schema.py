"""The JSON schema says of a trial file what the loader says, as far as a schema can."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from pydantic import BaseModel, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from tests.tiny import TRIAL
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.part import Part, Text
from trialstats.trialfile.schema import VALUES, trial_schema
from trialstats.trialfile.schema_keys import extended, shared_classes
from trialstats.trialfile.schema_values import ValueSchema
from trialstats.trialfile.text.document import Document, build
from trialstats.trialfile.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
TRIALS = sorted((ROOT / "config" / "trials").glob("*.yaml"))
WRITTEN = trial_schema()
SCHEMA: dict[str, Any] = json.loads(WRITTEN)
DEFINITIONS = {**SCHEMA["$defs"], "Trial": SCHEMA}

# What an editor makes of a scalar by the core schema of YAML 1.2, by its tag; all else is a text.
SCALARS: dict[str, Callable[[str], object]] = {
    "int": int,
    "float": float,
    "bool": lambda text: text.lower() == "true",
    "null": lambda text: None,
}


def as_an_editor_sees(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {str(key.value): as_an_editor_sees(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [as_an_editor_sees(item) for item in node.value]
    return SCALARS.get(str(node.tag).rpartition(":")[2], str)(node.value)


def as_the_loader_sees(node: Node) -> Any:
    return build(node, (), Document(lines={(): 1}))


def composed(text: str) -> Node:
    return YAML(typ="rt", pure=True).compose(text)


def problems(text: str, schema: dict[str, Any] = SCHEMA) -> list[str]:
    """List what an editor that knows the schema finds wrong with a text."""
    found = jsonschema.Draft202012Validator(schema).iter_errors(as_an_editor_sees(composed(text)))
    return [f"{'.'.join(map(str, problem.absolute_path))}: {problem.message[:80]}" for problem in found]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_in_the_repository_is_that_of_the_code() -> None:
    assert (ROOT / "workflow/schemas/trial.schema.json").read_text("utf-8") == WRITTEN, "make schema"


def test_no_class_has_the_name_of_a_value_that_many_keys_take() -> None:
    assert VALUES.keys().isdisjoint(model.__name__ for model in models())


def without_branches(part: Any) -> Any:
    """Leave out which class each name of a union stands for: a branch a questionnaire, as there are so many."""
    if isinstance(part, list):
        return [without_branches(entry) for entry in part if not (isinstance(entry, dict) and "if" in entry)]
    return {key: without_branches(value) for key, value in part.items()} if isinstance(part, dict) else part


def test_it_stays_readable() -> None:
    lines = WRITTEN.splitlines()
    classes = SCHEMA["$defs"]
    assert len(lines) < 60 * len(classes)  # what several classes say alike stands once
    assert all(len(json.dumps(without_branches(part), indent=2).splitlines()) < 400 for part in classes.values())
    assert all(line.count('": ') <= 1 or '"description"' in line for line in lines)  # one key a line


@pytest.mark.parametrize("path", TRIALS, ids=lambda path: path.stem)
def test_nothing_is_wrong_with_a_trial_file(path: Path) -> None:
    assert problems(path.read_text("utf-8")) == []


def test_nothing_is_wrong_with_the_tiny_trial() -> None:
    assert problems(TRIAL) == []


def examples() -> Iterator[Any]:
    """Give the examples of the guide: the parts of trial files that stand in it."""
    for path in sorted((ROOT / "docs").glob("trial-file*.md")):
        for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.DOTALL), 1):
            yield pytest.param(block, id=f"{path.stem} {number}")


@pytest.mark.parametrize("block", [*examples()])
def test_nothing_is_wrong_with_an_example_of_the_guide(block: str) -> None:
    part_of_a_file = SCHEMA if "STUDYID" in block else {**SCHEMA, "required": []}
    assert problems(block, part_of_a_file) == []


WHOLE = """\
STUDYID: KNEE-02
title: Exercise or usual care
sources:
  people: {file: data/people.csv, subject: id}
  pain: {file: data/pain.csv, subject: id, visit: visit}
subjects: {source: people, arm: group}
arms:
  Exercise: {codes: [1]}
  Usual care: {codes: 0, role: reference}
visits:
  Baseline: {codes: V0, AVISITN: 0, baseline: true}
  Week 6: {codes: V1, AVISITN: 6, window: [36, 50]}
populations:
  ITTFL: {label: Intention to treat, randomised: true}
datasets:
  adpain:
    source: pain
    parameters:
      VASPAIN: {label: Pain, column: vas, range: [0, 100], better: lower, decimals: 1}
  adpdq:
    source: pain
    instrument: {name: paindetect, items: "p{n}"}
analyses:
  pain: {method: ancova, dataset: adpain, population: ITTFL, visits: Week 6, alpha: 0.05}
  correlation:
    method: association
    dataset: adpdq
    population: ITTFL
    outcome: {dataset: adpain, PARAMCD: VASPAIN}
tables:
  pain: {kind: estimates, title: Pain, analysis: pain}
figures:
  pain: {kind: forest, title: Pain, analysis: pain}
"""

# What stands in the file, what somebody wrote for it, and the place that both find.
WRONG = [
    ("title: Exercise", "titel: Exercise", ""),
    ("title: Exercise or usual care\n", "", ""),
    ("title: Exercise or usual care", "title: [Exercise, usual care]", "title"),
    ("subject: id, visit", "subjects: id, visit", "sources.pain"),
    ("file: data/people.csv, ", "", "sources.people"),
    ("  people: {file: data/people.csv, subject: id}", "  the people: {file: data/people.csv, subject: id}", "sources"),
    ("arms:\n  Exercise: {codes: [1]}\n", "arms:\n", "arms"),
    ("codes: [1]", "code: [1]", "arms.Exercise"),
    ("codes: [1]", "codes: []", "arms.Exercise.codes"),
    ("codes: [1]", "codes: {1: 1}", "arms.Exercise.codes"),
    ("codes: [1]", "codes: null", "arms.Exercise.codes"),
    ("role: reference", "role: control", "arms.Usual care.role"),
    ("AVISITN: 6", "AVISITN: six", "visits.Week 6.AVISITN"),
    ("AVISITN: 6", 'AVISITN: ""', "visits.Week 6.AVISITN"),
    (", AVISITN: 6", "", "visits.Week 6"),
    ("baseline: true", "baseline: maybe", "visits.Baseline.baseline"),
    ("baseline: true", "baseline: 2", "visits.Baseline.baseline"),
    ("[36, 50]", "[36, 49.5]", "visits.Week 6.window.1"),
    ("[36, 50]", "36", "visits.Week 6.window"),
    ("[36, 50]", "[36]", "visits.Week 6.window"),
    ("[36, 50]", "[36, 50, 64]", "visits.Week 6.window"),
    ("  ITTFL: {", "  itt: {", "populations"),
    ("label: Intention to treat, ", "", "populations.ITTFL"),
    ("VASPAIN: {label", "VASPAINMM: {label", "datasets.adpain.parameters"),
    ("[0, 100]", "[0, high]", "datasets.adpain.parameters.VASPAIN.range.1"),
    ("better: lower", "better: low", "datasets.adpain.parameters.VASPAIN.better"),
    ("decimals: 1", "decimals: 7", "datasets.adpain.parameters.VASPAIN.decimals"),
    ("decimals: 1", "decimals: 1.5", "datasets.adpain.parameters.VASPAIN.decimals"),
    ("name: paindetect", "name: paindetct", "datasets.adpdq.instrument.name"),
    ("name: paindetect, ", "", "datasets.adpdq.instrument"),
    ('items: "p{n}"', "items: [p1, p2]", "datasets.adpdq.instrument.items"),
    ("method: ancova, ", "", "analyses.pain"),
    ("method: ancova", "method: anova", "analyses.pain.method"),
    ("method: ancova", "method: [ancova]", "analyses.pain.method"),
    ("alpha: 0.05", "alpha: 5", "analyses.pain.alpha"),
    ("alpha: 0.05", "alpha: 5%", "analyses.pain.alpha"),
    ("alpha: 0.05", "alpha: true", "analyses.pain.alpha"),
    ("alpha: 0.05", "alfa: 0.05", "analyses.pain"),
    ("alpha: 0.05", "reml: true", "analyses.pain"),
    ("population: ITTFL, visits", "population: itt, visits", "analyses.pain.population"),
    ("visits: Week 6", "visits: [Week 6, [Week 12]]", "analyses.pain.visits.1"),
    ("PARAMCD: VASPAIN}", "PARAMCD: VASPAIN, visit: Week 6}", "analyses.correlation.outcome"),
    ("    outcome: {dataset: adpain, PARAMCD: VASPAIN}\n", "", "analyses.correlation"),
    ("    outcome:", "    role: primary\n    outcome:", "analyses.correlation.role"),
    ("kind: estimates", "kind: estimate", "tables.pain.kind"),
    ("kind: estimates, title: Pain", "title: Pain", "tables.pain"),
    ("kind: forest", "kind: estimates", "figures.pain.kind"),
    ("kind: forest", "kind: forest, cutoffs: [30]", "figures.pain"),
    ("kind: forest, title: Pain, analysis: pain", "kind: forest, title: Pain, analyses: pain", "figures.pain"),
    ("STUDYID: KNEE-02", "STUDYID:", "STUDYID"),
]


def test_the_whole_file_is_right(tmp_path: Path) -> None:
    (tmp_path / "knee.yaml").write_text(WHOLE, encoding="utf-8")
    assert load_trial(tmp_path / "knee.yaml").STUDYID == "KNEE-02"
    assert problems(WHOLE) == []


@pytest.mark.parametrize(("right", "wrong", "place"), WRONG, ids=[wrong or f"no {right}" for right, wrong, _ in WRONG])
def test_what_the_loader_refuses_an_editor_finds(tmp_path: Path, right: str, wrong: str, place: str) -> None:
    assert WHOLE.count(right) == 1
    text = WHOLE.replace(right, wrong)
    (tmp_path / "knee.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError):
        load_trial(tmp_path / "knee.yaml")
    assert place in [problem.partition(": ")[0] for problem in problems(text)]


# What people write, of every type that YAML has, by itself and within lists and mappings.
TEXTS = [
    "5",
    "0",
    "1",
    "-1",
    "2025",
    "1.5",
    "true",
    "false",
    "null",
    "word",
    "WORD",
    "two words",
    '""',
    "[]",
    "[5]",
    "[1, 2]",
    "[1.5, 2]",
    "[true]",
    "[word]",
    "[WORD]",
    "[word, WORD]",
    "[[word]]",
    "[null, 5]",
    "{word: word}",
    "{WORD: WORD}",
    "{WORD: 5}",
    "{word: 1.5}",
    "{5: word}",
    "{word: true}",
    "{word: [5]}",
    "{WORD: [word]}",
    "{WORD: [null, 5]}",
    "{two words: {word: 5}}",
]
# A schema may take these where the loader refuses them: bounds are those of numbers, and to it a number in quotation
# marks is none, and 1.0 is 1; that one of several keys must be given is for the loader to say.
QUOTED_AND_EMPTY = ['"5"', '"1.5"', '"true"', "yes", "1.0", "{}"]
# So it is with texts of a form of their own: formats of dates, one sign, names of items, of the file of a style.
FORMS = {"style", "format", "date_format", "delimiter", "price_date", "items", "answers"}


def models() -> list[type[BaseModel]]:
    schema = ValueSchema()
    schema.generate(Trial.__pydantic_core_schema__)
    return list(dict.fromkeys(schema.models))


@cache
def seen(text: str) -> tuple[Any, Any]:
    node = composed(text)
    return as_the_loader_sees(node), as_an_editor_sees(node)


def loader_takes(model: type[BaseModel], key: str, text: str) -> bool:
    """Tell whether the loader finds nothing wrong with the value of a key, whatever else is missing."""
    try:
        model.model_validate({key: seen(text)[0]}, by_alias=True, by_name=False)
    except ValidationError as failure:
        return all(error["loc"][:1] != (key,) for error in failure.errors())
    return True


def schemas_of(name: str, key: str) -> list[dict[str, Any]]:
    """Find what the schema says of a key of a class, and of those that it extends."""
    definition = DEFINITIONS[name]
    extends = [part["$ref"].rpartition("/")[2] for part in definition.get("allOf", ())]
    above = [schema for base in extends for schema in schemas_of(base, key)]
    return [definition["properties"][key], *above] if key in definition["properties"] else above


@cache
def schema_takes(schema: str, text: str) -> bool:
    whole = {**json.loads(schema), "$defs": SCHEMA["$defs"]}
    return bool(jsonschema.Draft202012Validator(whole).is_valid(seen(text)[1]))


def values_listed(schema: Any) -> list[str]:
    """List the values that a schema gives one by one."""
    if isinstance(schema, list):
        return [value for part in schema for value in values_listed(part)]
    if not isinstance(schema, dict):
        return []
    listed = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return [*map(json.dumps, listed), *(value for part in schema.values() for value in values_listed(part))]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_key_takes_what_the_loader_takes(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        key = field.alias or name
        schemas = schemas_of(model.__name__, key)
        assert schemas, f"{key} is not in the schema"
        said = [
            json.dumps({word: part for word, part in schema.items() if word != "description"}) for schema in schemas
        ]
        for text in (*TEXTS, *QUOTED_AND_EMPTY, *values_listed(schemas)):
            by_loader, by_schema = loader_takes(model, key, text), all(schema_takes(schema, text) for schema in said)
            may_differ = text in QUOTED_AND_EMPTY or key in FORMS
            assert by_loader == by_schema or (may_differ and by_schema), f"{key}: {text} is taken: {by_loader}"


class Above(Part):
    """What its two have in common, as far as it is the same."""

    kind: str
    note: Text | None = Field(None, description="A note.")
    size: int = 1
    place: Literal["top", "left", "right"] = "top"


class First(Above):
    """Takes other sizes, and fewer places."""

    kind: Literal["first"]
    size: float  # type: ignore[assignment]
    place: Literal["top", "left"] = "left"


class Second(Above):
    """Takes all that stands above."""

    kind: Literal["second"]


def test_a_key_is_shared_where_it_means_the_same_or_less() -> None:
    models: list[type[BaseModel]] = [First, Second]
    assert shared_classes(models) == [Above]
    names = {model: model.__name__ for model in (*models, Above)}
    whole = {model: model.model_json_schema(schema_generator=ValueSchema) for model in names}
    written = extended(whole, [Above], names)
    assert list(written["Above"]["properties"]) == ["note", "place"]
    assert list(written["First"]["properties"]) == ["kind", "size", "place"]
    assert written["First"]["required"] == ["kind", "size"]
    assert list(written["Second"]["properties"]) == ["kind", "size"]
    for model in models:
        extending = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{names[model]}", "$defs": written})
        alone = jsonschema.Draft202012Validator(whole[model])
        kind = {"kind": names[model].lower()}
        for more in ({"place": "right"}, {"place": "left"}, {"size": 1.5}, {"size": 2}, {"note": "a"}, {"other": "a"}):
            for given in (kind, {**kind, "size": 3}, {"size": 3}):
                assert extending.is_valid(given | more) == alone.is_valid(given | more), given | more
