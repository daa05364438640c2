"""Score questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from trialstats.errors import SpecError
from trialstats.questionnaires.sf36.answers import read_codes
from trialstats.questionnaires.sf36.norms import Norms, norm_based_scores, resolve_norms
from trialstats.questionnaires.sf36.norms_file import read_norms
from trialstats.questionnaires.sf36.recoding import recode
from trialstats.questionnaires.sf36.scales import scale_scores
from trialstats.questionnaires.sf36.versions import Version, load_version

__all__ = ["score"]


def score(
    items: pd.DataFrame,
    version: str = "v1",
    norms: str | Path | Norms | None = "auto",
    half_rule: bool | None = None,
    components: str | Sequence[str] = "orthogonal",
) -> pd.DataFrame:
    """Score questionnaires of 36 items.

    Parameters
    ----------
    items
        n questionnaires by 36 columns named 1 to 36 (numbers or text), in any order, with any index; raw codes,
        missing where a question was not answered.
    version
        "v1", "v2": SF-36 versions 1 and 2. "rand36": RAND 36-Item Health Survey 1.0.
    norms
        "us1990" (v1), "us1998" (v2, standard form), those of a file (its Path, or from `read_norms`), None for no
        norm-based scores, or "auto": us1990 for v1, us1998 for v2, none for rand36, which has none.
    half_rule
        True: a scale needs half of its items answered. False: one is enough. None: the version's own rule,
        which is True for v1 and v2, and there the only one, and False for rand36.
    components
        One or several of "orthogonal" (PCS, MCS), "farivar2007" (PCSc, MCSc) and "grassi2010" (PCSg, MCSg), the
        last two from oblique rotations.

    Returns
    -------
    DataFrame of floats, n rows, with the index of `items`:

    - PF, RP, BP, GH, VT, SF, RE, MH: 0 (worst) to 100 (best);
    - HT, the transition item: in v1 and v2 its code 1 (best) to 5, in rand36 recoded to 0 to 100 (best);
    - with norms: PF_T ... MH_T, then the components, PCS and MCS: mean 50, standard deviation 10 in the reference
      population (of orthogonal ones); a component is missing where any of the eight scales is.

    Raises
    ------
    SpecError for a version, norms or rule that is not available; DataError for missing, unknown or repeated
    columns, and for answers that are no code of their item (see `check`, which lists them all).

    Source
    ------
    v1: Ware et al., SF-36 manuals of 1993 (scales) and 1994 (summaries). v2: Ware et al. 2000.
    rand36: Hays, Sherbourne and Mazel, Health Econ 1993;2:217-227.
    The files of constants name the programs each number was read in.
    """
    instrument = load_version(version)
    reference = resolve_norms(instrument, read_norms(norms) if isinstance(norms, Path) else norms, components)
    by_half = _resolve_half_rule(instrument, half_rule)
    codes = read_codes(items, instrument)
    scales = scale_scores(codes, instrument, by_half)
    columns = {**scales, "HT": recode(instrument.transition.item, codes, instrument)}
    if reference is not None:
        columns |= norm_based_scores(scales, reference)
    # Nobody else holds these arrays: a copy would only cost memory.
    return pd.DataFrame(columns, index=items.index, copy=False)


def _resolve_half_rule(version: Version, half_rule: bool | None) -> bool:
    if half_rule is None or half_rule == version.half_rule:
        return version.half_rule
    if not version.half_rule_optional:
        raise SpecError(f"{version.title} has half_rule={version.half_rule} and no other rule")
    return half_rule
