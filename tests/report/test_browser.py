"""The page in a browser: what a reader does with it, by mouse and keys, on a desk, in a hand, in the dark, on paper."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from tests.in_process import run_steps
from tests.report.browser import HAND, Opened, browser, opened
from tests.tiny import TRIAL, TRIAL_FILE, Tiny

# Beside the table of the tiny trial: one of many rows, a figure, and hostile words.
TITLE = "Pain <img src=x onerror=alert(1)>"
MORE = f"""\
  summary: {{kind: descriptive, title: "{TITLE}", analysis: summary}}

figures:
  change: {{kind: lsmeans, title: Change in pain by visit, analysis: change}}
"""
DIFFERENCE = "change/difference/PAIN/CHG/Week 8/Laser/Sham"
TABLE = "#table-summary table"
SHOWN = (
    f"[...document.querySelectorAll('{TABLE} tbody tr')]"
    ".filter(r => !r.hidden && !r.matches('.gt_group_heading_row') && !r.querySelector('.row-heading'))"
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The results of a tiny trial, with its page."""
    top = tmp_path_factory.mktemp("page")
    with chdir(top):
        Tiny().write(TRIAL_FILE, TRIAL + MORE)
        yield top / run_steps("tiny").top


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def desk(chromium: Any, results: Path) -> Opened:
    """The page on a desk, opened once: each test leaves it as it found it."""
    return opened(chromium, results / "report.html")


@pytest.fixture
def page(desk: Opened) -> Iterator[Any]:
    """The page as it was opened; a test may not make the browser complain."""
    yield desk.page
    desk.page.reload()
    assert desk.complaints == []


def rows(page: Any) -> list[str]:
    return page.evaluate(f"{SHOWN}.map(r => r.cells[0].textContent.trim())")


def test_it_is_one_file_that_fetches_nothing(desk: Opened, results: Path) -> None:
    assert desk.fetched == [(results / "report.html").as_uri()]
    assert desk.complaints == []
    assert desk.page.evaluate("document.documentElement.className") == "scripted"


def test_words_of_the_trial_stay_words(page: Any) -> None:
    assert (page.text_content("#table-summary h4") or "").endswith(TITLE)
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    assert TITLE in page.inner_text("#found")
    assert page.query_selector("img") is None


def test_search_finds_headings_tables_rows_and_ids_from_the_keyboard(page: Any) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("change in pain")
    kinds = page.eval_on_selector_all("#found .kind", "all => all.map(one => one.textContent)")
    assert "Tables" in kinds
    assert "Figures" in kinds
    page.fill("#query", DIFFERENCE)
    assert DIFFERENCE in page.inner_text("#found")
    page.fill("#query", "no such words")
    assert page.inner_text("#found").strip() == "Nothing found"
    page.fill("#query", "difference pain week 8 sham")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#query", "aria-activedescendant")
    page.keyboard.press("Enter")
    assert page.query_selector(".hit") is not None
    assert page.is_hidden("#found")


def test_search_ignores_accents_capitals_and_kinds_of_minus(desk: Opened) -> None:
    assert desk.page.evaluate(shared("plain('Été  \\u22125')")) == "ete -5"


def shared(call: str) -> str:
    """Write a script that has what the parts of the page's script share, and ends with a call."""
    folder = files("trialstats.report").joinpath("scripts")
    parts = "\n".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in ("elements", "values"))
    return f"(() => {{ {parts}\nreturn {call}; }})()"


def test_a_cell_is_worth_its_first_number(desk: Opened) -> None:
    worth = {
        "\u221220.5 (1.93)": -20.5,
        "12 (20.0%)": 12,
        "4 of 60": 4,
        "1,234.5": 1234.5,
        ".018": 0.018,
        "<.001": 0.001 - 1e-9,
        "\u2013": None,
        "": None,
        "Week 12": None,
        "2024-01-05": None,
    }
    assert {text: desk.page.evaluate(shared(f"numberOf({json.dumps(text)})")) for text in worth} == worth


def test_what_is_missing_comes_last_in_either_order(desk: Opened) -> None:
    texts = ["10", "", "9", "<.001", "\u2013", "\u22122"]
    order = f"inOrder({json.dumps(texts)}, (text) => text, %s)"
    assert desk.page.evaluate(shared(order % "false")) == ["\u22122", "<.001", "9", "10", "", "\u2013"]
    assert desk.page.evaluate(shared(order % "true")) == ["10", "9", "<.001", "\u22122", "", "\u2013"]
    assert desk.page.evaluate(shared("inOrder(['Week 12', 'Week 4'], (text) => text, false)")) == ["Week 4", "Week 12"]


def test_a_table_is_sorted_by_value_and_put_back(page: Any) -> None:
    before = page.text_content(f"{TABLE} tbody").split()
    column = page.query_selector_all(f"{TABLE} thead .sort")[3]
    head = column.evaluate("button => button.closest('th').id")
    at = page.evaluate(f"{SHOWN}[0].querySelector('td[headers~=\"{head}\"]').cellIndex")
    for descending in (False, True):
        column.click()
        texts = page.evaluate(f"{SHOWN}.map(r => r.cells[{at}].textContent.trim())")
        numbers = [
            float(found[0].replace("\u2212", "-")) for text in texts if (found := re.match(r"[\u2212\d.]+", text))
        ]
        assert len(numbers) > 5
        assert numbers == sorted(numbers, reverse=descending)
        assert all(not re.match(r"[\u2212\d]", text) for text in texts[len(numbers) :])
        assert page.query_selector(f"{TABLE} [aria-sort={'descending' if descending else 'ascending'}]") is not None
    column.click()
    assert page.text_content(f"{TABLE} tbody").split() == before
    assert page.query_selector(f"{TABLE} [aria-sort]") is None


def test_a_table_is_filtered_and_says_how_many_rows_are_left(page: Any) -> None:
    everything = rows(page)
    page.fill("#table-summary .filter", "stiffness week 8")
    left = rows(page)
    assert 0 < len(left) < len(everything)
    assert page.inner_text("#table-summary .count") == f"{len(left)} of {len(everything)} rows"
    page.fill("#table-summary .filter", "")
    assert rows(page) == everything


def copied(page: Any, name: str, exhibit: str) -> dict[str, str]:
    """Press a button and catch what it puts into the clipboard."""
    page.evaluate(
        "() => addEventListener('copy', (event) => { window.copied = Object.fromEntries("
        "[...event.clipboardData.types].map((type) => [type, event.clipboardData.getData(type)])); })"
    )
    page.click(f"{exhibit} button:text-is('{name}')")
    return dict(page.evaluate("window.copied"))


def test_a_table_is_copied_for_word_with_its_title_and_rules(page: Any) -> None:
    clipboard = copied(page, "Copy for Word", "#table-change")
    (table,) = pd.read_html(io.StringIO(clipboard["text/html"]))
    assert page.inner_text("#table-change h4") in clipboard["text/html"]
    assert "data-ard" not in clipboard["text/html"]
    assert "<button" not in clipboard["text/html"]
    assert "border-bottom:1px solid" in clipboard["text/html"]
    shown = page.inner_text(f'[data-ard="{DIFFERENCE}:estimate,std_error"]')
    assert shown in table.to_numpy().ravel().tolist()
    assert shown in clipboard["text/plain"]


def test_a_table_is_copied_as_csv(page: Any) -> None:
    lines = list(csv.reader(io.StringIO(copied(page, "Copy as CSV", "#table-summary")["text/plain"])))
    assert len(lines) == 1 + len(rows(page))
    assert len({len(line) for line in lines}) == 1
    assert any("Week 8" in line[0] for line in lines)


def test_files_beside_the_page_are_there(desk: Opened, results: Path) -> None:
    linked = desk.page.eval_on_selector_all(".files a", "all => all.map(one => one.getAttribute('href'))")
    assert {Path(file).suffix for file in linked} == {".rtf", ".docx", ".csv", ".pdf"}
    assert all((results / file).is_file() for file in linked)


def test_a_number_opens_what_is_known_of_it(page: Any, results: Path) -> None:
    number = page.query_selector(f'#table-change [data-ard="{DIFFERENCE}:estimate,std_error"]')
    number.click()
    told = page.inner_text("#panel")
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    row = pd.read_parquet(results / "models" / "change.parquet").set_index("id").loc[DIFFERENCE]
    for words in (
        number.inner_text(),
        "Difference in change from baseline in pain, Laser minus Sham, at Week 8",
        f"{DIFFERENCE}:estimate,std_error",
        f"{row['estimate']:.10g}".replace("-", "\u2212"),
        "CHG ~ TRT01P + BASE",
        "Full analysis set (FASFL)",
        "6 of 6 randomised (All)",
        "6 used",
        manifest["inputs"]["data/vas.csv"],
        "Does it help?",
    ):
        assert words in told
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")
    assert page.evaluate("document.activeElement.dataset.ard") == f"{DIFFERENCE}:estimate,std_error"


def test_numbers_are_reached_by_the_keys(page: Any) -> None:
    first = f"{TABLE} [data-ard][tabindex='0']"
    assert len(page.query_selector_all(first)) == 1
    page.focus(first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("document.activeElement.dataset.ard")
    assert moved
    assert page.get_attribute(first, "data-ard") == moved
    page.keyboard.press("Enter")
    assert moved in page.inner_text("#panel")


def test_every_number_of_the_page_has_facts(desk: Opened, results: Path) -> None:
    facts = json.loads(desk.page.text_content("#facts"))
    shown = desk.page.eval_on_selector_all("[data-ard]", "all => all.map(one => one.dataset.ard)")
    rows_shown = {address.rpartition(":")[0] for address in shown}
    known = pd.read_parquet(results / "ard.parquet").set_index("row_id")["kind"]
    noted = {row for row in rows_shown if known[[row]].iloc[0] == "diagnostic"}
    assert rows_shown - noted == set(facts["rows"])
    assert {row.split("/")[0] for row in rows_shown} <= {*facts["analyses"], *facts["besides"]}


def test_dark_is_switched_and_remembered(page: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark == "rgb(20, 24, 29)"
    assert "invert" in page.evaluate("getComputedStyle(document.querySelector('.exhibit svg')).filter")
    page.emulate_media(color_scheme="light")
    page.click("#appearance")
    assert page.evaluate(ground) == dark
    page.reload()
    assert page.evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.exhibit svg')).filter") == "none"
    page.emulate_media(media="null")
    page.click("#appearance")


def test_a_figure_is_enlarged_and_put_back(page: Any) -> None:
    figure = page.query_selector("#figure-change")
    before = figure.inner_html()
    figure.query_selector("button:text-is('Enlarge')").click()
    small = page.evaluate("document.querySelector('#viewer svg').getBoundingClientRect().width")
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('#viewer svg').getBoundingClientRect().width") > small
    page.keyboard.press("Escape")
    page.wait_for_selector("#viewer", state="hidden")
    page.wait_for_selector("#viewer svg", state="detached")  # a browser tells of the closing after it has closed
    assert figure.inner_html() == before


def test_a_figure_is_saved_as_a_picture_of_300_dots(page: Any, tmp_path: Path) -> None:
    with page.expect_download() as waiting:
        page.click("#figure-change button:text-is('Save as PNG')")
    waiting.value.save_as(tmp_path / "change.png")
    picture = (tmp_path / "change.png").read_bytes()
    width = page.evaluate("document.querySelector('#figure-change svg').viewBox.baseVal.width")
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == round(width * 300 / 72)


def test_headings_come_in_order_and_pictures_say_what_they_show(desk: Opened) -> None:
    levels = desk.page.eval_on_selector_all(
        "h1, main h2, main h3, main h4", "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    told = desk.page.eval_on_selector_all(".exhibit svg", "all => all.map(one => one.getAttribute('aria-label'))")
    assert told
    assert all(len(text) > 20 for text in told)
    unnamed = "all => all.filter(one => !one.textContent.trim() && !one.getAttribute('aria-label')).length"
    assert desk.page.eval_on_selector_all("button, a", unnamed) == 0


def test_the_keys_begin_with_a_link_past_the_tools(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_nothing_moves_for_who_wants_no_motion(page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "smooth"


def test_in_a_hand_only_tables_scroll_and_say_so(chromium: Any, results: Path) -> None:
    hand = opened(chromium, results / "report.html", HAND)
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
    block = "document.querySelector('#table-change .trial-table')"
    assert hand.page.evaluate(f"{block}.scrollWidth > {block}.clientWidth")
    assert hand.page.evaluate(f"{block}.matches('.scrolls[tabindex=\"0\"]')")
    assert "scroll" in hand.page.evaluate(f"getComputedStyle({block}, '::before').content")
    hand.page.click("#table-change [data-ard]")
    assert hand.page.evaluate("document.getElementById('panel').getBoundingClientRect().width") <= HAND["width"]
    assert hand.complaints == []


def test_all_is_there_without_a_script(chromium: Any, results: Path) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto((results / "report.html").as_uri())
    assert page.locator("#table-change table").is_visible()
    assert page.locator("nav.contents li").first.is_visible()
    assert page.locator(".tools").is_hidden()
    assert page.locator("#panel").is_hidden()


def test_on_paper_no_heading_stands_alone(page: Any, tmp_path: Path) -> None:
    page.evaluate("document.querySelector('nav').remove()")  # it has the words of all headings
    headings = page.eval_on_selector_all(
        "h2, h3, h4, caption, main thead tr:last-child", "all => all.map(one => one.innerText)"
    )
    for height in (200, 225, 250, 297):  # mm: each breaks the page elsewhere
        page.add_style_tag(content=f"@page {{ size: 210mm {height}mm; }} @page wide {{ size: 297mm {height}mm; }}")
        page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        pages = printed(tmp_path / "report.pdf")
        assert 3 < len(pages) < 60
        assert lone(pages, headings) == []
        assert not any("Copy for Word" in line for page in pages for line in page)


def printed(path: Path) -> list[list[str]]:
    """Give the lines of each printed page, without its number."""
    texts = [page.extract_text() for page in PdfReader(path).pages]
    lines = [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]
    return [[line for line in page if not re.fullmatch(r"\d+ / \d+", line)] for page in lines]


def lone(pages: list[list[str]], headings: list[str]) -> list[str]:
    """Find the headings that are the last of their page."""
    known = {" ".join(heading.split()) for heading in headings}
    last = (page[-1] for page in pages if page)
    return [line for line in last if " ".join(line.split()) in known]
