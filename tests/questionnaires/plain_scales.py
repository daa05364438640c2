"""The field's scales scored a second time, one form and one plain line at a time.

Written from published descriptions of each scale, not from its data file: answers in, a dictionary of scores out, None
where there is no score. A row a scale and its options; a new instrument is one data file and one row here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

Form = Mapping[str, float | None]
Scores = dict[str, float | None]


@dataclass(frozen=True)
class Scale:
    """A scale with its options: the answers of each item (from the lowest to the highest), and its plain scorer."""

    name: str
    answers: Mapping[str, Sequence[float]]
    scorer: Callable[[Form], Scores]
    options: Mapping[str, Any] = field(default_factory=dict)


def numbered(*numbers: int) -> list[str]:
    return [f"q{number}" for number in numbers]


def to(last: int) -> list[str]:
    return numbered(*range(1, last + 1))


def of(items: Sequence[str], answers: Sequence[float]) -> dict[str, Sequence[float]]:
    return dict.fromkeys(items, answers)


def given(form: Form, items: Sequence[str]) -> list[float]:
    return [answer for item in items if (answer := form[item]) is not None]


def add(form: Form, items: Sequence[str]) -> float | None:
    """The sum, where all are answered."""
    found = given(form, items)
    return sum(found) if len(found) == len(items) else None


def average(form: Form, items: Sequence[str], least: int | None = None) -> float | None:
    """The mean of those answered, where they are enough (by default all)."""
    found = given(form, items)
    return fmean(found) if len(found) >= (least or len(items)) else None


def fill_up(form: Form, items: Sequence[str], least: int) -> float | None:
    """The sum, where each missing answer counts as the mean of the others."""
    mean = average(form, items, least)
    return None if mean is None else mean * len(items)


def both(*values: float | None) -> float | None:
    """The sum of scores, where all are there."""
    return sum(v for v in values if v is not None) if None not in values else None


def above(value: float | None, *starts: float) -> float | None:
    """The class, from 1: one more from each start on."""
    return None if value is None else 1 + sum(round(value, 9) >= start for start in starts)


def reaches(value: float | None, cut: float) -> float | None:
    return None if value is None else float(value >= cut)


def percent(value: float | None, most: float) -> float | None:
    return None if value is None else 100 * value / most


# -- neuropathy


def mnsi_a(a: Form) -> Scores:
    yes, no = numbered(1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15), numbered(7, 13)
    answered = all(a[item] is not None for item in yes + no)
    total = sum(a[item] == 1 for item in yes) + sum(a[item] == 0 for item in no) if answered else None
    return {"total": total, "positive": reaches(total, 7)}


FOOT = ["appearance", "ulcer", "reflex", "vibration", "monofilament"]
FEET = [f"{test}_{side}" for side in "rl" for test in FOOT]
FINDINGS = {name: (0, 1) if name[:2] in ("ap", "ul") else (0, 0.5, 1) for name in FEET}
WITHOUT = {name: answers for name, answers in FINDINGS.items() if "monofilament" not in name}


def mnsi_b(a: Form) -> Scores:
    eight = add(a, list(WITHOUT))
    return {"eight": eight, "ten": add(a, FEET), "positive": reaches(eight, 2.5)}


def mnsi_b_eight(a: Form) -> Scores:
    eight = add(a, list(WITHOUT))
    return {"eight": eight, "positive": reaches(eight, 2.5)}


SYMPTOMS = ["foot_pain", "numbness", "tingling", "weakness", "ataxia", "upper_limb"]
REFLEXES = ["knee_r", "knee_l", "ankle_r", "ankle_l"]
SENSES = ["pinprick", "temperature", "light_touch", "vibration", "position"]


def tcss(a: Form) -> Scores:
    parts = {"symptoms": add(a, SYMPTOMS), "reflexes": add(a, REFLEXES), "sensory": add(a, SENSES)}
    total = both(*parts.values())
    return {**parts, "total": total, "severity": above(total, 6, 9, 12)}


def norfolk(a: Form) -> Scores:
    domains = {
        "physical": add(a, numbered(8, 11, 13, 14, 15, 24, *range(27, 36))),
        "adl": add(a, numbered(12, 22, 23, 25, 26)),
        "symptoms": add(a, numbered(1, 2, 3, 4, 5, 6, 7, 9)),
        "small_fiber": add(a, numbered(10, 16, 17, 18)),
        "autonomic": add(a, numbered(19, 20, 21)),
    }
    return {**domains, "total": both(*domains.values())}


def norfolk_answers(sites: Sequence[float], item31: Sequence[float]) -> dict[str, Sequence[float]]:
    return of(to(7), sites) | of(numbered(*range(8, 36)), range(5)) | {"q31": item31, "q32": range(-2, 3)}


GRADES = (0, 1, 2, 3, 3.25, 3.5, 3.75, 4)
MUSCLES = [f"weak{n}_{s}" for n in range(1, 9) for s in "rl"]
LEG_REFLEXES = ["quadriceps_r", "quadriceps_l", "ankle_r", "ankle_l"]
TOE = [f"{what}_{side}" for what in ("touch", "pin", "vibration", "joint") for side in "rl"]


def nis_ll(a: Form) -> Scores:
    parts = {"weakness": add(a, MUSCLES), "reflexes": add(a, LEG_REFLEXES), "sensation": add(a, TOE)}
    return {**parts, "total": both(*parts.values())}


VOLTS = [f"{side}{n}" for side in "rl" for n in (1, 2, 3)]


def vpt(least: int) -> Callable[[Form], Scores]:
    def scorer(a: Form) -> Scores:
        right, left = average(a, VOLTS[:3], least), average(a, VOLTS[3:], least)
        worse = None if right is None or left is None else max(right, left)
        return {"right": right, "left": left, "worse": worse, "positive": reaches(worse, 25)}

    return scorer


def vpt_single(a: Form) -> Scores:
    right, left = a["r1"], a["l1"]
    worse = None if right is None or left is None else max(right, left)
    return {"right": right, "left": left, "worse": worse, "positive": reaches(worse, 25)}


def iwgdf(a: Form) -> Scores:
    felt = given(a, VOLTS)
    if len(felt) < 6:
        return {"fewest": None, "felt": None, "abnormal": None}
    return {"fewest": min(felt), "felt": sum(felt), "abnormal": float(any(3 - site >= 2 for site in felt))}


def perkins(a: Form) -> Scores:
    wrong = a["wrong"]
    if wrong is None:
        return {"wrong_count": None, "class": None}
    return {"wrong_count": wrong, "class": 3 if wrong >= 5 else 1 if wrong <= 1 else 2}


# -- pain


def sfmpq2(scale_least: int | None, total_least: int | None) -> Callable[[Form], Scores]:
    def scorer(a: Form) -> Scores:
        return {
            "continuous": average(a, numbered(1, 5, 6, 8, 9, 10), scale_least),
            "intermittent": average(a, numbered(2, 3, 4, 11, 16, 18), scale_least),
            "neuropathic": average(a, numbered(7, 17, 19, 20, 21, 22), scale_least),
            "affective": average(a, numbered(12, 13, 14, 15), scale_least),
            "total": average(a, to(22), total_least),
        }

    return scorer


def sfmpq(a: Form) -> Scores:
    sensory, affective = add(a, to(11)), add(a, numbered(12, 13, 14, 15))
    return {"sensory": sensory, "affective": affective, "total": both(sensory, affective)}


def sfmpq_full(a: Form) -> Scores:
    line = a["vas"]
    whole = None if line is None else math.floor(line + 0.5)
    return {**sfmpq(a), "line": line, "present_pain": a["ppi"], "vas_class": above(whole, 5, 45, 75)}


def pgic(a: Form) -> Scores:
    grade = a["grade"]
    if grade is None:
        return {"change": None, "responder": None, "minimal": None}
    return {"change": grade, "responder": float(grade <= 2), "minimal": float(grade <= 3)}


def pgic_turned(a: Form) -> Scores:
    grade = a["grade"]
    return pgic({"grade": None if grade is None else 8 - grade})


def nrs_week(least: int) -> Callable[[Form], Scores]:
    return lambda a: {"mean": average(a, [f"d{day}" for day in range(1, 8)], least)}


PAINS = ["worst", "least", "average", "now"]
LIFE = ["activity", "mood", "walking", "work", "relations", "sleep", "enjoyment"]


def bpi_dpn(a: Form) -> Scores:
    return {
        "severity": average(a, PAINS),
        "interference": average(a, LIFE, 4),
        "worst_pain": a["worst"],
        "average_pain": a["average"],
        "worst_class": above(a["worst"], 4, 7),
        "average_class": above(a["average"], 4, 7),
    }


def slanss(a: Form) -> Scores:
    points = (5, 5, 3, 2, 1, 5, 3)
    total = None
    if None not in a.values():
        total = sum(p for p, answer in zip(points, a.values(), strict=True) if answer == 1)
    return {"total": total, "positive": reaches(total, 12)}


def pdi(a: Form) -> Scores:
    return {"total": add(a, to(7))}


def pcs(a: Form) -> Scores:
    parts = {
        "rumination": add(a, numbered(8, 9, 10, 11)),
        "magnification": add(a, numbered(6, 7, 13)),
        "helplessness": add(a, numbered(1, 2, 3, 4, 5, 12)),
    }
    total = both(*parts.values())
    return {**parts, "total": total, "positive": reaches(total, 30)}


def odi(a: Form) -> Scores:
    found = given(a, to(10))
    index = 100 * sum(found) / (5 * len(found)) if len(found) >= 9 else None
    whole = None if index is None else math.floor(round(index, 9) + 0.5)
    return {"index": index, "class": above(whole, 21, 41, 61, 81)}


def ndi(a: Form) -> Scores:
    return {"raw": add(a, to(10)), "percent": odi(a)["index"]}


def womac(most: float, least_pain: int, least_stiffness: int) -> Callable[[Form], Scores]:
    def scorer(a: Form) -> Scores:
        raw = {
            "pain": fill_up(a, to(5), least_pain),
            "stiffness": fill_up(a, numbered(6, 7), least_stiffness),
            "function": fill_up(a, numbered(*range(8, 25)), 14),
        }
        raw["total"] = both(*raw.values())
        items = {"pain": 5, "stiffness": 2, "function": 17, "total": 24}
        return raw | {f"{name}_100": percent(value, items[name] * most) for name, value in raw.items()}

    return scorer


# -- mood, sleep, quality of life


def hads(least: int) -> Callable[[Form], Scores]:
    def scorer(a: Form) -> Scores:
        anxiety, depression = fill_up(a, to(14)[0::2], least), fill_up(a, to(14)[1::2], least)
        return {
            "anxiety": anxiety,
            "depression": depression,
            "total": both(anxiety, depression),
            "anxiety_class": above(anxiety, 8, 11),
            "depression_class": above(depression, 8, 11),
        }

    return scorer


def hads_printed(a: Form) -> Scores:
    turned = numbered(1, 3, 5, 6, 8, 10, 11, 13)
    return hads(4)({i: 3 - v if i in turned and v is not None else v for i, v in a.items()})


def bdi2(a: Form) -> Scores:
    total = add(a, to(21))
    return {"total": total, "severity": above(total, 14, 20, 29)}


def isi(a: Form) -> Scores:
    total = add(a, to(7))
    return {"total": total, "severity": above(total, 8, 15, 22)}


DISTURBED = [f"q5{letter}" for letter in "bcdefghij"]


def psqi(a: Form) -> Scores:
    def classed(value: float | None, *starts: float) -> float | None:
        return None if value is None else float(sum(value >= start for start in starts))

    minutes, hours, bed, rise = a["latency"], a["hours"], a["bed"], a["rise"]
    slow = None if minutes is None else 0 if minutes <= 15 else 1 if minutes <= 30 else 2 if minutes <= 60 else 3
    duration = None if hours is None else 0 if hours >= 7 else 1 if hours >= 6 else 2 if hours >= 5 else 3
    efficiency = None
    if hours is not None and bed is not None and rise is not None and bed != rise:
        # Whole minutes, so that a night of exactly 85 % is one.
        slept, in_bed = round(hours * 60, 6), round((rise - bed) % 24 * 60, 6)
        efficiency = 0 if slept * 100 >= 85 * in_bed else 1 if slept * 100 >= 75 * in_bed else 2
        efficiency = efficiency if slept * 100 >= 65 * in_bed else 3
    trouble = add({**a, "q5j": a["q5j"] or 0}, DISTURBED)
    components: Scores = {
        "quality": a["q6"],
        "latency_score": classed(both(slow, a["q5a"]), 1, 3, 5),
        "duration": duration,
        "efficiency": efficiency,
        "disturbance": classed(trouble, 1, 10, 19),
        "medication": a["q7"],
        "dysfunction": classed(both(a["q8"], a["q9"]), 1, 3, 5),
    }
    total = both(*components.values())
    return {**components, "total": total, "poor": reaches(total, 6)}


HALVES = [n / 2 for n in range(48)]
NIGHT = {
    "bed": HALVES,
    "latency": (0, 10, 15, 15.5, 16, 30, 31, 60, 61, 1440),
    "rise": HALVES,
    "hours": (0, 4.9, 5, 5.9, 6, 6.9, 7, 7.5, 24),
} | of(["q5a", *DISTURBED, "q6", "q7", "q8", "q9"], range(4))
LIVES = ["mobility", "selfcare", "activities", "pain", "anxiety"]


def eq5d5l(a: Form) -> Scores:
    digits = "".join("9" if a[item] is None else str(int(a[item] or 0)) for item in LIVES)
    levels = {f"{item}_level": a[item] for item in LIVES}
    return {"profile": None if digits == "99999" else float(digits), **levels, "vas_score": a["vas"]}


def eq5d5l_sum(a: Form) -> Scores:
    return {**eq5d5l(a), "level_sum": add(a, LIVES)}


def whoqol(physical: int, psychological: int) -> Callable[[Form], Scores]:
    def scorer(a: Form) -> Scores:
        turned = {i: 6 - v if i in ("q3", "q4", "q26") and v is not None else v for i, v in a.items()}
        domains = {
            "physical": average(turned, numbered(3, 4, 10, 15, 16, 17, 18), physical),
            "psychological": average(turned, numbered(5, 6, 7, 11, 19, 26), psychological),
            "social": average(turned, numbered(20, 21, 22), 2),
            "environment": average(turned, numbered(8, 9, 12, 13, 14, 23, 24, 25), 6),
        }
        scores: Scores = {n: None if m is None else (4 * m - 4) * 100 / 16 for n, m in domains.items()}
        scores |= {"quality_of_life": a["q1"], "health": a["q2"]}
        return scores if len(given(a, to(26))) >= 21 else dict.fromkeys(scores)

    return scorer


def phq9(a: Form) -> Scores:
    total, syndrome = add(a, to(9)), None
    if total is not None:
        counted = [item for item in to(9) if (a[item] or 0) >= (1 if item == "q9" else 2)]
        core = "q1" in counted or "q2" in counted
        syndrome = 3 if core and len(counted) >= 5 else 2 if core and 2 <= len(counted) <= 4 else 1
    return {"total": total, "severity": above(total, 5, 10, 15, 20), "syndrome": syndrome}


def dn4(a: Form) -> Scores:
    total, interview = add(a, to(10)), add(a, to(7))
    return {"total": total, "interview": interview, "examination": add(a, to(10)[7:]), "positive": reaches(total, 4)}


BOTH, FIVE, TEN, FOUR = (0, 1), range(5), range(11), range(4)
MILLIMETRES = (0, 4, 4.5, 5, 44.4, 45, 74.4, 74.5, 75, 100)
YES = to(15)

SCALES = {
    "mnsi_a": Scale("mnsi_a", of([i for i in YES if i not in ("q4", "q10")], BOTH), mnsi_a),
    "mnsi_b": Scale("mnsi_b", FINDINGS, mnsi_b),
    "mnsi_b eight": Scale("mnsi_b", WITHOUT, mnsi_b_eight, {"version": "eight"}),
    "tcss": Scale("tcss", of(SYMPTOMS, BOTH) | of(REFLEXES, range(3)) | of(SENSES, BOTH), tcss),
    "norfolk -4 to 136": Scale(
        "norfolk", norfolk_answers(FIVE, range(-2, 3)), norfolk, {"site_scoring": "count", "item31": "sym"}
    ),
    "norfolk -2 to 138": Scale(
        "norfolk", norfolk_answers(FIVE, FIVE), norfolk, {"site_scoring": "count", "item31": "pos"}
    ),
    "norfolk any site": Scale(
        "norfolk", norfolk_answers(BOTH, range(-2, 3)), norfolk, {"site_scoring": "any", "item31": "sym"}
    ),
    "nis_ll": Scale("nis_ll", of(MUSCLES, GRADES) | of(LEG_REFLEXES + TOE, range(3)), nis_ll),
    "vpt of one": Scale("vpt", of(VOLTS, (0, 12.5, 24, 25, 26, 50)), vpt(1), {"version": "readings", "at_least": 1}),
    "vpt of three": Scale("vpt", of(VOLTS, (0, 24, 25, 26, 50)), vpt(3), {"version": "readings", "at_least": 3}),
    "vpt single": Scale("vpt", of(["r1", "l1"], (0, 24.9, 25, 50)), vpt_single, {"version": "single"}),
    "monofilament iwgdf": Scale("monofilament", of(VOLTS, FOUR), iwgdf, {"version": "iwgdf"}),
    "monofilament perkins": Scale("monofilament", {"wrong": range(9)}, perkins, {"version": "perkins"}),
    "sfmpq2": Scale("sfmpq2", of(to(22), TEN), sfmpq2(None, None)),
    "sfmpq2 answered": Scale("sfmpq2", of(to(22), TEN), sfmpq2(1, 1), {"missing": "answered"}),
    "sfmpq": Scale("sfmpq", of(to(15), FOUR), sfmpq),
    "sfmpq full": Scale(
        "sfmpq", of(to(15), FOUR) | {"vas": MILLIMETRES, "ppi": range(6)}, sfmpq_full, {"version": "full"}
    ),
    "pgic": Scale("pgic", {"grade": range(1, 8)}, pgic),
    "pgic turned": Scale("pgic", {"grade": range(1, 8)}, pgic_turned, {"coding": "seven_best"}),
    "nrs_week of 4": Scale("nrs_week", of([f"d{n}" for n in range(1, 8)], TEN), nrs_week(4), {"at_least": 4}),
    "nrs_week of 3": Scale("nrs_week", of([f"d{n}" for n in range(1, 8)], TEN), nrs_week(3), {"at_least": 3}),
    "bpi_dpn": Scale("bpi_dpn", of(PAINS + LIFE, TEN), bpi_dpn),
    "slanss": Scale("slanss", of(to(7), BOTH), slanss),
    "pdi": Scale("pdi", of(to(7), TEN), pdi),
    "pcs": Scale("pcs", of(to(13), FIVE), pcs),
    "odi": Scale("odi", of(to(10), range(6)), odi),
    "ndi": Scale("ndi", of(to(10), range(6)), ndi),
    "womac likert": Scale("womac", of(to(24), FIVE), womac(4, 5, 2), {"format": "likert"}),
    "womac nrs": Scale("womac", of(to(24), TEN), womac(10, 5, 2), {"format": "nrs"}),
    "womac va": Scale("womac", of(to(24), (0, 12.5, 50, 99.9, 100)), womac(100, 5, 2), {"format": "va"}),
    "womac substituted": Scale(
        "womac", of(to(24), FIVE), womac(4, 4, 1), {"format": "likert", "missing": "substituted"}
    ),
    "hads": Scale("hads", of(to(14), FOUR), hads(4)),
    "hads complete": Scale("hads", of(to(14), FOUR), hads(7), {"missing": "complete"}),
    "hads printed": Scale("hads", of(to(14), FOUR), hads_printed, {"stored": "printed"}),
    "bdi2": Scale("bdi2", of(to(21), FOUR), bdi2),
    "isi": Scale("isi", of(to(7), FIVE), isi),
    "psqi": Scale("psqi", NIGHT, psqi, {"cut_off": 6}),
    "eq5d5l": Scale("eq5d5l", of(LIVES, range(1, 6)) | {"vas": range(101)}, eq5d5l),
    "eq5d5l level sum": Scale(
        "eq5d5l", of(LIVES, range(1, 6)) | {"vas": range(101)}, eq5d5l_sum, {"version": "level_sum"}
    ),
    "whoqol_bref": Scale("whoqol_bref", of(to(26), range(1, 6)), whoqol(6, 5)),
    "whoqol_bref text": Scale("whoqol_bref", of(to(26), range(1, 6)), whoqol(5, 4), {"missing": "text"}),
    "phq9": Scale("phq9", of(to(9), FOUR), phq9),
    "dn4": Scale("dn4", of(to(10), BOTH), dn4, {"cut_off": 4}),
}
