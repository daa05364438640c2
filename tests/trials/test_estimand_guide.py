"""The estimand guide: its trial files run, and every number of its text is theirs; the main ones computed apart too."""

from __future__ import annotations

import filecmp
import importlib.util
import re
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.tiny import call
from tests.trials import estimand_guide as apart
from trialstats.display.numbers import number
from trialstats.io.artefacts import read_artefact
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.report.content import ReportContent
from trialstats.report.estimands import describe_estimands
from trialstats.report.headline import headlines
from trialstats.results.ard import population_rows
from trialstats.results.kinds import Kind
from trialstats.steps.report import read_notes
from trialstats.steps.rows import rows_of
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial

PAGES = Path(__file__).parents[2] / "docs"
BEFORE_ANALYSES = ("raw", "subjects", "dataset", "adsl", "events", "adam", "adice", "affected")
# Each trial with its heading, the week of its question, and the analyses whose numbers the text tells.
TRIALS = {
    "rescue": (
        "Pain with rescue medication",
        "Week 12",
        "pain pain_with_rescue pain_cir pain_cr pain_j2r pain_tipping",
    ),
    "dropout": ("Dropout for lack of efficacy", "Week 8", "response response_missing score score_j2r"),
    "limb": ("Death or amputation as part of the outcome", "Week 26", "walk walk_missing distance"),
    "alive": ("While alive", "Week 4", "breath breath_robust"),
}
NUMBER = re.compile(r"(?<![\w.])[−<]?\d*\.?\d+")


@dataclass(frozen=True)
class Ran:
    """A trial of the guide as it ran, and its section of the text, on one line."""

    trial: Trial
    content: ReportContent
    rows: pd.DataFrame
    section: str
    timepoint: str

    def row(self, analysis: str, kind: str = Kind.DIFFERENCE, **keys: Any) -> dict[str, Any]:
        wanted = {"analysis": analysis, "kind": kind, "AVISIT": self.timepoint, **keys}
        found = self.rows
        for name, value in wanted.items():
            found = found[found[name].eq(value).fillna(False)]
        (row,) = found.to_dict("records")
        return row

    def note(self, analysis: str, event: str) -> dict[str, int]:
        notes = self.content.diagnostics[analysis]
        (own,) = (each for each in notes["intercurrent_events"] if each["event"] == event)
        return {**own, "used": notes["records"]["used"]}

    def says(self, *phrases: str) -> None:
        """Hold that the text says all of this, and no number beside it but those of the question and of its design."""
        text = self.section
        for phrase in phrases:
            assert phrase in self.section, phrase
        for phrase in sorted(phrases, key=len, reverse=True):
            text = text.replace(phrase, " ")
        assert NUMBER.findall(text) == [], text


def interval(row: dict[str, Any], decimals: int = 1, factor: float = 1) -> str:
    low, high = (number(factor * row[name], decimals) for name in ("conf_low", "conf_high"))
    return f"{low} to {high}"


def with_interval(row: dict[str, Any], decimals: int = 1) -> str:
    """Write an estimate as the tables of the guide do."""
    return f"{number(row['estimate'], decimals)} ({interval(row, decimals)})"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(PAGES / "estimands", tmp_path_factory.mktemp("guide") / "estimands"))


@pytest.fixture(scope="module")
def ran(folder: Path) -> dict[str, Ran]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return {name: run(name, *told) for name, told in TRIALS.items()}


def run(name: str, heading: str, timepoint: str, named: str) -> Ran:
    """Run the steps of a trial up to the analyses that the guide tells of."""
    trial, layout, analyses = load_trial(trial_path(name)), Layout(name), [*named.split(), "events"]
    for step, job in Plan(trial, layout).names():
        if step in BEFORE_ANALYSES or (step == "analyse" and job in analyses):
            import_module(f"trialstats.steps.{step}").run(trial, layout, job)
    rows = rows_of(layout, analyses)
    adsl = read_artefact(layout.adam("adsl"))
    adsl = adsl.assign(TRT01P=pd.Categorical(adsl["TRT01P"], list(trial.arms)))
    sizes = population_rows(adsl, {"ITTFL": "All randomised"}).rename(columns={"variable": "flag"})
    nothing = pd.DataFrame()
    notes = {analysis: read_notes(layout, analysis) for analysis in analyses}
    content = ReportContent(trial, rows, sizes, nothing, nothing, nothing, diagnostics=notes)
    page = (PAGES / "estimand-guide.md").read_text("utf-8")
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    section = re.sub(
        r"```yaml\n.*?```|\n\| (Treatment|Population|Variable|Inter|Summ)[^\n]*", "", section, flags=re.DOTALL
    )
    return Ran(trial, content, rows, " ".join(section.split()), timepoint)


def sentence(one: Ran) -> str:
    """Give what the report says of the primary result, as far as the guide quotes it."""
    (result,) = headlines(one.content)
    said = "".join(phrase.text for phrase in result.answers[0]).replace("\N{NO-BREAK SPACE}", " ")
    return said.split(" Lower values")[0].split(" Higher values")[0]


def events_of(one: Ran, event: str) -> tuple[int, int, int]:
    """Count the subjects with an event: in all, of the active arm and of the reference."""
    label = one.trial.intercurrent_events[event].label
    had = one.rows[one.rows["variable"].eq("HAD").fillna(False) & one.rows["group"].eq(label).fillna(False)]
    counts = had.set_index("ARM")["count"].astype(int)
    active, reference = one.trial.arms
    return counts["All"], counts[active], counts[reference]


def test_the_data_are_those_that_the_script_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_data", PAGES / "estimands" / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert written == sorted(path.relative_to(apart.DATA) for path in apart.DATA.rglob("*.csv"))
    assert filecmp.cmpfiles(tmp_path, apart.DATA, [str(path) for path in written], shallow=False)[1:] == ([], [])


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_file_is_in_order(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    checked = call("check", name)
    assert (checked.code, checked.err) == (0, "")
    assert checked.out == f"{name}: trial file and data are in order (0 records listed; see the report)\n"


def test_what_the_page_shows_of_the_files_stands_in_them() -> None:
    page = (PAGES / "estimand-guide.md").read_text("utf-8")
    for name, (heading, *_) in TRIALS.items():
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        shown = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
        assert shown
        assert f"estimands/{name}.yaml" in section
        for text in shown:
            assert text in (PAGES / "estimands" / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", TRIALS)
def test_the_attributes_are_those_of_the_report(name: str, ran: dict[str, Ran]) -> None:
    page = (PAGES / "estimand-guide.md").read_text("utf-8")
    section = page.split(f"\n## {TRIALS[name][0]}\n")[1].split("\n## ")[0]
    lines = dict(
        re.findall(r"^\| (Treat[^|]*|Pop[^|]*|Var[^|]*|Inter[^|]*|Summ[^|]*?) \| (.*) \|$", section, re.MULTILINE)
    )
    shown = len(lines["Treatment"].split(" | "))
    for place, described in enumerate(describe_estimands(ran[name].content)[:shown]):
        events = "; ".join(f"{event.label}: {event.strategy}" for event in described.events)
        expected = {**dict(described.attributes), "Intercurrent events": events}
        assert {key: line.split(" | ")[place] for key, line in lines.items()} == expected


def test_pain_with_rescue_medication(ran: dict[str, Ran]) -> None:
    one = ran["rescue"]
    alone, beside = apart.rescue(set_aside=True), apart.rescue(set_aside=False)
    main, policy = one.row("pain"), one.row("pain_with_rescue")
    assert main["estimate"] == pytest.approx(alone["estimate"], abs=1e-4)
    assert policy["estimate"] == pytest.approx(beside["estimate"], abs=1e-4)
    note = one.note("pain", "rescue")
    assert (note["set_aside"], note["used"]) == (alone["set_aside"], alone["used"])
    assert one.note("pain_with_rescue", "rescue")["used"] == beside["used"]
    had, active, reference = events_of(one, "rescue")
    assert (had, active) == (alone["events"], alone["active"])
    tipping = one.rows[one.rows["kind"].eq(Kind.TIPPING_POINT)].iloc[-1]["estimate"]
    one.says(
        "80 people, pain at weeks 4, 8 and 12",
        f"{had} of 80 people have the event, {active} with the tablet and {reference} with placebo",
        f"Of {beside['used']} records after baseline, {note['set_aside']} lie after it",
        f"the mixed model works on the other {note['used']}",
        f"all {beside['used']} are used",
        sentence(one),
        f"the difference is {number(policy['estimate'])} mm (95% CI {interval(policy)})",
        "difference at week 12 (95% CI)",
        f"(primary analysis) | {with_interval(main)}",
        *(f"({word.upper()}) | {with_interval(one.row(f'pain_{word}'))}" for word in ("cir", "cr", "j2r")),
        f"{number(tipping)} mm worse than the model assumes",
    )


def test_dropout_for_lack_of_efficacy(ran: dict[str, Ran]) -> None:
    one, counted = ran["dropout"], apart.dropout()
    main, worst = (one.row(name, Kind.RISK_DIFFERENCE) for name in ("response", "response_missing"))
    shares = [counted[f"{arm}_responders"] / counted[f"{arm}_known"] for arm in ("active", "reference")]
    assert main["estimate"] == pytest.approx(shares[0] - shares[1])
    shares = [counted[f"{arm}_responders"] / counted[f"{arm}_all"] for arm in ("active", "reference")]
    assert worst["estimate"] == pytest.approx(shares[0] - shares[1])
    for event, words in (("no_help", "gave_up"), ("moved", "moved")):
        assert events_of(one, event)[1:] == (counted[f"active_{words}"], counted[f"reference_{words}"])
    assert one.note("response", "no_help")["assigned"] == counted["active_gave_up"] + counted["reference_gave_up"]
    (left, *left_of), (moved, *moved_of) = events_of(one, "no_help"), events_of(one, "moved")
    score, j2r = one.row("score"), one.row("score_j2r")
    responders = [counted[f"{arm}_responders"] for arm in ("active", "reference")]
    known, everybody = ([counted[f"{arm}_{what}"] for arm in ("active", "reference")] for what in ("known", "all"))
    one.says(
        "88 people, HAMD-17 to week 8",
        f"{left} of 88 left for lack of efficacy, {left_of[0]} with the drug and {left_of[1]} with placebo",
        "no response at week 8",
        f"{moved} moved away, {moved_of[0]} and {moved_of[1]}",
        f"{responders[0]} of {known[0]} with the drug and {responders[1]} of {known[1]} with placebo",
        sentence(one),
        f"{responders[0]} of {everybody[0]} against {responders[1]} of {everybody[1]}",
        f"{number(100 * worst['estimate'])} percentage points (95% CI {interval(worst, factor=100)})",
        f"{number(score['estimate'])} points (95% CI {interval(score)})",
        f"{number(j2r['estimate'])} points (95% CI {interval(j2r)})",
    )


def test_death_or_amputation_as_part_of_the_outcome(ran: dict[str, Ran]) -> None:
    one, counted = ran["limb"], apart.limb()
    main, worst = (one.row(name, Kind.WIN_PROBABILITY) for name in ("walk", "walk_missing"))
    assert (main["estimate"], main["n"]) == (
        pytest.approx(counted["estimate"]),
        counted["active"] + counted["reference"],
    )
    assert (worst["estimate"], worst["n"]) == (pytest.approx(counted["with_unseen"]), 92)
    amputated, died = one.note("walk", "amputation"), one.note("walk", "death")
    assert (amputated["assigned"], amputated["set_aside"]) == (counted["lost"], counted["walked_after"])
    assert (died["assigned"], died["set_aside"]) == (counted["died"], 0)
    (death, *death_of), (loss, *loss_of) = events_of(one, "death"), events_of(one, "amputation")
    metres = one.row("distance")
    one.says(
        "92 people, the distance walked in six minutes at weeks 13 and 26",
        f"{death} of 92 died, {death_of[0]} and {death_of[1]}, and {loss} lost a leg, {loss_of[0]} and {loss_of[1]}",
        "is assigned to each of them at week 26",
        f"walked after an amputation, {counted['walked_after']} at week 26, are set aside",
        f"{counted['unseen']} people were not seen at week 26",
        f"{main['n']:.0f} are compared, {counted['active']} and {counted['reference']}",
        sentence(one),
        f"If the {counted['unseen']} who were not seen",
        f"the probability is {number(worst['estimate'], 2)} (95% CI {interval(worst, 2)}), of {worst['n']:.0f} people",
        f"a walk of 0 m (`value: 0`): {number(metres['estimate'], 0)} m more (95% CI {interval(metres, 0)})",
    )


def test_while_alive(ran: dict[str, Ran]) -> None:
    one, counted = ran["alive"], apart.alive()
    main, robust = one.row("breath"), one.row("breath_robust")
    assert main["estimate"] == pytest.approx(counted["estimate"])
    assert main["std_error"] == pytest.approx(counted["std_error"])
    note = one.note("breath", "death")
    assert (note["set_aside"], note["used"]) == (counted["lived_seen"], counted["used"])
    assert (note["assigned"], note["without_value"]) == (counted["used"], counted["died_without"])
    died, *of_arms = events_of(one, "death")
    one.says(
        "76 people, a score each week to week 4",
        f"{died} of 76 died in the time of the trial or soon after",
        f"{of_arms[0]} with morphine and {of_arms[1]} with placebo",
        f"for {counted['affected']} of them a visit is affected",
        "value at week 4 is the mean of the scores after baseline, to week 4 or to death",
        f"{note['set_aside']} values of week 4 give way to such a mean",
        f"{counted['died_with']} people who had died get one",
        f"{counted['died_without']} had died before any score after baseline",
        f"{counted['lived_unseen']} lived and were not seen at week 4",
        f"{counted['used']} are compared",
        sentence(one),
        f"(HC3), {number(robust['estimate'])} points (95% CI {interval(robust)})",
    )
