"""ADaM that is taken over in parallel groups: analyses by treatment received take it from ADSL, not from its TRTP."""

from __future__ import annotations

import pytest

from tests.adam.people.test_received import with_column
from tests.taken_over import take_over
from tests.tiny import Tiny
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
    take_over(tiny, ADAM, f"  own: {ANALYSIS}arms: {arms}}}\n")
    made = tiny.adam("adpain")
    datasets = Datasets(made.__getitem__, made.__getitem__, made.__getitem__, made.__getitem__)
    analysis, inputs, _ = material(tiny.load(), datasets, "own")
    rows = run_method(analysis, inputs).rows
    of_arms = rows[rows["mean"].notna()]
    assert dict(zip(of_arms["ARM"], of_arms["mean"], strict=True)) == pytest.approx(means)
