"""The questionnaires that a trial file can name: one class each, told apart by `name`.

The class of a questionnaire that has a data file is made of it (`form_of`); that of the SF-36 is written here.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from trialstats.questionnaires.catalogue import load_definition, names
from trialstats.trialfile.questionnaires.form import Form, form_of
from trialstats.trialfile.questionnaires.sf36 import NormsFile, Sf36

__all__ = ["Form", "Instrument", "NormsFile", "Sf36"]

if TYPE_CHECKING:
    Instrument = Sf36 | Form
else:
    FORMS = [form_of(name, load_definition(name)) for name in names()]
    Instrument = Annotated[reduce(or_, FORMS, Sf36), Field(discriminator="name")]
