"""Words by which files of events are told apart, and their columns and levels."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["ADVERSE", "MEDICATION", "NO", "OF_ADVERSE", "OF_MEDICATION", "RELATED", "SEVERITY", "YES", "has"]

# Words of a name, or how they begin where a `*` stands at the end.
ADVERSE = {
    *(
        "ae",
        "aes",
        "adae",
        "adverse*",
        "event",
        "events",
        "aeterm",
        "aedecod",
        "reaction*",
        "sideeffect*",
        "sae",
        "saes",
    ),
    *("safety", "toxicit*", "complication*", "harms", "nebenwirkung*", "komplikation*", "ereignis*", "uaw", "adverso*"),
    *("indesirable*", "incident*"),
}
MEDICATION = {
    *(
        "cm",
        "adcm",
        "med",
        "meds",
        "medication*",
        "drug",
        "drugs",
        "conmed*",
        "rescue*",
        "cmtrt",
        "concomitant",
        "medicine*",
    ),
    *("analgesic*", "medikament*", "medicament*", "begleitmedikation"),
}
# The variables of an event by a word of their column, in the order in which they are looked for.
OF_ADVERSE = {
    "AEDECOD": {"aedecod", "decod", "preferred", "pt", "ptterm"},
    "AETERM": {
        *("aeterm", "term", "event", "reaction", "adverse", "description", "name", "ae", "symptom", "verbatim"),
        *("complaint", "complication*", "ereignis", "bezeichnung", "diagnosis", "diagnose", "komplikation*", "evento"),
    },
    "AEBODSYS": {"aebodsys", "system", "soc", "bodsys", "class", "organsystem", "organ"},
    "AESEV": {
        "aesev",
        "severity",
        "severe",
        "sev",
        "intensity",
        "grade",
        "aetoxgr",
        "ctcae",
        "schwere*",
        "bad",
        "grad",
    },
    "AESER": {"aeser", "serious", "seriousness", "ser", "sae", "sue", "schwerwiegend", "grave"},
    "AEREL": {"aerel", "related", "rel", "relation", "causality", "relationship", "due", "zusammenhang", "kausal*"},
    "AEOUT": {"aeout", "outcome", "ausgang"},
}
OF_MEDICATION = {
    "CMTRT": {"cmtrt", "medication", "drug", "name", "product", "treatment", "med", "agent", "medikament", "wirkstoff"},
    "CMINDC": {"cmindc", "indication", "reason", "indikation"},
    "CMDOSE": {"cmdose", "dose", "cmdostot", "dosis"},
    "CMDUR": {"cmdur", "days", "duration", "tage"},
}
SEVERITY = {
    **dict.fromkeys(("mild", "slight", "leicht", "gering", "leve", "grade 1"), "MILD"),
    **dict.fromkeys(("moderate", "medium", "mittel", "m\u00e4\u00dfig", "moderat", "moderado", "grade 2"), "MODERATE"),
    **dict.fromkeys(("severe", "schwer", "stark", "grave", "severo", "grade 3"), "SEVERE"),
    **dict.fromkeys(("life threatening", "life-threatening", "lebensbedrohlich", "grade 4"), "LIFE THREATENING"),
    **dict.fromkeys(("fatal", "death", "t\u00f6dlich", "grade 5"), "FATAL"),
}
YES = {"y", "yes", "true", "ja", "si", "s\u00ed", "oui", "j"}
NO = {"n", "no", "false", "nein", "non"}
# How an event may be due to treatment: what counts as related, and what as not.
RELATED = {
    **dict.fromkeys(YES | {"related", "possible", "possibly", "possibly related", "probable", "probably"}, "Y"),
    **dict.fromkeys(("probably related", "definite", "definitely", "definitely related", "likely", "certain"), "Y"),
    **dict.fromkeys(("m\u00f6glich", "wahrscheinlich", "sicher", "suspected"), "Y"),
    **dict.fromkeys(NO | {"none", "not related", "unrelated", "unlikely", "unlikely related", "remote"}, "N"),
    **dict.fromkeys(("not suspected", "unwahrscheinlich", "kein", "keiner"), "N"),
}


def has(words: Collection[str], known: Collection[str]) -> bool:
    """Tell whether one of some words is known, or begins as one does that ends in `*`."""
    return any(word in known or any(word.startswith(k[:-1]) for k in known if k.endswith("*")) for word in words)
