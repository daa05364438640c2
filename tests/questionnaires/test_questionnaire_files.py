"""Data files are checked when they are loaded: each thing that can be wrong in one is said, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.questionnaires.toy import TOY, Data, write_toy
from trialstats.errors import SpecError
from trialstats.questionnaires.catalogue import load_definition, names, read_definition


def sets(**values: Any) -> Callable[[Data], Any]:
    return lambda data: data.update(values)


def score(name: str, **values: Any) -> Callable[[Data], Any]:
    return lambda data: data["scores"][name].update(values)


def category(name: str, **values: Any) -> Callable[[Data], Any]:
    return lambda data: data["categories"][name].update(values)


def group(place: int, **values: Any) -> Callable[[Data], Any]:
    return lambda data: data["items"][place].update(values)


def without(*path: str) -> Callable[[Data], Any]:
    def edit(data: Data) -> None:
        part = data
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]

    return edit


def versions(*given: str) -> Callable[[Data], Any]:
    """Put each score into a version of its own."""

    def edit(data: Data) -> None:
        scores = [data["scores"][name] for name in ("total", "upper")]
        data["versions"] = {
            name: {"title": name, "description": name, "scores": {"total": made}}
            for name, made in zip(given, scores, strict=False)
        }
        del data["scores"], data["categories"]
        data["cdisc"]["scores"] = {}

    return edit


SIX = "there are q1, q2, q3, q4, q5, q6"

# What is broken, and all that is said of it.
BROKEN: dict[str, tuple[Callable[[Data], Any], list[str]]] = {
    "grades": (score("total", grades=["a", "b"]), ["scores.total.grades: 2, and the score goes from "]),
    "a key that there is not": (sets(subscales={}), ["subscales: Extra inputs are not permitted"]),
    "no licence": (without("licence"), ["licence: Field required"]),
    "a text for a number": (score("lower", needed="1"), ["scores.lower.needed: Input should be a valid integer"]),
    "a fraction of an item": (score("lower", needed=1.5), ["scores.lower.needed: Input should be a valid integer"]),
    "recalled only": (sets(confidence="L"), ["confidence: Input should be 'H' or 'M'"]),
    "no source": (sets(source=[]), ["source: Tuple should have at least 1 item after validation, not 0"]),
    "a rule that there is not": (
        score("total", rule="median"),
        ["scores.total.rule: Input should be 'sum', 'mean', 'prorated sum', 'count', "],
    ),
    "a direction that there is not": (
        score("total", better="less"),
        ["scores.total.better: Input should be 'lower' or 'higher'"],
    ),
    "a long PARAMCD": (score("total", PARAMCD="TOYTOTALS"), ["scores.total.PARAMCD: String should match pattern"]),
    "a long label": (score("total", label="x" * 41), ["scores.total.label: String should have at most 40 characters"]),
    "a name with a blank": (group(0, names=["q 1", "q2", "q3"]), ["items.0.names.0: String should match pattern"]),
    "no difference at all": (
        score("total", mcid={"value": 0, "source": "x", "confidence": "M"}),
        ["scores.total.mcid.value: Input should be greater than 0"],
    ),
    "no codes": (lambda data: data["items"][0].pop("range"), ["items.0 (q1, q2, q3): give either `range` or `codes`"]),
    "range and codes": (group(0, codes=[1, 2]), ["items.0 (q1, q2, q3): give either `range` or `codes`"]),
    "a range that descends": (group(0, range=[5, 1]), ["items.0 (q1, q2, q3): the range 5 to 1 does not ascend"]),
    "codes that do not ascend": (group(2, codes=[2, 0]), ["items.2 (q6): the codes 2, 0 do not ascend"]),
    "an item twice": (group(2, names=["q5"]), ["items: q5 is there 2 times"]),
    "an item with the name of all": (group(3, names=["all"]), ["items: `all` cannot be an item: in a trial file"]),
    "an unscored item with codes": (
        group(3, codes=[0, 1]),
        ["items.3 (q7): what is `unscored` has no `range`, `codes` or `reversed`: nothing reads it"],
    ),
    "nothing scored": (sets(items=[{"names": ["q1"], "unscored": True}]), ["items: none is scored"]),
    "an item of no score": (
        score("total", items=["q1", "q2", "q3", "q4", "q5"]),
        ["items: q6 is in no score: say `unscored` of it"],
    ),
    "a score of an item that there is not": (
        score("lower", items=["q4", "q8"]),
        [f"scores.lower.items: q8 is no scored item ({SIX})"],
    ),
    "a score of an unscored item": (
        score("lower", items=["q4", "q5", "q7"]),
        [f"scores.lower.items: q7 is no scored item ({SIX})"],
    ),
    "an item twice in a score": (
        score("lower", items=["q4", "q4"]),
        ["scores.lower.items: q4 is there more than once"],
    ),
    "more needed than there are": (
        score("lower", needed=3),
        ["scores.lower.needed: 3 of its 2 items cannot be needed"],
    ),
    "none needed": (score("lower", needed=0), ["scores.lower.needed: 0 of its 2 items cannot be needed"]),
    "a sum that does with fewer": (
        score("total", needed=5),
        ["scores.total.needed: a sum needs all of its items; one that does not is a `prorated sum`"],
    ),
    "a prorated sum that does not say of how many": (
        without("scores", "upper", "needed"),
        ["scores.upper.needed: a prorated sum says how many items must be answered"],
    ),
    "a mean that is prorated": (
        score("lower", prorate_up_to=1),
        ["scores.lower.prorate_up_to: only a sum of all items may be prorated at a trial file's wish"],
    ),
    "prorated of nothing": (
        score("total", prorate_up_to=6),
        ["scores.total.prorate_up_to: 6 of 6 items cannot be missing"],
    ),
    "a category of no score": (
        category("class", of="totals"),
        ["categories.class.of: there is no score totals (there are upper, lower, total)"],
    ),
    "a category without classes": (
        without("categories", "class", "classes"),
        ["categories.class: give either `classes` or `cut_off`"],
    ),
    "a cut-off that nobody reaches": (
        category("positive", cut_off=4),
        ["categories.positive.cut_off: 4 is not above 0 and at most 3, what the score can be"],
    ),
    "a cut-off that everybody reaches": (
        category("positive", cut_off=0),
        ["categories.positive.cut_off: 0 is not above 0 and at most 3, what the score can be"],
    ),
    "one class": (
        category("class", classes=[{"label": "all"}]),
        ["categories.class.classes: Tuple should have at least 2 items after validation, not 1"],
    ),
    "a first class that begins": (
        category("class", classes=[{"label": "few", "from": 3}, {"label": "many", "from": 10}]),
        ["categories.class.classes: the first, few, begins where the score does: leave `from` out"],
    ),
    "a class that begins nowhere": (
        category("class", classes=[{"label": "few"}, {"label": "many"}]),
        ["categories.class.classes: each but the first says `from`, the score at which it begins"],
    ),
    "classes that do not ascend": (
        category("class", classes=[{"label": "a"}, {"label": "b", "from": 12}, {"label": "c", "from": 10}]),
        ["categories.class.classes: they begin at 12, 10, which does not ascend from above 3 to 23 at most"],
    ),
    "a class beyond the score": (
        category("class", classes=[{"label": "a"}, {"label": "b", "from": 24}]),
        ["categories.class.classes: they begin at 24, which does not ascend from above 3 to 23 at most"],
    ),
    "a category with the name of a score": (
        lambda data: data["categories"].update(total=data["categories"].pop("positive")),
        ["categories.total: a score has that name already"],
    ),
    "two declared cut-offs": (
        lambda data: data["categories"].update(
            class_={**data["categories"]["positive"], "PARAMCD": "TOYPOS2", "cut_off": "declared"},
            positive={**data["categories"]["positive"], "cut_off": "declared"},
        ),
        ["categories: one `cut_off` only can be declared, for a trial file has one key for it"],
    ),
    "a PARAMCD twice": (category("positive", PARAMCD="TOYCAT"), ["PARAMCD TOYCAT is there 2 times"]),
    "neither scores nor versions": (sets(scores={}), ["give either `scores` or `versions`"]),
    "one version": (versions("full"), ["versions: one version is none: give its `scores`"]),
    "versions, and categories of none": (
        lambda data: (versions("full", "short")(data), data.update(categories=TOY["categories"])),
        ["categories: give those of each version under `versions`"],
    ),
    "a version with a mistake": (
        lambda data: (versions("full", "short")(data), data["versions"]["short"]["scores"]["total"].pop("needed")),
        ["versions.short.scores.total.needed: a prorated sum says how many items must be answered"],
    ),
    "weights that are too few": (
        score("total", prorate_up_to=None, weights=[1, 2]),
        ["scores.total.weights: a sum of all items has one a item, which are 6"],
    ),
    "a count without a limit": (
        score("upper", rule="count", needed=None),
        ["scores.upper.at_least: a count, and nothing else, has a limit for every item"],
    ),
    "hours between three": (
        score("upper", rule="hours between", needed=None),
        ["scores.upper.items: hours between is of two"],
    ),
    "a blank of a stranger": (score("upper", blank={"q6": 0}), ["scores.upper.blank: q6 is not among its items"]),
    "steps that descend": (
        score("upper", steps={"first": 0, "from": [[10, 1], [5, 2]]}),
        ["scores.upper.steps: give either `from` or `above`, with edges that ascend"],
    ),
    "a score with the name of an item": (
        lambda data: data["scores"].update(q1={**data["scores"]["lower"], "PARAMCD": "TOYQ1"}),
        ["scores.q1: an item or a part has that name already"],
    ),
    "a text that is no code": (group(0, texts={"1a": 9}), ["items.0 (q1, q2, q3): texts: 9 is no code of the items"]),
    "a choice that there is not": (group(0, where={"format": "likert"}), ["items.0.where: format likert is no choice"]),
    "a choice by another key's name": (
        sets(choices={"items": {"description": "x", "values": {"a": "x", "b": "x"}}}),
        ["choices.items: a trial file has another key of that name"],
    ),
    "a default that cannot be chosen": (
        sets(choices={"way": {"description": "x", "values": {"a": "x", "b": "x"}, "default": "c"}}),
        ["choices.way.default: c is not among a, b"],
    ),
    "items that a choice leaves without answers": (
        lambda data: (
            sets(choices={"way": {"description": "x", "values": {"a": "x", "b": "x"}}})(data),
            group(0, where={"way": "a"})(data),
        ),
        ["items: with way: b an item has no answers, or is in two groups"],
    ),
    "needed that hangs on half a choice": (
        lambda data: (
            sets(choices={"way": {"description": "x", "values": {"a": "x", "b": "x"}}})(data),
            score("lower", needed=None, needed_by={"way": {"a": 1}})(data),
        ),
        ["scores.lower.needed_by: say it of every way"],
    ),
    "a default cut-off that nobody reaches": (
        category("positive", cut_off="declared", default=4),
        ["categories.positive.default: 4 is not above 0 and at most 3, what the score can be"],
    ),
    "a highest value that all are below": (
        category("positive", cut_off=None, at_most=3),
        ["categories.positive.at_most: 3 is not at least 0 and below 3, what the score can be"],
    ),
    "a condition of no score": (
        category("class", only_if={"totals": 1}),
        ["categories.class.only_if: there is no score totals (there are upper, lower, total)"],
    ),
    "a code of CDISC for an item that there is not": (
        lambda data: data["cdisc"]["items"].update(q9="TOY0110"),
        ["cdisc.items: q9 is not among q1, q2, q3, q4, q5, q6, q7"],
    ),
    "a code of CDISC for a score that there is not": (
        lambda data: data["cdisc"]["scores"].update(sum="TOY0110"),
        ["cdisc.scores: sum is not among upper, lower, total"],
    ),
}


@pytest.mark.parametrize(("edit", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said(tmp_path: Path, edit: Callable[[Data], Any], said: list[str]) -> None:
    with pytest.raises(SpecError) as raised:
        read_definition(write_toy(tmp_path, edit))
    assert len(raised.value.problems) == len(said)
    for problem, expected in zip(raised.value.problems, said, strict=True):
        assert problem.startswith(f"toy.json: {expected}")


def test_all_that_is_broken_is_said_at_once(tmp_path: Path) -> None:
    def edit(data: Data) -> None:
        score("lower", needed=3)(data)
        category("class", of="totals")(data)

    with pytest.raises(SpecError) as raised:
        read_definition(write_toy(tmp_path, edit))
    assert len(raised.value.problems) == 2


def test_a_key_that_is_there_twice(tmp_path: Path) -> None:
    path = write_toy(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"needed": 2,', '"needed": 2, "needed": 3,'), encoding="utf-8")
    with pytest.raises(SpecError, match=r"^toy\.json: the key needed is there twice$"):
        read_definition(path)


def test_what_is_no_json_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "toy.json"
    path.write_text('{\n  "title": "Toy",\n}\n', encoding="utf-8")
    with pytest.raises(SpecError, match=r"^toy\.json: line (2|3): not JSON: "):
        read_definition(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"title": "\xe9"}', "byte 0xE9 is not UTF-8; save the file as UTF-8"),
        (b"[" * 100_000, "nested too deep for a questionnaire"),
        (b"", "line 1: not JSON: Expecting value"),
        (b"[]", ": "),
        (None, "cannot be read: "),
    ],
)
def test_what_is_no_data_file_is_said_in_words(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "toy.json"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(SpecError) as raised:
        read_definition(path)
    assert raised.value.problems[0].startswith(f"toy.json: {said}")


@pytest.mark.parametrize("name", names())
def test_a_difference_that_matters_has_a_paper_for_its_source_and_no_number_of_a_library(name: str) -> None:
    for score in load_definition(name).scores.values():
        said = [score.mcid.source] if score.mcid else []
        assert not [source for source in said if "PMC" in source or "PMID" in source]
        assert all(re.search(r"\b(19|20)\d\d\b", source) for source in said), said
