"""The door to the SF-36 and the RAND-36: one version, with its norms and components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from trialstats.questionnaires import sf36
from trialstats.questionnaires.parameter import Parameter
from trialstats.questionnaires.sf36.norms import COMPONENTS, Norms, load_norms
from trialstats.questionnaires.sf36.versions import load_version

__all__ = ["Sf36", "questionnaire"]

# T scores and components have mean 50 and SD 10 in the norm: they are not on the scale of 0 to 100.
T_SCORE = "T score"
# Health now, compared with before, which is no amount of anything.
TRANSITION = {
    1.0: "Much better",
    2.0: "Somewhat better",
    3.0: "About the same",
    4.0: "Somewhat worse",
    5.0: "Much worse",
}
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH", "HT")


def questionnaire(
    name: str,
    version: str = "v1",
    norms: str | Path | Norms | None = "auto",
    norms_label: str | None = None,
    components: str | Sequence[str] = "orthogonal",
    half_rule: bool | None = None,
    mcid: Mapping[str, float] | None = None,
    mcid_source: str | None = None,
) -> Sf36:
    """Settle a version (see `sf36.score`).

    norms_label: what the population of a file of norms is called. mcid: differences that matter, by PARAMCD.
    """
    read = sf36.read_norms(norms) if isinstance(norms, Path) else norms
    return Sf36(version, read, norms_label, components, half_rule, mcid or {}, mcid_source)


@dataclass(frozen=True)
class Sf36:
    """The SF-36 or RAND-36 as settled; see `Questionnaire` for what each function does."""

    version: str
    norms: str | Norms | None
    norms_label: str | None
    components: str | Sequence[str]
    half_rule: bool | None
    mcid: Mapping[str, float] = field(default_factory=dict)
    mcid_source: str | None = None

    @property
    def codes(self) -> Mapping[int, range]:
        return load_version(self.version).items

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        table = sf36.parameters(self.version, self.norms, self.components)
        norms = self.norm_population()
        return tuple(
            Parameter(
                column=str(column),
                paramcd=str(row["PARAMCD"]),
                label=str(row["label"]),
                unit=str(row["unit"]) if column in SCALES else T_SCORE,
                kind=row["kind"],
                low=float(row["low"]),
                high=float(row["high"]),
                better=str(row["better"]),
                decimals=1,
                levels=TRANSITION if row["kind"] == "category" else None,
                mcid=self.mcid.get(row["PARAMCD"]),
                mcid_source=self.mcid_source if row["PARAMCD"] in self.mcid else None,
                norm=norms.get(str(column)),
            )
            for column, row in table.iterrows()
        )

    @property
    def doubting(self) -> bool:
        return False

    def doubts(self, items: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"index": [], "item": [], "said": []})

    def check(self, items: pd.DataFrame) -> pd.DataFrame:
        return sf36.check(items, self.version)

    def score(self, items: pd.DataFrame) -> pd.DataFrame:
        return sf36.score(items, self.version, self.norms, self.half_rule, self.components)

    def scale_items(self, items: pd.DataFrame) -> dict[str, pd.DataFrame]:
        return sf36.scale_items(items, self.version)

    def norm_population(self) -> dict[str, dict[str, Any]]:
        """Say of each column that scoring returns what the norm population has: 50 (10) of T scores and components.

        The sums of oblique components have another standard deviation in the population: of them nothing is said.
        """
        name = load_version(self.version).default_norms if self.norms == "auto" else self.norms
        if name is None:
            return {}
        norms = name if isinstance(name, Norms) else load_norms(name)
        about = {"population": self.norms_label or norms.population, "source": norms.source, "sha256": norms.sha256}
        means = {scale: (norms.mean[scale], norms.sd[scale]) for scale in norms.mean}
        means |= dict.fromkeys([*(f"{scale}_T" for scale in norms.mean), *COMPONENTS["orthogonal"]], (50.0, 10.0))
        return {column: {**about, "mean": mean, "sd": sd} for column, (mean, sd) in means.items()}
