"""The documents that are written from the models are those of the models."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from trialstats.trialfile.guide import trial_guide
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.document import Document, build
from trialstats.trialfile.trial import Trial

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "trial-file-reference.md").read_text("utf-8") == trial_guide() + "\n", "make schema"


def test_the_example_of_the_guide_is_a_trial_file(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "trial-file.md").read_text("utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "knee.yaml").write_text(example, encoding="utf-8")
    assert load_trial(tmp_path / "knee.yaml").STUDYID == "KNEE-02"


def test_every_key_has_a_meaning() -> None:
    rows = [line for line in trial_guide().splitlines() if line.startswith("| `")]
    without = [
        row for row in rows if row.endswith("|  |") and "[" not in row and "`method`" not in row and "`kind`" not in row
    ]
    assert without == []


def pieces() -> list[tuple[str, str, dict[str, object]]]:
    """Give what stands in the examples of outcomes: section, name and what is said of it."""
    text = (ROOT / "docs" / "trial-file-outcomes.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    sections = [(section, named) for block in blocks for section, named in as_written(block).items()]
    return [(section, name, said) for section, named in sections for name, said in named.items()]


def as_written(block: str) -> dict[str, dict[str, dict[str, object]]]:
    """Read a block as a trial file is read: every value the text that stands there."""
    document = Document(lines={(): 1})
    root = YAML(typ="rt", pure=True).compose(block)
    assert root is not None
    return dict(build(root, (), document))


@pytest.mark.parametrize(("section", "name", "said"), pieces(), ids=lambda part: part if isinstance(part, str) else "")
def test_an_example_of_outcomes_is_of_its_type(section: str, name: str, said: dict[str, object]) -> None:
    kind = get_args(Trial.model_fields[section].annotation)[1]
    TypeAdapter(kind).validate_python(said)


def test_the_examples_show_every_new_method() -> None:
    shown = {said["method"] for section, _, said in pieces() if section == "analyses"}
    assert {"responders", "censored", "ranks", "limbs", "exposure", "adverse_events", "cost", "association"} <= shown


def test_the_reference_says_what_shows_what() -> None:
    parts = {part.partition("\n")[0]: part for part in trial_guide().split("\n## ")}
    assert "Shown by [EstimatesTable](#estimatestable), [NervesTable](#nervestable), " in parts["Limbs"]
    assert parts["NervesTable"].count("Shows [Nerves](#nerves), [Limbs](#limbs), [Ranks](#ranks).") == 1
