"""`trialstats check` and the commands beside it: what they print, and their exit codes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tiny import TRIAL_FILE, Outcome, Tiny, call
from trialstats.trialfile.schema import trial_schema

DATA = "data/vas.csv"


def test_a_trial_in_order(tiny: Tiny) -> None:
    said = "tiny: trial file and data are in order (0 records listed; see the report)\n"
    assert tiny.check() == Outcome(0, out=said, err="", made=[])
    assert tiny.check() == Outcome(0, out=said, err="", made=[])  # remembered
    assert tiny.check_apart() == Outcome(0, out=said, err="", made=[])


CHANGES = {
    "data": lambda tiny: tiny.replace(DATA, "PAIN,51,mm", "PAIN,fifty,mm"),
    "trial file": lambda tiny: tiny.spec("PAIN, unit: mm, range: [0, 100]", "PAIN, unit: mm, range: [0, 69]"),
    "a file that is gone": lambda tiny: tiny.path(DATA).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_in_order_is_checked_again_when_it_changes(tiny: Tiny, change: Callable[[Tiny], object]) -> None:
    assert tiny.check().code == 0
    change(tiny)
    assert tiny.check().code == 3
    assert tiny.check().code == 3


def test_records_that_are_listed_are_counted(tiny: Tiny) -> None:
    tiny.replace(DATA, "PAIN,51,mm", "PAIN,,mm")
    tiny.replace(DATA, "PAIN,33,mm", "PAIN,331,mm")
    tiny.replace(DATA, "PAIN,41,mm", "PAIN,411,mm")
    tiny.fates(out_of_range="exclude")
    said = "tiny: trial file and data are in order (3 records listed: 2 out_of_range, 1 blank; see the report)\n"
    assert tiny.check().out == said
    assert tiny.check().out == said  # remembered


def test_a_trial_that_does_not_exist(tiny: Tiny) -> None:
    said = "config/trials/tinny.yaml: no such trial file (did you mean `tiny`?)\n"
    assert tiny.check().code == 0
    assert call("check", "tinny") == Outcome(2, out="", err=said, made=[])


def test_norms_that_are_wrong_are_said_before_anything_runs(tiny: Tiny) -> None:
    tiny.spec("version: v1", "version: v1, norms: {file: data/norms.csv}")
    assert tiny.check().lines == ["data/norms.csv: no such file (known: events.csv, sf36.csv, subjects.csv, vas.csv)"]
    tiny.write("data/norms.csv", "scale,mean,sd\n" + "".join(f"{scale},50,ten\n" for scale in ("PF", "RP")))
    outcome = tiny.check()
    assert outcome.code == 3
    assert outcome.lines[:2] == [
        "data/norms.csv, line 2: sd = ten, not a number from 1 to 50",
        "data/norms.csv, line 3: sd = ten, not a number from 1 to 50",
    ]
    assert outcome.lines[2:] == [
        f"data/norms.csv: {s} has 0 rows, not one" for s in ("BP", "GH", "VT", "SF", "RE", "MH")
    ]


def test_every_file_that_cannot_be_read_is_named(tiny: Tiny) -> None:
    tiny.write(DATA, "")
    tiny.path("data/sf36.csv").unlink()
    tiny.replace("data/subjects.csv", "id,arm", "id,id")
    outcome = tiny.check()
    assert (outcome.code, outcome.lines) == (
        3,
        [
            "data/subjects.csv: column id stands more than once (columns 1, 2)",
            "data/vas.csv: the file is empty (0 bytes: was it copied whole?)",
            "data/sf36.csv: no such file (known: events.csv, subjects.csv, vas.csv)",
        ],
    )


def test_one_file_of_two_sources_is_named_once(tiny: Tiny) -> None:
    tiny.spec("  events:", "  more: {file: data/vas.csv, subject: id}\n  events:")
    tiny.path(DATA).unlink()
    assert tiny.check().lines == ["data/vas.csv: no such file (known: events.csv, sf36.csv, subjects.csv)"]


def test_the_trial_file_comes_before_the_data(tiny: Tiny) -> None:
    tiny.write(DATA, "")
    tiny.spec("analysis: change", "analysis: chnge")
    said = f"{TRIAL_FILE}:78: tables.change.analysis = chnge is not a known analysis (did you mean `change`?)\n"
    assert tiny.check() == Outcome(2, out="", err=said, made=[])


def test_a_file_of_true_effects_must_be_there(tiny: Tiny) -> None:
    tiny.spec("analyses:\n", "analyses:\n  truth: {method: truth, file: data/truth.csv}\n")
    assert tiny.check().lines == ["data/truth.csv: no such file (known: events.csv, sf36.csv, subjects.csv, vas.csv)"]


def test_a_step_that_meets_a_problem_writes_nothing_of_its_dataset(tiny: Tiny) -> None:
    tiny.replace(DATA, "PAIN,51,mm", "PAIN,fifty,mm")
    assert call("step", "raw", "tiny", "subjects").code == 0
    assert call("step", "raw", "tiny", "vas").code == 0
    assert call("step", "subjects", "tiny").code == 0
    before = call("step", "raw", "tiny", "vas").made
    outcome = call("step", "dataset", "tiny", "adpain")
    said = (
        "data/vas.csv, line 16: result = fifty, not a number (PAIN; subject 003)\n"
        "(data/vas.csv: if fifty means that there is no value, say `missing: {result: [fifty]}` under sources.vas; "
        "where it is a result, `text_results: [fifty]` of the parameter)\n"
        "(to leave such records out and list them, say `problems: {not_numeric: exclude}` in the trial file)\n"
    )
    assert (outcome.code, outcome.err, sorted(outcome.made)) == (3, said, sorted(before))


def test_the_steps_give_what_mapping_in_memory_gives(tiny: Tiny) -> None:
    import pandas as pd

    from trialstats.io.artefacts import read_artefact, read_labels
    from trialstats.plan.layout import Layout

    expected, layout = tiny.adam(), Layout("tiny")
    steps = [("raw", name) for name in ("subjects", "vas", "sf36", "events")]
    steps += [("subjects", ""), ("dataset", "adpain"), ("dataset", "adqs"), ("dataset", "adae"), ("adsl", "")]
    steps += [("adam", "adpain"), ("adam", "adqs"), ("adam", "adae")]
    for step, name in steps:
        outcome = call("step", step, "tiny", *([name] if name else []))
        assert (outcome.code, outcome.err) == (0, ""), step
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(read_artefact(layout.adam(name)), frame)
    labels = read_labels(layout.adam("adpain"))
    assert {name: labels[name] for name in ("AVAL", "FASFL", "AGE")} == {
        "AVAL": "Analysis Value",
        "FASFL": "Full Analysis Set Population Flag",
        "AGE": "Age",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("step", "analyze", "tiny", "x"), 1, "step analyze is not known (did you mean `analyse`?)"),
        ((), 2, "trialstats: command is missing; `trialstats --help` tells what there is"),
        (("chekc", "tiny"), 2, "chekc: no such command (did you mean `check`?)"),
        (("check",), 2, "check: trial is missing, e.g. `trialstats check laser`; `trialstats check --help` has more"),
        (("step",), 2, "step: step and trial are missing, e.g. `trialstats step "),
        (("design", "tiny", "--jobs"), 2, "--jobs needs a value, e.g. `trialstats design plan --analytic`; "),
        (("design", "tiny", "--jobs", "x"), 2, "--jobs x: must be a whole number\n"),
        (("completion", "bsh"), 2, "shell: bsh is not known (did you mean `bash`?)\n"),
    ],
)
def test_a_call_that_cannot_be(tiny: Tiny, arguments: tuple[str, ...], code: int, said: str) -> None:
    outcome = call(*arguments)
    assert (outcome.code, outcome.err[: len(said)]) == (code, said)
    assert tiny.check().code == 0


def test_the_schema_is_printed() -> None:
    assert call("schema").out == trial_schema()


def test_a_true_effect_on_no_parameter_is_noted(tiny: Tiny) -> None:
    tiny.spec("analyses:\n", "analyses:\n  truth: {method: truth, file: data/truth.csv}\n")
    lines = ("PAIN", "BOTH", "SF36PF", "STIF")
    tiny.write(
        "data/truth.csv",
        "PARAMCD,AVISIT,ARM,difference\n" + "".join(f"{paramcd},Week 8,Laser,-5\n" for paramcd in lines),
    )
    assert tiny.check().out.splitlines()[1:] == [
        "  note: data/truth.csv: PARAMCD = STIF is no parameter of a dataset (did you mean `STIFF`?)"
    ]
