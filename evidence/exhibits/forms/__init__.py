from evidence.exhibits.forms.children import (
    CitationForm,
    CustodyForm,
    DerivationForm,
    GradingForm,
    OriginForm,
    ReaderForm,
)
from evidence.exhibits.forms.exhibits import ExhibitForm, NewExhibitForm
from evidence.exhibits.forms.files import FilesForm
from evidence.exhibits.forms.filters import ExhibitFilters
from evidence.exhibits.forms.intake import IntakeForm

__all__ = [
    "CitationForm",
    "CustodyForm",
    "DerivationForm",
    "ExhibitFilters",
    "ExhibitForm",
    "FilesForm",
    "GradingForm",
    "IntakeForm",
    "NewExhibitForm",
    "OriginForm",
    "ReaderForm",
]
