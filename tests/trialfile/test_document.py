"""A trial file as text: what YAML would guess stays as written, and what cannot be read is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.errors import SpecError
from trialstats.trialfile.text.document import dotted, read_document

FILE = Path("trial.yaml")


@pytest.mark.parametrize("text", ["007", "no", "Yes", "1e3", "12:30", "0x10", "1_000", "2024-01-05", "1.50", "=", ".5"])
def test_values_stay_as_they_are_written(tiny: Tiny, text: str) -> None:
    tiny.write("trial.yaml", f"plain: {text}\nlist: [{text}]\n{text}: key\n")
    assert read_document(FILE).data == {"plain": text, "list": [text], text: "key"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("'null'", "null"),
        ('""', ""),
        ("' 7 '", " 7 "),
        ('"a\\tb"', "a\tb"),
        ("# only a comment", None),
        ("a # b", "a"),
        ("[]", []),
        ("{}", {}),
        ("nullify", "nullify"),
    ],
)
def test_nothing_is_nothing_and_quotes_make_text(tiny: Tiny, text: str, value: object) -> None:
    tiny.write("trial.yaml", f"key: {text}\n")
    assert read_document(FILE).data == {"key": value}


@pytest.mark.parametrize("codes", ["007", "no", "1e3", "12:30", "[007, no]", "Off"])
def test_codes_of_an_arm_are_texts(tiny: Tiny, codes: str) -> None:
    tiny.spec("{codes: L}", f"{{codes: {codes}}}")
    assert tiny.load().arms["Laser"].codes == tuple(codes.strip("[]").split(", "))


@pytest.mark.parametrize(("text", "value"), [("4", 4.0), ("4.5", 4.5), ("-1", -1.0), ("1e1", 10.0), ("'4'", 4.0)])
def test_numbers_are_numbers_where_numbers_are_meant(tiny: Tiny, text: str, value: float) -> None:
    tiny.spec("AVISITN: 4,", f"AVISITN: {text},")
    assert value == tiny.load().visits["Week 4"].AVISITN


def test_lines_of_keys_items_and_what_was_not_written(tiny: Tiny) -> None:
    tiny.write("trial.yaml", "# note\na:\n  b: [x,\n      y]\n  c:\n    - z\n\nd: e\n")
    document = read_document(FILE)
    paths = [(), ("a",), ("a", "b"), ("a", "b", 1), ("a", "c", 0), ("d",), ("a", "absent"), ("absent", 3)]
    assert [document.line(path) for path in paths] == [1, 2, 3, 4, 6, 8, 2, 1]


@pytest.mark.parametrize(
    ("path", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a.b"), (("a", 0, "b", 11), "a[1].b[12]")]
)
def test_paths_as_a_reader_says_them(path: tuple[str | int, ...], said: str) -> None:
    assert dotted(path) == said


def test_an_alias_repeats_what_its_anchor_holds(tiny: Tiny) -> None:
    tiny.write("trial.yaml", "a: &codes [X, Y]\nb: *codes\n")
    assert read_document(FILE).data == {"a": ["X", "Y"], "b": ["X", "Y"]}


WHOLE_FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", ":1: the file is empty"),
    "comments only": ("# nothing\n", ":1: the file is empty"),
    "a list": ("- a\n- b\n", ":1: must be `key: value` lines"),
    "a text": ("just a text\n", ":1: must be `key: value` lines"),
    "a spreadsheet": ("id;arm\n001;L\n", ":1: must be `key: value` lines"),
    "a tab": (
        TRIAL + "notice:\n\ttext\n",
        ":80: not valid YAML: a tab stands where blanks are needed; indent with blanks",
    ),
    "brackets": (TRIAL + "notice: [a\n", ":80: not valid YAML: expected ',' or ']', but got '<stream end>'"),
    "braces": (TRIAL.replace('"q{n:02d}"', "q{n:02d}"), ":55: not valid YAML: a text with `{` in it needs quotes"),
    "colon": (
        TRIAL.replace("A tiny trial", "Pain: a trial"),
        ":2: not valid YAML: a text with `: ` in it needs quotes, or a line is indented too far",
    ),
    "two documents": (
        TRIAL + "---\na: b\n",
        ":79: not valid YAML: `---` begins a second document; a trial file has one",
    ),
    "not UTF-8": (
        TRIAL.replace("tiny", "zierliché").encode("cp1252"),
        ":2: byte 0xE9 is not UTF-8; save the file as UTF-8",
    ),
    "UTF-16": (TRIAL.encode("utf-16"), ":1: byte 0xFF is not UTF-8; save the file as UTF-8"),
    "a zero byte": (
        TRIAL + "notice: a\0b\n",
        ":79: not valid YAML: a character that no text has (U+0000); the file is damaged, or no text file",
    ),
    "an alias inside itself": (
        TRIAL + "notice: &a [*a]\n",
        ":79: not valid here: nested more than 30 deep; does an alias (`*name`) stand inside what it repeats?",
    ),
}


@pytest.mark.parametrize(("content", "said"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_is_no_trial_file(tiny: Tiny, content: str | bytes, said: str) -> None:
    tiny.write(TRIAL_FILE, content)
    with pytest.raises(SpecError) as caught:
        tiny.load()
    assert caught.value.problems == (TRIAL_FILE + said,)


@pytest.mark.parametrize("content", [TRIAL.encode("utf-8-sig"), TRIAL.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tiny: Tiny, content: bytes) -> None:
    expected = tiny.load()
    tiny.write(TRIAL_FILE, content)
    assert tiny.load() == expected
    tiny.write(TRIAL_FILE, content.replace(b"title", b"titel"))
    assert tiny.spec_problems()[1].startswith("2: titel")


def test_all_problems_are_said_at_once_in_the_order_of_their_lines(tiny: Tiny) -> None:
    tiny.spec("title: A tiny trial", "titel: A tiny trial")
    tiny.spec("Laser: {codes: L}", "Laser: {codes: L, dose: high}")
    tiny.spec("AVISITN: 4, target: 29", "AVISITN: 4, target: soon")
    tiny.spec("type: number, range", "type: nmber, range")
    tiny.spec("method: ancova, estimand: primary", "method: ancova, estimand: primary, alpha: 2")
    assert tiny.spec_problems() == [
        "1: title is missing",
        "2: titel is not a known key (did you mean `title`?)",
        "29: arms.Laser.dose = high: must be a number",
        "34: visits.Week 4.target = soon: must be a whole number",
        "38: covariates.AGE.type = nmber is not known (did you mean `number`?)",
        "74: analyses.change.alpha = 2: must be less than 1; 2% is written 0.02",
    ]


def test_wrong_types_and_wrong_names_are_said_in_one_go(tiny: Tiny) -> None:
    tiny.spec("    shape: long", "    shpe: long")
    tiny.spec("role: reference", "role: refrence")
    tiny.spec("  AGE: {column: age, type: number", "  AGE: {column: age, type: nmber")
    tiny.spec("timepoint: Week 8", "timepoint: Week 9")
    tiny.spec("analysis: change", "analysis: chnge")
    assert tiny.spec_problems() == [
        "11: sources.vas.shpe is not a known key (did you mean `shape`?)",
        "30: arms.Sham.role = refrence is not known (did you mean `reference`?)",
        "38: covariates.AGE.type = nmber is not known (did you mean `number`?)",
        "71: estimands.primary.timepoint = Week 9 is not a known visit (did you mean `Week 8`?)",
        "78: tables.change.analysis = chnge is not a known analysis (did you mean `change`?)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{codes: S, role: reference}",
            "{codes: S, role: refrence}\n  Third: {codes: T}",
            ["30: arms.Sham.role = refrence is not known (did you mean `reference`?)"],
        ),
        (
            "RANDDT: {column: randomised}",
            "RANDDT: {colum: randomised}",
            [
                "25: subjects.dates.RANDDT.colum is not a known key (did you mean `column`?)",
                "25: subjects.dates.RANDDT.column is missing",
            ],
        ),
        (
            "change: {method: ancova",
            "change: {method: anova",
            ["74: analyses.change.method = anova is not known (did you mean `ancova`?)"],
        ),
        (
            "summary: {method: descriptive,",
            "summary: {method: mmrm, covariance: un,",
            [
                "75: analyses.summary.covariance[1] = un is not known "
                "(known: us, toep, toeph, ar1, ar1h, cs, csh, ad, adh, sp_exp, sp_gau)"
            ],
        ),
        (
            "mean_of: [PAIN, STIFF]",
            "mean_of: [pain, STIFF]",
            [
                "52: datasets.adpain.derived.BOTH.mean_of[1] = pain: a variable has up to 8 capital letters, digits "
                "or _, beginning with a letter, e.g. AGE"
            ],
        ),
        (
            "summary: {method: descriptive, dataset: adpain, population: FASFL}",
            "summary: {method: baseline, population: ITTFL, parameters: {adqs: SF36PF, adpian: PAIN}}\n"
            "  other: {method: descriptive, dataset: adqs, population: ITTFL}",
            ["75: analyses.summary.parameters.adpian is not a known dataset (did you mean `adpain`?)"],
        ),
        (
            "Week 8: {codes: V2, AVISITN: 8,",
            "Week 8: {codes: V2, AVISITN: eight,",
            ["35: visits.Week 8.AVISITN = eight: must be a number"],
        ),
        ("baseline: true", "baseline: maybe", ["33: visits.Baseline.baseline = maybe: write true or false"]),
        (
            "Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1, window: [-7, 1]}",
            "Baseline: V0",
            ["33: visits.Baseline = V0: must be a set of `key: value` lines"],
        ),
        (
            "  vas:\n    file: data/vas.csv",
            "  vas:\n    fil: data/vas.csv",
            ["7: sources.vas.fil is not a known key (did you mean `file`?)"],
        ),
    ],
)
def test_what_only_follows_from_another_mistake_is_not_said(tiny: Tiny, old: str, new: str, said: list[str]) -> None:
    tiny.spec(old, new)
    assert tiny.spec_problems() == said


def test_names_in_what_was_taken_out_are_known_everywhere(tiny: Tiny) -> None:
    tiny.spec("version: v1", "version: v7")
    tiny.spec("method: descriptive, dataset: adpain", "method: reliability, dataset: adqs")
    tiny.spec("analyses:\n", "analyses:\n  people: {method: baseline, population: ITTFL, parameters: {adqs: SF36PF}}\n")
    tiny.spec("  adae:\n    source: events", "  adae:\n    source: event")
    assert tiny.spec_problems() == [
        "55: datasets.adqs.instrument.version = v7 is not known (known: v1, v2, rand36)",
        "59: occurrences.adae.source = event is not a known source (did you mean `events`?)",
    ]


def test_names_of_a_section_that_was_taken_out_whole_are_not_called_unknown(tiny: Tiny) -> None:
    tiny.spec("method: ancova, estimand: primary", "method: ancova, covariates: [BASE, AGE], estimand: primary")
    text = tiny.read(TRIAL_FILE)
    section = text[text.index("covariates:\n") : text.index("populations:")]
    tiny.spec(section, "covariates: AGE\n\n")
    assert tiny.spec_problems() == ["37: covariates = AGE: must be a set of `key: value` lines"]


def test_a_folded_text_is_one_line_without_marks(tiny: Tiny) -> None:
    tiny.spec("STUDYID:", "notice: >-\n  one line\n  and another\nSTUDYID:")
    assert tiny.load().notice == "one line and another"


@pytest.mark.parametrize(
    ("written", "said"), [(r"Week\n4", r"Week\n4"), (r"Week\t4", r"Week\t4"), (r"A\u2028B", r"A\u2028B")]
)
def test_a_message_stays_on_its_line(tiny: Tiny, written: str, said: str) -> None:
    tiny.spec("  Week 4:", f'  "{written}":')
    assert tiny.spec_problems() == [f"34: visits.{said} holds a control character, which displays cannot print"]
