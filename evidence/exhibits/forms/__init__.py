from evidence.exhibits.forms.children import (
    CitationForm,
    DerivationForm,
    GradingForm,
    OriginForm,
    ReaderForm,
)
from evidence.exhibits.forms.custody import CustodyForm
from evidence.exhibits.forms.exhibits import ExhibitForm, NewExhibitForm
from evidence.exhibits.forms.files import FilesForm
from evidence.exhibits.forms.filters import ExhibitFilters
from evidence.exhibits.forms.items import PhysicalItemForm

__all__ = [
    "CitationForm",
    "CustodyForm",
    "DerivationForm",
    "ExhibitFilters",
    "ExhibitForm",
    "FilesForm",
    "GradingForm",
    "NewExhibitForm",
    "OriginForm",
    "PhysicalItemForm",
    "ReaderForm",
]
