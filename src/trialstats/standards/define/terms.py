"""Codelists: the terms that a variable can hold, in the order of the trial file, and those that data have beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from trialstats.standards.dataset import Dataset, Type, Variable
from trialstats.standards.define.codelists import CodeList, CodeListItem, Decode, EnumeratedItem
from trialstats.standards.define.words import Alias, TranslatedText
from trialstats.standards.letters import plain
from trialstats.standards.oids import TERMS
from trialstats.trialfile.trial import Trial

__all__ = ["Terms", "codelists_of"]

TREATMENTS = ("TRTP", "TRTA", "TRTSEQP", "TRTSEQA", "ARM")
FEW = frozenset(
    {"DTYPE", "EOSSTT", "DCSREAS", "PARAMTYP", "ICE", "ICETERM", "RESPSTAT", "RESPBL", "APERIODC", "BASETYPE"}
)

# CDISC's codelist No Yes Response (NY): its code at the National Cancer Institute, and its terms with words and codes.
NCI, NO_YES = "nci:ExtCodeID", "C66742"
ANSWERS = {"Y": ("Yes", "C49488"), "N": ("No", "C49487")}


@dataclass(frozen=True)
class Terms:
    """Terms with what each stands for, where it stands for anything."""

    type: Type
    terms: tuple[tuple[str, str | None], ...]


def codelists_of(trial: Trial, datasets: Iterable[Dataset]) -> tuple[dict[tuple[str, str], str], list[CodeList]]:
    """Give the codelists, and the identifier of that of each variable by dataset and name.

    Variables of one name with the same terms share one.
    """
    known: dict[tuple[str, Terms], str] = {}
    chosen: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    lists: list[CodeList] = []
    for dataset in datasets:
        for variable in dataset.variables:
            terms = terms_of(trial, dataset, variable)
            if terms is None:
                continue
            key = (variable.name, terms)
            if key not in known:
                short, own = variable.name, f"{dataset.name}.{variable.name}"
                known[key] = f"CL.{own if f'CL.{short}' in taken else short}"
                taken.add(known[key])
                lists.append(codelist(known[key], variable.label, dataset.name, terms))
            chosen[dataset.name, variable.name] = known[key]
    return chosen, lists


def terms_of(trial: Trial, dataset: Dataset, variable: Variable) -> Terms | None:
    """Give the terms of a variable; None of one whose values are no terms."""
    name, values = variable.name, dataset.frame[variable.name]
    if name == "AVISITN" and "AVISIT" in dataset.frame and variable.type == Type.INTEGER:
        return decoded(values, dataset.frame["AVISIT"], Type.INTEGER)
    if variable.type != Type.TEXT:
        return None
    if name == "PARAMCD" and "PARAM" in dataset.frame:
        return decoded(values, dataset.frame["PARAM"], Type.TEXT)
    declared = declared_terms(trial, dataset.called, variable.called or name)
    found = [str(value) for value in values.dropna().unique()]
    if declared is None and not (name.endswith("FL") and {*found} <= {"Y", "N"}) and name not in FEW:
        return None
    written = [plain(term, trial.submission.letters)[0].rstrip(" ") for term in declared or ()]
    terms = list(dict.fromkeys([*written, *sorted(found, reverse=name.endswith("FL"))]))
    return Terms(Type.TEXT, tuple((term, None) for term in terms)) if terms else None


def declared_terms(trial: Trial, called: str, name: str) -> list[str] | None:
    """Give the terms that the trial file declares: [] of a category without levels, None of what has no terms."""
    if name in TREATMENTS or (name.startswith("TRT0") and name[-1] in "PA"):
        return list(trial.groups if name.startswith("TRTSEQ") else trial.arms)
    if name == "AVISIT":
        return trial.visit_order
    declared = trial.datasets.get(called) or trial.occurrences.get(called)
    column = (declared.columns.get(name) if declared else None) or trial.covariates.get(name)
    return column.levels if column and column.type == "category" else None


def decoded(codes: pd.Series, words: pd.Series, kind: Type) -> Terms | None:
    """Give codes in the order in which they stand (numbers in their own) with the words beside them."""
    pairs = pd.DataFrame({"code": codes, "words": words}).dropna().drop_duplicates("code")
    if kind == Type.INTEGER:
        pairs = pairs.sort_values("code").astype({"code": "int64"})
    terms = tuple((str(code), str(said)) for code, said in zip(pairs["code"], pairs["words"], strict=True))
    return Terms(kind, terms) if terms else None


def codelist(oid: str, label: str, dataset: str, terms: Terms) -> CodeList:
    """Write terms as a codelist of the sponsor, under the label of the first variable that has it; Y and N as NY."""
    if {term for term, _ in terms.terms} <= ANSWERS.keys():
        return answers(oid, label, terms)
    numbered = list(enumerate(terms.terms, start=1))
    decoded = all(said is not None for _, (_, said) in numbered)
    return CodeList(
        oid=oid,
        name=label if oid.count(".") == 1 else f"{label} ({dataset})",
        type=str(terms.type),
        non_standard="Yes",
        items=tuple(
            CodeListItem(value=term, order=str(at), decode=Decode((TranslatedText("en", str(said)),)))
            for at, (term, said) in numbered
            if decoded
        ),
        enumerated=tuple(EnumeratedItem(value=term, order=str(at)) for at, (term, _) in numbered if not decoded),
    )


def answers(oid: str, label: str, terms: Terms) -> CodeList:
    """Write Y and N, or one of them, as CDISC's codelist NY."""
    return CodeList(
        oid=oid,
        name=f"No Yes Response ({label})",
        type=str(terms.type),
        standard=TERMS,
        items=tuple(
            CodeListItem(
                value=term,
                order=str(at),
                decode=Decode((TranslatedText("en", ANSWERS[term][0]),)),
                aliases=(Alias(NCI, ANSWERS[term][1]),),
            )
            for at, (term, _) in enumerate(terms.terms, start=1)
        ),
        aliases=(Alias(NCI, NO_YES),),
    )
