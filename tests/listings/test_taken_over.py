"""ADaM that is taken over without BASE and CHG, which other data are given here."""

from __future__ import annotations

from tests.in_process import run_steps
from tests.taken_over import take_over
from tests.tiny import TRIAL_FILE, Tiny, call

ADAM = """\
id,PARAMCD,AVISIT,AVAL,ABLFL,ANL01FL,ADT
001,PAIN,V0,10,Y,Y,2024-01-05
002,PAIN,V0,20,Y,Y,2024-01-08
002,PAIN,V1,25,,Y,2024-02-05
"""


def test_the_standard_listing_goes_without_the_change_that_the_data_do_not_bring(tiny: Tiny) -> None:
    take_over(tiny, ADAM)
    text = tiny.read(TRIAL_FILE)
    values = "  values: {method: descriptive, dataset: adpain, population: ITTFL}\n"
    tiny.write(TRIAL_FILE, text[: text.index("analyses:\n")] + f"analyses:\n{values}")
    assert call("check", "tiny").code == 0
    layout = run_steps("tiny", without=("figure", "table", "documents", "ard", "report", "manifest"))
    header, *lines = layout.listed("adpain", "csv").read_text("utf-8-sig").splitlines()
    assert ("AVAL" in header, "CHG" in header, len(lines)) == (True, False, 3)


def test_an_analysis_of_the_change_is_refused_by_the_check(tiny: Tiny) -> None:
    take_over(tiny, ADAM)
    checked = call("check", "tiny")
    assert checked.code == 3
    assert "data/vas.csv: no column BASE or CHG, which analyses.change asks for" in checked.err
