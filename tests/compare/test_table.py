"""What SAS and R print is read as our rows: headings, arms, visits, and what the digits allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialstats.compare.given import number_of
from trialstats.compare.headings import statistic_of
from trialstats.compare.labels import Labels, term
from trialstats.compare.table import read_given, turned_numbers
from trialstats.errors import DataError

LABELS = Labels(
    arms={"laser": "Laser", "l": "Laser", "sham": "Sham", "highdose": "High dose"},
    visits={"week4": "Week 4", "4": "Week 4", "week8": "Week 8", "8": "Week 8"},
    parameters={"pain": "PAIN"},
)


def keys_in(tmp_path: Path, text: str) -> list[dict[str, str]]:
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")
    return [{**row.keys, "turned": str(row.turned)} for row in read_given(path, LABELS, "Sham").rows]


@pytest.mark.parametrize(
    ("heading", "statistic"),
    [
        ("Estimate", "estimate"),
        ("lsmean", "estimate"),
        ("emmean", "estimate"),
        ("StdErr", "std_error"),
        ("Standard Error", "std_error"),
        ("SE", "std_error"),
        ("Std. Error", "std_error"),
        ("std.error", "std_error"),
        ("DF", "df"),
        ("DenDF", "df"),
        ("NumDF", "num_df"),
        ("t Value", "statistic"),
        ("t.ratio", "statistic"),
        ("FValue", "statistic"),
        ("Probt", "p_value"),
        ("Pr > |t|", "p_value"),
        ("Pr(>|t|)", "p_value"),
        ("p.value", "p_value"),
        ("Lower", "conf_low"),
        ("lower.CL", "conf_low"),
        ("asymp.UCL", "conf_high"),
        ("conf.high", "conf_high"),
        ("Alpha", "alpha"),
        ("TRT01P", None),
        ("Effect", None),
    ],
)
def test_headings(heading: str, statistic: str | None) -> None:
    assert statistic_of(heading) == statistic


@pytest.mark.parametrize(
    ("text", "agreeing", "differing"),
    [
        ("-1.20", (-1.2049, -1.1951), (-1.2051, 1.2)),
        ("<.0001", (0.00009, 0.0), (0.0002,)),
        (".0432", (0.04324, 0.04316), (0.0433,)),
        ("1.5E-03", (0.00154,), (0.00156,)),
        ("\N{MINUS SIGN}3", (-3.4,), (-3.6,)),
        ("0.8279376434", (0.8279376434, 0.8279380), (0.82800,)),
    ],
)
def test_digits_decide(text: str, agreeing: tuple[float, ...], differing: tuple[float, ...]) -> None:
    printed = number_of(text)
    assert printed is not None
    assert all(printed.agrees(number, 1e-5) for number in agreeing)
    assert not any(printed.agrees(number, 1e-5) for number in differing)


@pytest.mark.parametrize("text", ["", ".", "NA", "_", "Week 4", "-"])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_means_and_differences_of_sas(tmp_path: Path) -> None:
    means = "Effect,TRT01P,AVISIT,Estimate,StdErr,DF\nTRT01P*AVISIT,Laser,Week 4,1.2,0.3,20\n"
    assert keys_in(tmp_path, means) == [{"ARM": "Laser", "AVISIT": "Week 4", "turned": "False"}]
    heading = "Effect,TRT01P,AVISIT,_TRT01P,_AVISIT,Estimate\n"
    rows = "TRT01P*AVISIT,Laser,Week 4,Sham,Week 4,1\nTRT01P*AVISIT,Sham,Week 4,Laser,Week 4,-1\n"
    assert keys_in(tmp_path, heading + rows) == [
        {"ARM": "Laser", "REFERENCE": "Sham", "AVISIT": "Week 4", "turned": "False"},
        {"ARM": "Laser", "REFERENCE": "Sham", "AVISIT": "Week 4", "turned": "True"},
    ]


def test_differences_of_other_visits_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "diffs.csv"
    path.write_text("TRT01P,AVISIT,_TRT01P,_AVISIT,Estimate\nLaser,Week 4,Sham,Week 8,1\n", encoding="utf-8")
    read = read_given(path, LABELS, "Sham")
    assert (read.rows, read.left_out) == ((), (f"{path}:2: compares Week 4 with Week 8",))


@pytest.mark.parametrize("contrast", ["Laser - Sham", "Laser vs Sham", "(Laser) - (Sham)", "Laser/Sham", "L - Sham"])
def test_contrasts_of_emmeans(contrast: str, tmp_path: Path) -> None:
    if "/" in contrast:
        contrast = contrast.replace("/", " / ")
    assert keys_in(tmp_path, f"contrast,AVISIT,estimate,SE\n{contrast},4,1,1\n") == [
        {"ARM": "Laser", "REFERENCE": "Sham", "AVISIT": "Week 4", "turned": "False"}
    ]


def test_terms_of_models_are_one_however_they_are_written(tmp_path: Path) -> None:
    ours, r = "TRT01P[T.Laser]:AVISIT[T.Week 8]", "AVISITWeek 8:TRT01PLaser"
    assert term(ours) == term(r)
    assert term("TRT01P*AVISIT") == term("TRT01P:AVISIT") != term("TRT01P")
    assert keys_in(tmp_path, "term,estimate\nBASE,0.5\n") == [{"variable": "BASE", "turned": "False"}]


def test_our_own_ids(tmp_path: Path) -> None:
    text = "id,estimate,std_error\npain/difference/PAIN/CHG/Week 4/Laser/Sham,1,\n"
    assert keys_in(tmp_path, text) == [{"id": "pain/difference/PAIN/CHG/Week 4/Laser/Sham", "turned": "False"}]


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert keys_in(tmp_path, "\N{ZERO WIDTH NO-BREAK SPACE}arm;visit;lsmean\nLaser;8;1\n") == [
        {"ARM": "Laser", "AVISIT": "Week 8", "turned": "False"}
    ]


def test_a_difference_the_other_way_round() -> None:
    numbers = {name: number_of(text) for name, text in {"estimate": "1.5", "conf_low": "-1", "conf_high": "4"}.items()}
    turned = turned_numbers({name: printed for name, printed in numbers.items() if printed})
    assert {name: printed.value for name, printed in turned.items()} == {
        "estimate": -1.5,
        "conf_low": -4.0,
        "conf_high": 1.0,
    }


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_without_estimates_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"other\.csv: no column of estimates"):
        read_given(path, LABELS, "Sham")
