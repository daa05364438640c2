"""The parts of a trial file in docs/design.md: put into the file of a trial they are its design."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path

from trialstats.simulate.analytic import beside
from trialstats.simulate.analytic_crossed import beside_crossed
from trialstats.trialfile.load import load_trial

ROOT = Path(__file__).resolve().parents[2]
TRIAL = """\
STUDYID: PLAN-01
title: A trial that is planned
sources:
  subjects: {file: subjects.csv, subject: id}
  pain: {file: pain.csv, subject: id, visit: visit}
subjects: {source: subjects, arm: arm}
arms:
  DTLT: {codes: D}
  Sham: {codes: S, role: reference}
visits:
  Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1}
  Week 4: {codes: V1, AVISITN: 4, target: 29}
  Week 8: {codes: V2, AVISITN: 8, target: 57}
  Week 12: {codes: V3, AVISITN: 12, target: 85}
populations:
  FASFL: {label: Full analysis set, randomised: true}
datasets:
  adpain:
    source: pain
    parameters:
      VASPAIN: {label: Pain, column: pain, better: lower, range: [0, 100]}
      IL6: {label: Interleukin 6, column: il6, unit: pg/mL, scale: log, limits: {lower: 0.7}}
estimands:
  pain: {label: Pain, population: FASFL, dataset: adpain, variable: {PARAMCD: VASPAIN}, timepoint: Week 12}
analyses:
  pain: {method: mmrm, estimand: pain, role: primary}
"""


def test_they_are_the_design_of_a_trial(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "design.md").read_text("utf-8")
    whole, concentration, healing, events, crossover = re.findall(
        r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL
    )
    for part, name in ((healing, "healing"), (events, "events"), (crossover, "crossover")):
        assert part in (ROOT / "docs" / "design" / f"{name}.yaml").read_text("utf-8")
    file = tmp_path / "plan.yaml"
    file.write_text(TRIAL + whole.replace("  outcomes:\n", f"  outcomes:\n{concentration}"), encoding="utf-8")
    design = load_trial(file).design
    assert design is not None
    assert (design.n, list(design.outcomes), design.replicates) == (120, ["IL6", "VASPAIN"], 10_000)


def test_every_note_of_a_formula_is_documented() -> None:
    """The sentences that `beside` and `beside_crossed` can give, as they stand in the table of docs/design.md."""
    page = " ".join((ROOT / "docs/design.md").read_text("utf-8").split())
    said = [*sentences_in(beside), *sentences_in(beside_crossed)]
    assert len(said) >= 8
    for sentence in said:
        assert sentence in page


def sentences_in(function: Callable[..., list[str]]) -> list[str]:
    """The texts of a function that are sentences, up to what is put into them; its docstring is none of them."""
    tree = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    texts = [one.value for part in tree.body[1:] for one in ast.walk(part) if isinstance(one, ast.Constant)]
    return [text.removesuffix(" (") for text in texts if isinstance(text, str) and text.count(" ") > 3]
