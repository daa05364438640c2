"""Option by option: R gives our numbers, by the programs that were run; SAS is asked for what our options mean."""

from __future__ import annotations

import pytest

from tests.twins.kept import code_of, differences, folder_of, printed
from tests.twins.options import ANALYSES, DRAWN, numbers_of, twin_of_options

# What stands in PROC MIXED for our options.
IN_SAS = {
    "us_by_arm": ("type=&type subject=USUBJID group=TRT01P;", ", un, )", "/ ddfm=kr;", "method=reml"),
    "csh_satterthwaite": (", csh, )", "/ ddfm=satterthwaite;"),
    "ar1h_linear": (", arh(1), )", "/ ddfm=kr(linear);", "cl alpha=0.05 om;"),
    "toep_residual": (", toep, )", "SITEID*AVISITN / ddfm=residual;", "cl alpha=0.1;"),
    "toeph": (", toeph, )", "model CHG = TRT01P | AVISITN BASE BASE*AVISITN / ddfm=kr;"),
    "one_visit": ("('VASPAIN', un, 12)",),
    "intercept": (
        "model AVAL = TRT01P | AVISITN / ddfm=kr;",
        "random intercept / type=vc subject=USUBJID;",
        "[1, 1 4] [-1, 2 4] [-1, 1 1] [1, 2 1] / cl alpha=0.05;",  # DTLT is before Sham, Week 12 the fourth visit
    ),
    "independent_slopes": ("random intercept TIME / type=vc", "TIME 1 TRT01P*TIME 0 1 /", " TRT01P*TIME 1 -1 /"),
    "autoregressive": ("repeated AVISITN / type=ar(1) subject=USUBJID;",),
    "residual_by_arm": ("repeated / group=TRT01P subject=USUBJID;", "/ ddfm=satterthwaite;"),
    "slopes_per_week": (
        "random intercept TIME / type=un",
        "method=ml",
        "TIME 7 TRT01P*TIME 0 7 /",
        "TRT01P*TIME 7 -7 /",
    ),
    "ancova_observed": ("proc mixed", "/ ddfm=residual;", "lsmeans TRT01P / diff cl alpha=0.1 om;"),
    "bayes_cir": (
        "sets = 2000;",
        "active = {'DTLT'};",
        "df = nrow(design) - ncol(design);",
        "model imputed = TRT01P BASE SITEID / ddfm=residual;",
        "lsmeans TRT01P / diff=control(&reference) om;",
        "proc mianalyze data=each edf=&complete_df alpha=0.05;",
    ),
    "ancova_robust": ("proc glimmix", "empirical=firores;", "random _residual_ / subject=USUBJID;"),
}


@pytest.mark.parametrize("name", [name for name in ANALYSES if name not in DRAWN])
def test_r_gives_our_numbers(name: str) -> None:
    theirs, twin = printed("options", name), twin_of_options(name)
    ours = numbers_of(name)
    ours = ours[ours["kind"].isin(twin.kinds) & ours["estimate"].notna()]
    assert set(theirs.index) == set(ours.index)
    numbers = {f"{row}:{key}": value for row, values in ours.iterrows() for key, value in values.items()}
    for statistic, far in differences(theirs, numbers).items():
        assert far < 1e-8, f"{statistic} differs by {far:.1e}"


@pytest.mark.parametrize("name", ANALYSES)
def test_the_programs_are_those_that_were_run(name: str) -> None:
    kept = (folder_of("options") / f"{name}.R").read_text("utf-8")
    assert code_of(twin_of_options(name).programs["R"]) == code_of(kept)


@pytest.mark.parametrize("name", IN_SAS)
def test_sas_is_asked_for_the_same(name: str) -> None:
    program = twin_of_options(name).programs["sas"]
    for said in IN_SAS[name]:
        assert said in program


def test_what_a_language_does_not_have_is_said() -> None:
    assert twin_of_options("cs_expected").lacking == {"sas": "ddf: kr_expected is another method in sas"}
    assert twin_of_options("approximate_j2r").lacking == {"sas": "draws: approximate Bayes is not written in sas yet"}
