"""labs.csv: the values drawn, what is planted among them, and that the built-in trial finds and counts it all."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.tiny import build_all, map_all, read_sources
from trialstats.adam.mapping import Mapped
from trialstats.simulate.laser import SEED
from trialstats.simulate.laser.draws import stream
from trialstats.simulate.laser.laboratory import COLUMNS
from trialstats.simulate.laser.laboratory_problems import PLANTED, plant_problems
from trialstats.trialfile.load import load_trial

Tables = dict[str, pd.DataFrame]

# What the listing should hold of each kind, from what was planted: so many lines, and what was done about them.
PAIRS = {name: number for name, number in PLANTED.items() if name.startswith("replicates")}
LISTED = {
    ("duplicate", "keep_first"): PLANTED["duplicated"],
    ("wrong_unit", "exclude"): PLANTED["MCP-1 in ng/mL"],
    ("wrong_specimen", "exclude"): PLANTED["serum"],
    ("unknown_limit", "exclude"): PLANTED["no batch"],
    ("other_limit", "keep"): PLANTED["limit of the other batch"],
    ("number_beyond_limit", "keep"): PLANTED["number below the limit"],
    ("replicate_combined", "listed"): sum(PAIRS.values()),
    ("replicate_cv", "keep"): 2 * PLANTED["replicates that differ"],
    ("replicate_mixed", "keep"): 2 * PLANTED["replicates, one below the limit"],
}
NOT_USED = sum(number for (_, fate), number in LISTED.items() if fate != "keep")
SAMPLES, BELOW, ABOVE = 846, 60, 1


@pytest.fixture(scope="module")
def built() -> tuple[dict[str, Mapped], dict[str, pd.DataFrame]]:
    root = Path(__file__).resolve().parents[3]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        trial = load_trial(Path("config/trials/laser.yaml"))
        mapped = map_all(trial, read_sources(trial), "adpain", "adlb", "adex")
        return mapped, build_all(trial, mapped)


def test_the_listing_counts_what_was_planted(built: tuple[dict[str, Mapped], dict[str, pd.DataFrame]]) -> None:
    listing = built[0]["adlb"].listing.frame()
    found = Counter(zip(listing["kind"], listing["fate"], strict=True))
    late = found.pop(("outside_window", "keep"))
    assert late == len(listing[listing["kind"] == "outside_window"]) > 0
    assert dict(found) == LISTED


def test_the_accounts_add_up_to_the_lines_of_the_file(
    built: tuple[dict[str, Mapped], dict[str, pd.DataFrame]], laser: Tables
) -> None:
    added = PLANTED["duplicated"] + PLANTED["serum"] + sum(PAIRS.values())
    assert len(laser["labs"]) == SAMPLES + added == 881
    for account in built[0]["adlb"].accounts:
        assert (account.n_in, account.n_used, account.n_listed) == (881, 881 - NOT_USED, NOT_USED)
    account = built[0]["adlb"].accounts[1]
    assert account.n_text + account.n_beyond == BELOW + ABOVE


def test_coded_results_are_the_texts_of_the_file_and_numbers_below_a_limit_are_none(
    built: tuple[dict[str, Mapped], dict[str, pd.DataFrame]],
) -> None:
    """Counted from the lines themselves: those used are of plasma, of a known batch, and the first of their sample."""
    with (Path(__file__).resolve().parents[3] / "data/laser/labs.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    used = {tuple(line.items()) for line in lines if line["specimen"] == "PLASMA" and line["batch"]}
    texts = Counter(
        line["result"]
        for line in map(dict, used)
        if line["replicate"] == "1" and not line["result"].replace(".", "").isdigit()
    )
    assert texts == {"<0.7": 37, "<0.5": 15, "BLQ": 5, ">8": 1}
    account = built[0]["adlb"].accounts[1]
    assert (account.n_text, account.n_beyond) == (texts.total(), PLANTED["number below the limit"]) == (58, 3)


def test_results_beyond_a_limit_are_those_of_the_true_values(
    built: tuple[dict[str, Mapped], dict[str, pd.DataFrame]],
) -> None:
    data = built[1]["adlb"]
    original = data[data["DTYPE"].isna()]
    assert (original["BLQFL"] == "Y").sum() == BELOW
    assert (original["ALQFL"] == "Y").sum() == ABOVE
    halves = data[data["DTYPE"] == "HALFLLOQ"]
    assert len(halves) == BELOW
    assert (halves["AVAL"] == halves["ALLOQ"] / 2).all()
    assert len(data[data["DTYPE"] == "SQRT2LLOQ"]) == BELOW
    assert data.loc[data["DTYPE"].notna(), "ANL01FL"].isna().all()
    assert set(original["PARAM"]) == {"Interleukin-6 (ng/L)", "MCP-1 (ng/L)"}


def test_the_second_measurement_is_averaged_and_differs_as_planted(
    built: tuple[dict[str, Mapped], dict[str, pd.DataFrame]],
) -> None:
    data = built[1]["adlb"]
    pairs = data[data["DTYPE"].isna() & (data["NREP"] == 2)]
    assert len(pairs) == sum(PAIRS.values())
    spread = pairs["REPCV"].dropna()
    assert len(spread) == PLANTED["replicates"] + PLANTED["replicates that differ"]
    assert (spread > 20).sum() == PLANTED["replicates that differ"]
    one = pairs[pairs["REPCV"].notna()].iloc[0]
    first, second = (float(text) for text in one["AVALC"].split("; "))
    assert one["AVAL"] == pytest.approx((first + second) / 2, rel=1e-14)


# -- the file


def plain(labs: pd.DataFrame) -> pd.DataFrame:
    """Lines of plasma as the analyser wrote them first."""
    return labs[(labs["specimen"] == "PLASMA") & (labs["replicate"] == "1")].drop_duplicates()


def test_samples_are_as_many_as_were_drawn(laser: Tables) -> None:
    assert len(plain(laser["labs"])) == SAMPLES


def test_results_below_the_limit_are_marked_and_few_numbers_are_below_it(laser: Tables) -> None:
    labs = plain(laser["labs"])
    below = labs["result"].str.startswith("<") | (labs["result"] == "BLQ")
    of_its_batch = labs["result"] == "<" + labs["lloq"]
    assert (below & ~of_its_batch).sum() == PLANTED["BLQ"] + PLANTED["limit of the other batch"]
    numbers = labs[~below & ~labs["result"].str.startswith(">")]
    under = numbers["result"].astype(float) < numbers["lloq"].astype(float)
    assert under.sum() == PLANTED["number below the limit"]
    assert 0.05 < below[labs["analyte"] == "IL6"].mean() < 0.30
    assert (labs["result"] == ">8").sum() == ABOVE


def test_each_batch_has_one_limit_for_each_analyte(laser: Tables) -> None:
    labs = laser["labs"][lambda d: d["unit"] != "ng/mL"]
    limits = labs.groupby(["analyte", "batch"])["lloq"].agg(set).to_dict()
    assert limits[("IL6", "A")] == {"0.7"}
    assert limits[("IL6", "B")] == {"0.5"}
    assert limits[("MCP1", "A")] == limits[("MCP1", "B")] == {"10"}


def test_units_are_those_that_were_planted(laser: Tables) -> None:
    labs = laser["labs"]
    units = labs.drop_duplicates().groupby(["analyte", "unit"]).size().to_dict()
    assert units[("IL6", "ng/L")] == PLANTED["IL-6 in ng/L"]
    assert units[("MCP1", "ng/mL")] == PLANTED["MCP-1 in ng/mL"]
    assert units[("IL6", "")] == PLANTED["BLQ"]


def test_what_is_planted_leaves_the_other_lines_as_they_were() -> None:
    rng = np.random.default_rng(1)
    where = [(f"{s:03d}", f"V{v}", "2022-01-01", a) for s in range(60) for v in range(4) for a in ("IL6", "MCP1")]
    true = np.exp(rng.normal([0.4, 5.2] * 240, [0.75, 0.35] * 240))
    table = pd.DataFrame(where, columns=COLUMNS[:4], dtype="str").assign(
        true=[f"{x:.2f}" for x in true], unit="pg/mL", specimen="PLASMA", replicate="1"
    )
    table["batch"] = np.where(np.arange(480) % 4 < 2, "A", "B")
    table["lloq"] = np.where(table["analyte"] == "MCP1", "10", np.where(table["batch"] == "A", "0.7", "0.5"))
    below = table["true"].astype(float) < table["lloq"].astype(float)
    table["result"] = table["true"].mask(below, "<" + table["lloq"])
    made = plant_problems(table, stream(SEED, "test.planted"))
    changed = [
        "IL-6 in ng/L",
        "MCP-1 in ng/mL",
        "BLQ",
        "limit of the other batch",
        "number below the limit",
        "no batch",
    ]
    lines = [tuple(line) for line in made.itertuples(index=False)]
    kept = [tuple(line) in set(lines) for line in table[COLUMNS].itertuples(index=False)]
    assert len(table) - sum(kept) == sum(PLANTED[kind] for kind in changed)
    assert all(kept[:8])  # nothing of the first subject
    assert len(made) == len(table) + PLANTED["duplicated"] + PLANTED["serum"] + sum(PAIRS.values())
    pd.testing.assert_frame_equal(made, plant_problems(table, stream(SEED, "test.planted")))


def test_the_readme_says_how_many_there_are(laser_directory: Path) -> None:
    text = (laser_directory / "README.md").read_text(encoding="utf-8")
    for kind, number in PLANTED.items():
        assert f"| {kind} | {number} |" in text
    assert f"{SAMPLES + 35} lines" in text
    assert f"{881 - NOT_USED} records" in text
