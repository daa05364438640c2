"""Text comes in the encoding that is declared, or the one that is found; nothing is replaced in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.reading import problems, read, texts
from trialstats.io.decode import decode

TEXT = "id,unit\n1,µg/mL\n2,≥ 5\n"


@pytest.mark.parametrize(
    ("encoding", "codec"), [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32"), ("utf-8", "utf-8")]
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding: str, codec: str) -> None:
    raw = read("a.csv", TEXT.encode(encoding))
    assert (texts(raw), raw.encodings.get("a.csv")) == ([("1", "µg/mL"), ("2", "≥ 5")], codec)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16(mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert texts(read("a.csv", mark + TEXT.encode(codec))) == [("1", "µg/mL"), ("2", "≥ 5")]


@pytest.mark.parametrize("declared", ["cp1252", "CP1252", "windows-1252"])
def test_the_declared_encoding_decides(declared: str) -> None:
    raw = read("a.csv", "id,x\n1,Müller – 5 €\n".encode("cp1252"), encoding=declared)
    assert (texts(raw), raw.encodings.get("a.csv")) == ([("1", "Müller – 5 €")], "cp1252")


@pytest.mark.parametrize("declared", ["utf-8", "utf-8-sig", "UTF8"])
def test_a_mark_does_no_harm_where_utf_8_is_declared(declared: str) -> None:
    assert texts(read("a.csv", "id,x\n1,é\n".encode("utf-8-sig"), encoding=declared)) == [("1", "é")]


@pytest.mark.parametrize(
    "value", ["µg/mL", "Müller", "diarrhée sévère", "37 °C", "Malmö", "“quoted” – dash", "€5", "½ tablet"]
)
def test_western_text_is_found_however_little_of_it_there_is(value: str) -> None:
    raw = read("a.csv", f"id,visit,result\n001,V1,{value}\n002,V1,5\n".encode("cp1252"))
    assert (texts(raw)[0][2], raw.encodings.get("a.csv")) == (value, "cp1252")


def test_other_alphabets_are_found_where_they_prevail() -> None:
    terms = ["головная боль", "тошнота и рвота", "боль в шее", "сильная усталость", "бессонница", "головокружение"]
    content = "id,term\n" + "".join(f"{n},{term}\n" for n, term in enumerate(terms))
    assert [row[1] for row in texts(read("a.csv", content.encode("cp1251")))] == terms


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("codec", "byte"), [("utf-8", "0xFC"), ("ascii", "0xFC")])
def test_where_the_declared_encoding_does_not_fit(end: str, codec: str, byte: str) -> None:
    content = end.join(["id,x", "1,a", "2,Müller", ""]).encode("cp1252")
    said = f"a.csv, line 3: byte {byte} is not {codec}; declare the right `encoding`"
    assert problems("a.csv", content, encoding=codec) == (said,)


@pytest.mark.parametrize("encoding", ["latin-99", "hex", "rot13"])
def test_an_encoding_that_does_not_exist(encoding: str) -> None:
    said = f"a.csv: encoding {encoding} is not known (e.g. utf-8, cp1252, latin-1)"
    assert problems("a.csv", "id\n1\n", encoding=encoding) == (said,)


@given(st.text(st.characters(codec="utf-8", blacklist_characters="\ufeff")))
def test_utf_8_is_always_found(text: str) -> None:
    assert decode(text.encode(), "a.csv", None) == (text, "utf-8")


MIXED = {
    "one line of cp1252": ["id,x", "1,Łukasz", "2,Müller", b"3,Andr\xe9"],
    "one line of UTF-8": ["id,x", b"1,\xb5g", b"2,\xb5g", "3,µg"],
    "both on one line": ["id,x,y", "1,a,b", b"2,\xc2\xb5g,\xb5g"],
    "a mark of UTF-8 and a line that is not": ["\ufeffid,x", "1,µg", b"2,\xb5g"],
}


@pytest.mark.parametrize("content", MIXED.values(), ids=MIXED)
def test_a_file_that_is_not_all_of_one_encoding_is_refused(content: list[str | bytes]) -> None:
    """A file of UTF-8 with one line of cp1252 was read as cp1252, or as cp1251: `MГјller`, `Ãœbelkeit`."""
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in content)
    (said,) = problems("a.csv", data)
    first = next(n for n, line in enumerate(content, start=1) if isinstance(line, bytes))
    assert said.startswith(f"a.csv, line {first}: byte 0x{'E9' if b'Andr' in data else 'B5'}")
    assert "`encoding`" in said


def test_a_mixed_file_may_be_declared_as_one() -> None:
    raw = read("a.csv", b"id,x\n1,\xc9\x94\n2,\xb5g\n", encoding="cp1252")
    assert texts(raw) == [("1", "É”"), ("2", "µg")]


def test_a_guess_is_told_with_a_word_to_judge_by() -> None:
    raw = read("a.csv", "id,x\n1,a\n2,5 µg/mL\n".encode("cp1252"))
    said = "a.csv: is not UTF-8 and was taken for cp1252 (line 3: µg/mL); if that is right, declare `encoding: cp1252`"
    assert raw.notes == (said,)
    assert read("a.csv", "id,x\n1,µg\n".encode("cp1252"), encoding="cp1252").notes == ()
    assert read("a.csv", "id,x\n1,µg\n").notes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MÃ¼ller", "MÃ¼ller seems to be a text that was encoded twice before"),
        ("5 Âµg", "Âµg seems to be a text that was encoded twice before"),
        ("M\ufffdller", "M\ufffdller seems to be a text that has lost a letter before"),
        ("Müller", None),
        ("ÉCOLE", None),
        ("Ångström", None),
        ("ß", None),
        ("µg", None),
        ("Ã", None),
    ],
)
def test_letters_that_were_damaged_before_are_told(text: str, said: str | None) -> None:
    raw = read("a.csv", f"id,x\n1,a\n2,{text}\n")
    assert texts(raw)[1] == ("2", text)
    assert raw.notes == ((f"a.csv, line 3: {said}",) if said else ())


def test_a_guess_is_told_where_no_letter_shows_it() -> None:
    content = "id,term\n" + "".join(f"{n:03d},headache after the visit\n" for n in range(1, 40))
    raw = read("a.csv", content.encode("cp037"))
    assert texts(raw)[0] == ("001", "headache after the visit")
    said = f"is not UTF-8 and was taken for {raw.encodings['a.csv']} (line 1: id,term)"
    assert raw.notes == (f"a.csv: {said}; if that is right, declare `encoding: {raw.encodings['a.csv']}`",)


def test_a_column_that_is_not_found_where_the_encoding_was_guessed() -> None:
    content = "id,боль\n001,abcdefghijklmnop\n".encode("cp1251")
    assert problems("a.csv", content, visit="боль") == (
        "a.csv: has no column боль (known: id, áîëü)",
        "a.csv: is not UTF-8 and was taken for cp1252: if a name above is garbled, declare the right `encoding`",
    )
    assert texts(read("a.csv", content, visit="боль", encoding="cp1251"))[0][0] == "001"


def test_utf_8_that_is_declared_as_something_else_is_told() -> None:
    raw = read("a.csv", "id,x\n1,Müller\n", encoding="cp1252")
    assert raw.notes == (
        "a.csv, line 2: MÃ¼ller, where UTF-8 has Müller: the whole file is valid UTF-8, and `encoding: cp1252` may be "
        "wrong",
    )
    assert read("a.csv", "id,x\n1,Muller\n", encoding="cp1252").notes == ()
