"""Write the invented data of the four trials of the estimand guide: `python docs/estimands/make_data.py`.

Nobody in them exists. Each trial has a seed of its own, chosen so that its results show what the guide tells.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

Line = dict[str, Any]
FIRST_DAY = date(2024, 1, 8)


def main(folder: Path = Path(__file__).parent / "data") -> None:
    """Write every file of every trial under a folder."""
    for make, seed in ((rescue, 44), (dropout, 71), (limb, 22), (alive, 4)):
        name = make.__name__
        for file, lines in make(np.random.default_rng(seed)).items():
            path = folder / name / f"{file}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(lines)


def people(random: np.random.Generator, number: int) -> list[Line]:
    """Randomise people in blocks of four, one every other day or so."""
    arms = [arm for _ in range(number // 4) for arm in random.permutation(list("AABB"))]
    days = np.cumsum(random.integers(1, 4, number))
    return [
        {"id": f"{n + 1:03d}", "arm": str(arms[n]), "randomised": FIRST_DAY + timedelta(int(days[n]))}
        for n in range(number)
    ]


def day_after(person: Line, day: int) -> date:
    begun: date = person["randomised"]
    return begun + timedelta(day)


def rescue(random: np.random.Generator) -> dict[str, list[Line]]:
    """Pain (VAS, mm) of 80 people at three visits; who is in much pain takes a rescue medicine, which helps."""
    trial, pains, courses = people(random, 80), [], []
    for person in trial:
        level = random.normal(66, 9)
        active = person["arm"] == "A"
        taken = False
        for week in (0, 4, 8, 12):
            fall = week / 12 * (24 if active else 10)
            value = level - fall + random.normal(0, 8) - (16 if taken else 0)
            if week and random.random() < 0.04:
                break
            came = day_after(person, 7 * week + int(random.integers(-3, 4)) if week else 0)
            pains.append({"id": person["id"], "week": week, "date": came, "pain": int(np.clip(round(value), 0, 100))})
            if week < 12 and not taken and random.random() < (value - 45) / 100:
                taken = True
                start = came + timedelta(int(random.integers(2, 20)))
                courses.append({"id": person["id"], "start": start, "days": int(random.integers(3, 15))})
            elif random.random() < 0.05:
                courses.append({"id": person["id"], "start": came + timedelta(1), "days": 1})
    return {"people": trial, "pain": pains, "rescue": courses}


def dropout(random: np.random.Generator) -> dict[str, list[Line]]:
    """Depression (HAMD-17) of 88 people at four visits; who is not better may leave, and others leave by chance."""
    trial, scores = people(random, 88), []
    for person in trial:
        first = level = random.normal(23, 3)
        slope = random.normal(1.75 if person["arm"] == "A" else 1.1, 0.6)
        person |= {"left": "", "reason": ""}
        for week in (0, 1, 2, 4, 8):
            value = int(np.clip(round(level - slope * week + random.normal(0, 2)), 0, 52))
            came = day_after(person, 7 * week)
            scores.append({"id": person["id"], "week": week, "date": came, "hamd": value})
            helped = value < first - 2 * week
            chance = 0.0 if week in (0, 8) else 0.02 if helped else 0.16
            if random.random() < chance:
                person |= {"left": came + timedelta(2), "reason": "lack of efficacy"}
            elif week < 8 and random.random() < 0.03:
                person |= {"left": came + timedelta(3), "reason": "moved away"}
            if person["left"]:
                break
    return {"people": trial, "scores": scores}


def limb(random: np.random.Generator) -> dict[str, list[Line]]:
    """Walking distance (m) of 92 people with arteries narrowed, at two visits; some die, or lose the leg before it."""
    trial, walks, operations = people(random, 92), [], []
    for person in trial:
        frail = random.normal()
        active = person["arm"] == "A"
        person["died"] = ""
        lost = None
        for week in (0, 13, 26):
            if week and random.random() < np.clip(0.05 + 0.04 * frail - 0.02 * active, 0.01, 0.3):
                person["died"] = day_after(person, 7 * week - int(random.integers(5, 80)))
                break
            if week and lost is None and random.random() < np.clip(0.08 + 0.05 * frail - 0.03 * active, 0.01, 0.3):
                lost = day_after(person, 7 * week - int(random.integers(5, 80)))
                operations.append({"id": person["id"], "operation": "amputation", "date": lost})
            if week and random.random() < 0.05:
                continue
            mean = 310 - 45 * frail + week * (1.6 if active else 0.2) - (180 if lost else 0)
            distance = int(np.clip(round(random.normal(mean, 35)), 5, 700))
            walks.append({"id": person["id"], "week": week, "date": day_after(person, 7 * week), "metres": distance})
        if random.random() < 0.1:
            opened = day_after(person, int(random.integers(5, 60)))
            operations.append({"id": person["id"], "operation": "angioplasty", "date": opened})
    return {"people": trial, "walks": walks, "operations": operations}


def alive(random: np.random.Generator) -> dict[str, list[Line]]:
    """Breathlessness (0 to 10) of 76 people near the end of their lives, each week until they die, at most four."""
    trial, scores = people(random, 76), []
    for person in trial:
        level = np.clip(random.normal(6.2, 1.2), 3, 10)
        weeks_left = random.exponential(7)
        person["died"] = day_after(person, 1 + int(7 * weeks_left)) if weeks_left < 5 else ""
        for week in range(5):
            if week > weeks_left:
                break
            if week and random.random() < 0.04:
                continue
            change = (-1.3 if person["arm"] == "A" else -0.4) * bool(week) + 0.8 * max(0.0, 2 - (weeks_left - week))
            value = int(np.clip(round(level + change * bool(week) + random.normal(0, 0.8)), 0, 10))
            scores.append({"id": person["id"], "week": week, "date": day_after(person, 7 * week), "score": value})
    return {"people": trial, "scores": scores}


if __name__ == "__main__":
    main()
