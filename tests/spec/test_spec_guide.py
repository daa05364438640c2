"""The documents that are written from the models are those of the models."""

from __future__ import annotations

from pathlib import Path

from trialstats.spec import load_trial
from trialstats.spec.guide import trial_guide

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
