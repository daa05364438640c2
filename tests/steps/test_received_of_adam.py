"""ADaM that is taken over in parallel groups: analyses by treatment received take it from ADSL, not from its TRTP."""

from __future__ import annotations

import pytest

from tests.adam.people.test_received import with_column
from tests.tiny import TRIAL_FILE, Tiny
from trialstats.methods.run import run_method
from trialstats.steps.material import Datasets, material

# Subjects 002 and 003 had what was not planned for them.
ADAM = """\
id,PARAMCD,AVISIT,AVAL,BASE,CHG,ABLFL,ANL01FL,TRTP,TRTA,TRT01P,ADT
001,PAIN,V0,10,,,Y,Y,Laser,Laser,Laser,2024-01-05
002,PAIN,V0,20,,,Y,Y,Sham,Laser,Sham,2024-01-08
003,PAIN,V0,40,,,Y,Y,Laser,Sham,Laser,2024-01-08
005,PAIN,V0,60,,,Y,Y,Laser,Laser,Laser,2024-01-08
"""
ANALYSIS = "{method: descriptive, dataset: adpain, population: ITTFL, parameters: PAIN, "


@pytest.mark.parametrize(
    ("arms", "means"),
    [("planned", {"Laser": (10 + 40 + 60) / 3, "Sham": 20.0}), ("actual", {"Laser": (10 + 20 + 60) / 3, "Sham": 40.0})],
)
def test_means_are_of_the_arms_that_are_asked_for(tiny: Tiny, arms: str, means: dict[str, float]) -> None:
    with_column(tiny, "L", "L", "S", "", "L", "S")
    tiny.write("data/vas.csv", ADAM)
    text = tiny.read(TRIAL_FILE)
    before, after = text.partition("  vas:\n")[0], text[text.index("  sf36:\n") :]
    text = f"{before}  vas: {{file: data/vas.csv, subject: id, visit: AVISIT, date: {{column: ADT}}}}\n{after}"
    before, after = text.partition("    parameters:\n")[0], text[text.index("  adqs:\n") :]
    text = f"{before}    adam: true\n    parameters:\n      PAIN: {{label: Pain, range: [0, 100]}}\n{after}"
    tiny.write(TRIAL_FILE, text.replace("analyses:\n", f"analyses:\n  own: {ANALYSIS}arms: {arms}}}\n"))
    made = tiny.adam("adpain")
    datasets = Datasets(made.__getitem__, made.__getitem__, made.__getitem__, made.__getitem__)
    analysis, inputs, _ = material(tiny.load(), datasets, "own")
    rows = run_method(analysis, inputs).rows
    of_arms = rows[rows["mean"].notna()]
    assert dict(zip(of_arms["ARM"], of_arms["mean"], strict=True)) == pytest.approx(means)
