"""Text comes in the encoding that is declared, or the one that is found; nothing is replaced in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from io_reading import problems, read, texts

from trialstats.io.decode import decode

TEXT = "id,unit\n1,µg/mL\n2,≥ 5\n"


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32"), ("utf-8", "utf-8")],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding: str, codec: str) -> None:
    raw = read("a.csv", TEXT.encode(encoding))
    assert (texts(raw), raw.encoding) == ([("1", "µg/mL"), ("2", "≥ 5")], codec)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16(mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert texts(read("a.csv", mark + TEXT.encode(codec))) == [("1", "µg/mL"), ("2", "≥ 5")]


@pytest.mark.parametrize("declared", ["cp1252", "CP1252", "windows-1252"])
def test_the_declared_encoding_decides(declared: str) -> None:
    raw = read("a.csv", "id,x\n1,Müller – 5 €\n".encode("cp1252"), encoding=declared)
    assert (texts(raw), raw.encoding) == ([("1", "Müller – 5 €")], "cp1252")


@pytest.mark.parametrize("declared", ["utf-8", "utf-8-sig", "UTF8"])
def test_a_mark_does_no_harm_where_utf_8_is_declared(declared: str) -> None:
    assert texts(read("a.csv", "id,x\n1,é\n".encode("utf-8-sig"), encoding=declared)) == [("1", "é")]


@pytest.mark.parametrize(
    "value", ["µg/mL", "Müller", "diarrhée sévère", "37 °C", "Malmö", "“quoted” – dash", "€5", "½ tablet"]
)
def test_western_text_is_found_however_little_of_it_there_is(value: str) -> None:
    raw = read("a.csv", f"id,visit,result\n001,V1,{value}\n002,V1,5\n".encode("cp1252"))
    assert (texts(raw)[0][2], raw.encoding) == (value, "cp1252")


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
