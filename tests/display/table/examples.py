"""Made-up results, and the tables that show them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from tests.methods.adverse_events import rows as safety_rows
from tests.methods.exposure import table_examples as exposure_examples
from tests.methods.questionnaires import table_examples as questionnaires
from tests.methods.responders.table_examples import RESPONDER_TABLES
from trialstats.display.look import Look
from trialstats.methods.registry import Table
from trialstats.results.shape import tidy

LOOK = Look("LASER-01", ("DTLT", "Sham"), "Sham", ("Baseline", "Week 4", "Week 12"), "Baseline", "Synthetic data.")
THREE_AGAINST_SHAM = Look("DOSES", ("Sham", "Low", "High"), "Sham", ("Baseline", "Week 12"), "Baseline")
THREE = Look("PILOT", ("Placebo", "Low", "High"), "Placebo", ("Baseline", "Week 24"), "Baseline")

PAIN = {"PARAMCD": "PAIN", "PARAM": "Pain intensity", "unit": "mm", "decimals": 1, "better": "lower"}
SCORE = {"PARAMCD": "ADAS", "PARAM": "ADAS-Cog", "decimals": 1, "better": "lower"}


def table(kind: str, analysis: str | list[str], **more: Any) -> Any:
    """Make a table as a trial file would."""
    words = {"kind": kind, "title": f"The {kind} table", "number": "14.1", "analysis": analysis, **more}
    return TypeAdapter(Table).validate_python(words)


def disposition() -> pd.DataFrame:
    """Make counts of 130 screened and 120 randomised; the label is the analysis', as the workflow fills it in."""
    numbers = {
        "RAND": (60, 60),
        "SAFFL": (60, 59),
        "FASFL": (58, 57),
        "COMPLETED": (51, 46),
        "DISCONTINUED": (9, 14),
        "NOTKNOWN": (0, 0),
    }
    reasons = {"Lost to follow-up": (2, 3), "Withdrew consent <early>": (5, 8), "Adverse event": (2, 3)}
    rows: list[dict[str, Any]] = [
        {"ARM": "All", "variable": "SCREENED", "count": 130},
        {"ARM": "All", "variable": "NOTRAND", "count": 10},
    ]
    named = {"SAFFL": "Safety population", "FASFL": "Full analysis set"}
    for variable, counts in numbers.items():
        rows += by_arm({"variable": variable, "PARAM": named.get(variable)}, counts)
    for level, counts in reasons.items():
        rows += by_arm({"variable": "DCSREAS", "level": level}, counts)
    return tidy([{"kind": "count", "label": "Disposition", **row} for row in rows], "disposition")


def by_arm(keys: dict[str, Any], counts: tuple[int, int]) -> list[dict[str, Any]]:
    """Spread counts over the arms and all."""
    groups = {"DTLT": (counts[0], 60), "Sham": (counts[1], 60), "All": (sum(counts), 120)}
    return [
        {**keys, "ARM": arm, "n": total, "count": count, "total": total, "percent": 100 * count / total}
        for arm, (count, total) in groups.items()
    ]


def baseline() -> pd.DataFrame:
    """Make characteristics: two numbers, one of them with a missing value, and two categories."""
    age = {"variable": "AGE", "PARAM": "Age", "unit": "years", "decimals": 0}
    pain = {**PAIN, "variable": "PAIN", "measure": "AVAL"}
    rows: list[dict[str, Any]] = []
    for keys, n in ((age, 60), (pain, 59)):
        for arm, total, mean in (("DTLT", 60, 63.25), ("Sham", 60, 65.0), ("All", 120, 64.125)):
            values = {"mean": mean, "sd": 9.876, "median": 64, "q1": 57, "q3": 71, "minimum": 45, "maximum": 85}
            count = n if arm == "DTLT" else total - (60 - n if arm == "All" else 0)
            rows.append({**keys, **values, "kind": "summary", "ARM": arm, "n": count, "total": total})
    for level, counts in {"Female": (25, 33), "Male": (34, 27), "Missing": (1, 0)}.items():
        rows += [{"kind": "count", **r} for r in by_arm({"variable": "SEX", "PARAM": "Sex", "level": level}, counts)]
    for level, counts in {"01": (30, 31), "02 & 03": (30, 29)}.items():
        keys = {"variable": "SITEID", "PARAM": "Site", "level": level}
        rows += [{"kind": "count", **r} for r in by_arm(keys, counts)]
    for keys, size in ((age, -0.184), (pain, 0.05), ({"variable": "SEX", "PARAM": "Sex"}, 0.261)):
        rows.append({**keys, "kind": "effect_size", "ARM": "DTLT", "REFERENCE": "Sham", "estimate": size})
    rows.append(
        {
            "kind": "effect_size",
            "variable": "SITEID",
            "PARAM": "Site",
            "ARM": "DTLT",
            "REFERENCE": "Sham",
            "reason": "the arms have no level in common",
        }
    )
    return tidy([{"label": "Baseline", "population": "Full analysis set", **row} for row in rows], "baseline")


def descriptive() -> pd.DataFrame:
    """Make summaries of two parameters at three visits, the last of them without values in one arm."""
    rows = []
    quality = {"PARAMCD": "PF", "PARAM": "Physical functioning", "decimals": 1, "better": "higher"}
    for parameter in (PAIN, quality):
        for position, visit in enumerate(LOOK.visits):
            for measure in ("AVAL", "CHG") if position else ("AVAL",):
                for arm in LOOK.arms:
                    keys = {**parameter, "kind": "summary", "measure": measure, "AVISIT": visit, "ARM": arm}
                    rows.append({**keys, **summary(60 - 5 * position, 62.0 - 9 * position, measure)})
    rows[-1] = {**rows[-1], **dict.fromkeys(("mean", "sd", "median", "q1", "q3", "minimum", "maximum")), "n": 0}
    rows[-1]["reason"] = "no value"
    return tidy([{"label": "Descriptive", "population": "Full analysis set", **row} for row in rows], "described")


def coded(missing: int = 1) -> pd.DataFrame:
    """Make summaries of a parameter of which some results at the second visit, and one at the first, are codes."""
    keys = {"PARAMCD": "IL6", "PARAM": "Interleukin-6", "unit": "pg/mL", "population": "Full analysis set"}
    rows: list[dict[str, Any]] = []
    for visit, measure, counts in (
        ("Baseline", "AVAL", {"Below limit (<)": 1}),
        ("Week 12", "AVAL", {"Below limit (<)": 6}),
        ("Week 12", "CHG", {"Below limit (<)": 6, "Coded at baseline": 1}),
    ):
        for arm in LOOK.arms:
            lost = missing if visit == "Week 12" else 0
            at = {**keys, "measure": measure, "AVISIT": visit, "ARM": arm}
            rows.append({**at, "kind": "summary", **summary(60 - sum(counts.values()) - lost, 62, measure)})
            rows += [
                {**at, "kind": "count", "variable": "AVALC", "level": level, "count": count, "total": 60}
                for level, count in {**counts, "NOT DONE": 0, "Missing": lost}.items()
            ]
    return tidy(rows, "coded")


def coded_baseline() -> pd.DataFrame:
    """Make the same at baseline."""
    rows = coded()
    rows = rows[(rows["AVISIT"] == "Baseline")].drop(columns="id")
    numbers = rows["kind"] == "summary"
    return tidy(rows.assign(AVISIT=None, variable=rows["variable"].mask(numbers, rows["PARAMCD"])), "baseline")


def summary(n: int, mean: float, measure: str) -> dict[str, float]:
    """Make statistics around a mean."""
    middle = mean if measure == "AVAL" else mean - 62.0
    around = {"mean": middle, "sd": 17.345, "median": middle + 0.5, "q1": middle - 12, "q3": middle + 12}
    return {"n": n, "total": 60, **around, "minimum": middle - 40, "maximum": middle + 36.5}


def estimates(analysis: str = "pain_mmrm", label: str = "MMRM", shift: float = 0.0) -> pd.DataFrame:
    """Make means and differences of two visits."""
    rows = []
    for visit, (active, control) in {"Week 4": (-14.26, -6.93), "Week 12": (-24.08, -11.79)}.items():
        at = {**PAIN, "measure": "CHG", "AVISIT": visit, "label": label, "population": "Full analysis set"}
        for arm, value in (("DTLT", active + shift), ("Sham", control)):
            rows.append({**at, "kind": "lsmean", "ARM": arm, "n": 55, **inference(value, 1.94, 111.4)})
        pair = {"ARM": "DTLT", "REFERENCE": "Sham", "n": 110}
        rows.append({**at, "kind": "difference", **pair, **inference(active + shift - control, 2.745, 108.24)})
    return tidy(rows, analysis)


def failed() -> pd.DataFrame:
    """Make rows without numbers, and the reason."""
    keys = {**PAIN, "measure": "CHG", "AVISIT": "Week 12", "label": "Failed", "reason": "no covariance fitted (us)"}
    pair = {"ARM": "DTLT", "REFERENCE": "Sham"}
    means = [{**keys, "kind": "lsmean", "ARM": arm} for arm in LOOK.arms]
    return tidy([*means, {**keys, "kind": "difference", **pair}], "failed")


def truth() -> pd.DataFrame:
    """Make true differences."""
    pair = {"kind": "truth", "ARM": "DTLT", "REFERENCE": "Sham", "PARAMCD": "PAIN", "decimals": 1}
    return tidy([{**pair, "AVISIT": "Week 4", "estimate": -8}, {**pair, "AVISIT": "Week 12", "estimate": -12}], "truth")


def dose_response() -> pd.DataFrame:
    """Make an ANCOVA of three arms with a trend."""
    at = {**SCORE, "measure": "CHG", "AVISIT": "Week 24", "label": "ANCOVA"}
    rows = [
        {**at, "kind": "lsmean", "ARM": arm, "n": 80, **inference(value, 0.6, 225)}
        for arm, value in (("Placebo", 2.5), ("Low", 2.0), ("High", 1.5))
    ]
    for arm, value, error in (("Low", -0.5, 0.82), ("High", -1.0, 0.84)):
        pair = {"ARM": arm, "REFERENCE": "Placebo", "n": 160}
        rows.append({**at, "kind": "difference", **pair, **inference(value, error, 225)})
    pair = {"ARM": "High", "REFERENCE": "Low", "n": 160}
    rows.append({**at, "kind": "difference", **pair, **inference(-0.5, 0.84, 225)})
    rows.append({**at, "kind": "trend", "variable": "TRT01PN", "n": 240, **inference(-0.012, 0.0103, 226)})
    return tidy(rows, "ancova")


def slopes() -> pd.DataFrame:
    """Make slopes by arm, their difference and an effect size beside."""
    at = {**PAIN, "measure": "AVAL", "label": "Random slopes"}
    change = {**at, "kind": "slope", "unit": "mm per week"}
    rows = [{**change, "ARM": arm, "n": 60, **inference(-1.0, 0.2, None)} for arm in LOOK.arms]
    pair = {"ARM": "DTLT", "REFERENCE": "Sham"}
    rows.append({**change, **pair, "n": 120, **inference(-0.55, 0.28, None)})
    size = {"estimate": -0.61, "conf_low": -1.02, "conf_high": -0.2, "conf_level": 0.95, "n": 110}
    rows.append({**at, "kind": "effect_size", **pair, "AVISIT": "Week 12", **size})
    return tidy(rows, "slopes")


def reliability() -> pd.DataFrame:
    """Make alphas of two scales at two visits; one could not be computed."""
    rows = []
    for code, name in (("PF", "Physical functioning"), ("RE", "Role emotional")):
        for visit in ("Baseline", "Week 12"):
            at = {"kind": "reliability", "PARAMCD": code, "PARAM": name, "AVISIT": visit, "n": 110, "total": 118}
            rows.append({**at, "estimate": 0.87, "conf_low": 0.83, "conf_high": 0.905, "conf_level": 0.95})
    rows[-1] = {**rows[-1], "estimate": None, "conf_low": None, "conf_high": None, "reason": "the sum does not vary"}
    return tidy(rows, "alpha")


VELOCITY = {"group": "SURAL NERVE", "variable": "VELOCITY", "unit": "m/s", "decimals": 1, "better": "higher"}


def nerves() -> pd.DataFrame:
    """Make responses of the left and right sural nerve at two visits; nobody was measured in one of the cells."""
    rows: list[dict[str, Any]] = []
    for code, side in (("VELL", "LEFT"), ("VELR", "RIGHT")):
        for visit in ("Baseline", "Week 12"):
            for arm, counts in (("DTLT", (50, 6, 1, 3)), ("Sham", (0, 0, 2, 58) if side == "RIGHT" else (55, 3, 2, 0))):
                at = {"PARAMCD": code, "measure": "AVAL", "AVISIT": visit, "ARM": arm}
                mean = {"mean": 42.37, "sd": 3.91, "n": counts[0]} if counts[0] else {"n": 0, "reason": "no value"}
                rows.append({**at, **VELOCITY, "level": side, "kind": "summary", **mean})
                levels = zip(("PRESENT", "ABSENT", "NOT DONE", "MISSING"), counts, strict=True)
                words = {"kind": "count", "total": 60, "unit": "m/s", "decimals": 1}
                rows += [{**at, **words, "variable": "RESPSTAT", "level": k, "count": v} for k, v in levels]
                if side == "LEFT":
                    rows.append({**at, **words, "variable": "TEMPFL", "level": "Y", "count": 2})
    return tidy([{"population": "Full analysis set", "label": "Responses", **row} for row in rows], "nerves")


def limbs() -> pd.DataFrame:
    """Make a model of both sides."""
    at = {"PARAMCD": "VEL", **VELOCITY, "level": "BOTH", "measure": "CHG", "AVISIT": "Week 12", "label": "Both sides"}
    rows = [{**at, "kind": "lsmean", "ARM": arm, "n": 50, **inference(1.2, 0.26, 81)} for arm in LOOK.arms]
    rows.append({**at, "kind": "difference", "ARM": "DTLT", "REFERENCE": "Sham", "n": 100, **inference(1.1, 0.36, 81)})
    return tidy(rows, "limbs")


def ranks(codes: tuple[str, ...] = ("VELL", "VELR"), arms: tuple[str, ...] = ("DTLT",)) -> pd.DataFrame:
    """Make comparisons by ranks; of the last parameter and arm nothing could be estimated."""
    rows: list[dict[str, Any]] = []
    for code in codes:
        for arm in arms:
            at = {
                "PARAMCD": code,
                "PARAM": f"Velocity {code}",
                "unit": "m/s",
                "measure": "AVAL",
                "decimals": 1,
                "AVISIT": "Week 12",
                "ARM": arm,
                "REFERENCE": "Sham",
                "label": "Absent ranked worst",
            }
            none = (code, arm) == (codes[-1], arms[-1])
            told = {"reason": "the arms do not overlap"} if none else {"n": 100, **inference(0.574, 0.057, None)}
            rows.append({**at, "kind": "win_probability", **told})
            rows.append({**at, "kind": "odds_ratio", "variable": "win odds", **told})
            test = told if none else {"n": 100, "statistic": 1.2586, "p_value": 0.2082}
            rows += [{**at, "kind": "rank_test", "variable": name, **test} for name in RANK_TESTS]
            rows.append({**at, "kind": "shift", **({**told, "p_value": None} if none else {"n": 100, **SHIFT})})
    return tidy(rows, "ranks")


RANK_TESTS = ("Wilcoxon rank-sum", "van Elteren")
SHIFT = {"estimate": 0.85, "conf_low": -0.4, "conf_high": 2.1, "conf_level": 0.95}


def censored(*, failed: bool = False) -> pd.DataFrame:
    """Make means and ratios of two approaches, one of which could not be fitted if asked."""
    keys = {"PARAMCD": "IL6", "PARAM": "Interleukin-6", "unit": "pg/mL", "decimals": 2, "label": "Censored"}
    rows: list[dict[str, Any]] = []
    for name, shift in (("censored", 0.0), ("half", 0.04)):
        lost = {"reason": "every value of DTLT is below the limit"} if failed and name == "censored" else None
        for visit, ratio in (("Baseline", 1.0), ("Week 12", 0.85)):
            at = {**keys, "AVISIT": visit, "group": name, "population": "Full analysis set"}
            for arm, value in (("DTLT", 1.5 * ratio + shift), ("Sham", 1.5 + shift)):
                mean = {"n": 58, "count": 23, "total": 58, "percent": 39.7, **inference(value, 0.1, 117)}
                mean["p_value"] = None
                counts = {"n": 58, "count": 23, "total": 58, "percent": 39.7, "p_value": None}
                mean = {**inference(value, 0.1, 117), **counts}
                rows.append({**at, "kind": "geometric_mean", "measure": "AVAL", "ARM": arm, **(lost or mean)})
            if visit != "Baseline":
                pair = {**at, "kind": "ratio", "measure": "RATIO", "ARM": "DTLT", "REFERENCE": "Sham"}
                rows.append({**pair, **(lost or {"n": 116, **inference(ratio + shift, 0.06, 117)})})
    return tidy(rows, "il6")


def true_ratios() -> pd.DataFrame:
    """Make a true ratio, and a true difference of the same place that is none of this table's."""
    pair = {"kind": "truth", "PARAMCD": "IL6", "AVISIT": "Week 12", "ARM": "DTLT", "REFERENCE": "Sham"}
    return tidy([{**pair, "estimate": -0.16}, {**pair, "measure": "RATIO", "estimate": 0.852}], "truth")


def inference(estimate: float, error: float, df: float | None) -> dict[str, float | None]:
    """Make the statistics of an estimate."""
    limits = {"conf_low": estimate - 1.98 * error, "conf_high": estimate + 1.98 * error, "conf_level": 0.95}
    p_value = 0.00002 if abs(estimate / error) > 4 else 0.0456
    return {"estimate": estimate, "std_error": error, "df": df, "p_value": p_value, **limits}


def concentrations() -> pd.DataFrame:
    """Make results of two biomarkers: some below and above limits, an arm without any at the last visit."""
    rows: list[dict[str, Any]] = []
    il6 = {"PARAMCD": "IL6", "PARAM": "Interleukin-6", "unit": "ng/L", "decimals": 2}
    mcp = {"PARAMCD": "MCP1", "PARAM": "MCP-1", "unit": "ng/L", "decimals": 0}
    numbers = {"minimum": 0.81, "q1": 1.2, "median": 1.725, "q3": 2.5, "maximum": 6.0}
    bounds = {"minimum": ("<", 0.5), "q1": ("<", 0.7), "maximum": (">", 8.0)}
    for keys in (il6, mcp):
        for visit in LOOK.visits:
            for arm in LOOK.arms:
                at = {**keys, "measure": "AVAL", "AVISIT": visit, "ARM": arm, "population": "Full analysis set"}
                nobody = visit == "Week 12" and arm == "Sham"
                n, none = 0 if nobody else 57, {"reason": "no value"} if nobody else {}
                rows.append({**at, "kind": "summary", "n": n, "total": 60, **none})
                for flag, level, most in (("BLQFL", "<LLOQ", 9), ("ALQFL", ">ULOQ", 1)):
                    count = most if keys is il6 and not nobody else 0
                    share = {} if nobody else {"percent": 100 * count / n}
                    counted = {"variable": flag, "level": level, "count": count, "total": n}
                    rows.append({**at, "kind": "count", **counted, **share, **none})
                for name, value in numbers.items():
                    found: dict[str, Any] = {name: value}
                    if keys is il6 and name in bounds:
                        found = {"level": bounds[name][0], "value": bounds[name][1]}
                    rows.append({**at, "kind": "summary", "variable": name, **(none or found)})
                mean = {} if nobody else {"n": n, "estimate": 1.384, "cv": 91.25}
                rows.append({**at, "kind": "geometric_mean", "group": "LLOQ/2", **mean, **none})
    return tidy(rows, "assay")


TABLES: dict[str, tuple[Any, pd.DataFrame, Look]] = {
    "disposition": (table("disposition", "disposition"), disposition(), LOOK),
    "demographics": (table("demographics", "baseline"), baseline(), LOOK),
    "descriptive": (table("descriptive", "described"), descriptive(), LOOK),
    "estimates": (
        table("estimates", "pain_mmrm", truth="truth", footnotes=["A note with <b>."]),
        pd.concat([estimates(), truth()], ignore_index=True),
        LOOK,
    ),
    "several": (
        table("estimates", ["pain_mmrm", "pain_ancova", "failed"], visits="Week 12"),
        pd.concat([estimates(), estimates("pain_ancova", "ANCOVA <b>", -0.4), failed()], ignore_index=True),
        LOOK,
    ),
    "doses": (table("estimates", "ancova"), dose_response(), THREE),
    "slopes": (table("estimates", "slopes"), slopes(), LOOK),
    "coded": (table("descriptive", "coded"), coded(), LOOK),
    "coded_baseline": (table("demographics", "baseline"), coded_baseline(), LOOK),
    "concentrations": (table("concentrations", "assay"), concentrations(), LOOK),
    "alpha": (table("descriptive", "alpha"), reliability(), LOOK),
    "events": (
        table("adverse_events", "events", incidence=True, at_least_percent=20),
        pd.concat(
            [safety_rows.event_rows(("Sham", "DTLT"), "abc"), safety_rows.rate_rows(("Sham", "DTLT"))],
            ignore_index=True,
        ),
        LOOK,
    ),
    "severities": (
        table("adverse_events", "severities", by_severity=True),
        safety_rows.severity_rows(("Sham", "DTLT")),
        LOOK,
    ),
    "medication": (
        table("medication", "rescue"),
        pd.concat(
            [
                safety_rows.medication_rows(("Placebo", "Low", "High")),
                safety_rows.curve_rows(("Placebo", "Low", "High"), {"Week 24": 169}),
            ],
            ignore_index=True,
        ),
        THREE,
    ),
    "quality": (table("questionnaire_quality", "quality"), questionnaires.quality(), LOOK),
    "reliable_change": (table("reliable_change", "changed"), questionnaires.reliable_change(), LOOK),
    "associations": (table("associations", "together"), questionnaires.associations(), LOOK),
    **RESPONDER_TABLES,
    "nerves": (
        table("nerves", ["nerves", "limbs", "ranks"]),
        pd.concat([nerves(), limbs(), ranks()], ignore_index=True),
        LOOK,
    ),
    "nerves_described": (table("nerves", "nerves"), nerves(), LOOK),
    "ranks": (table("ranks", "ranks"), ranks(), LOOK),
    "ranks_of_arms": (table("ranks", "ranks"), ranks(("PAIN",), ("Low", "High")), THREE_AGAINST_SHAM),
    "exposure": (table("exposure", "exposure"), exposure_examples.exposure(), LOOK),
    "dose_response": (table("dose_response", "dose"), exposure_examples.dose_response(), LOOK),
    "subgroups": (
        table("subgroups", "subgroups", truth="truth"),
        pd.concat([exposure_examples.subgroups(), truth()], ignore_index=True),
        LOOK,
    ),
    "censored": (
        table("censored", "il6", truth="truth"),
        pd.concat([censored(), true_ratios()], ignore_index=True),
        LOOK,
    ),
}


def addresses(rows: pd.DataFrame) -> set[str]:
    """List every `id:statistic` that has a number, and `missing`, which the results data take from n and total."""
    rows = rows.assign(missing=rows["total"] - rows["n"])
    numbers = rows.drop(columns=["AVISITN", "decimals", "mcid"]).select_dtypes("float64").columns
    return {f"{row['id']}:{name}" for row in rows.to_dict("records") for name in numbers if row[name] == row[name]}
