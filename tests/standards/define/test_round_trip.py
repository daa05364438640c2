"""CDISC's own definition of its pilot: read into our model, written, and the same in content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standards.define.canonical import canonical_document
from trialstats.standards.define.binding import parse, to_xml
from trialstats.standards.define.codelists import Decode
from trialstats.standards.define.model import ODM, ProtocolName
from trialstats.standards.define.words import Description, TranslatedText


def test_the_pilots_definition_comes_back_the_same_in_content(shared: Callable[[str], Path]) -> None:
    content = shared("standards/pilot_adam/define.xml").read_bytes()
    model = parse(ODM, content)
    assert model.study
    metadata = model.study.metadata
    assert metadata
    assert metadata.results
    # Counted in the file with grep.
    counted = (len(metadata.item_groups), len(metadata.items), len(metadata.codelists), len(metadata.methods))
    assert counted == (12, 617, 97, 160)
    assert len(metadata.results.displays) == 2
    again = to_xml(model).encode()
    assert canonical_document(again) == canonical_document(content)
    assert parse(ODM, again) == model


def test_what_the_model_does_not_know_is_refused() -> None:
    begin = '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"'
    with pytest.raises(ValueError, match="ODM: Colour is not known"):
        parse(ODM, f'{begin} Colour="red"/>')
    with pytest.raises(ValueError, match="ODM: AdminData is not known"):
        parse(ODM, f"{begin}><AdminData/></ODM>")
    with pytest.raises(ValueError, match="ODM: has 2 of Study"):
        parse(ODM, f"{begin}><Study/><Study/></ODM>")
    with pytest.raises(ValueError, match="is no XML"):
        parse(ODM, "<ODM")


@pytest.mark.parametrize("text", ["<b>&amp;", 'a "quote"', " blanks  ", "two\nlines", "µ ≥ 痛", "return\r", "\ttab"])
def test_texts_come_back_as_they_were(text: str) -> None:
    assert parse(ProtocolName, to_xml(ProtocolName(text))) == ProtocolName(text)
    words = Decode((TranslatedText(text, text),))
    assert parse(Decode, to_xml(words)) == words
    assert Description((TranslatedText("en", text),)).text == text


def test_what_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="XML cannot hold"):
        to_xml(ProtocolName("\x0b"))
