"""The 36-item health survey: SF-36 versions 1 and 2 (Ware) and the RAND 36-Item Health Survey 1.0.

    from trialstats.questionnaires import sf36

    findings = sf36.check(items, version="v1")        # codes that cannot be, one row each
    scores = sf36.score(items, version="v1")          # 0-100 scales, HT, T scores, PCS, MCS
    norms = sf36.read_norms("norms.csv")              # norms of your own, with their checksum
    table = sf36.parameters(version="v1")             # PARAMCD, label, unit, range of each column

They share their 36 questions and differ in arithmetic: the recodes of bodily pain and general health, the
rule for missing items, and the norms, which only the SF-36 has.

Licence notice. This package holds arithmetic and published constants only, and no wording of any question.
SF-36 is a registered trademark; its owners license the forms, the scoring and the norms, and nothing here is
a licence: whoever uses the SF-36 in a study needs their own. The RAND 36-Item Health Survey 1.0 was developed
at RAND as part of the Medical Outcomes Study and is free to use; RAND asks that its scores not be called
SF-36, which is why they bear their own names here.
"""

from trialstats.questionnaires.sf36.answers import check
from trialstats.questionnaires.sf36.metadata import parameters
from trialstats.questionnaires.sf36.norms_file import read_norms
from trialstats.questionnaires.sf36.scales import scale_items
from trialstats.questionnaires.sf36.scores import score

__all__ = ["check", "parameters", "read_norms", "scale_items", "score"]
