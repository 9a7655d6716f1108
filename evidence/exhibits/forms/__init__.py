from evidence.exhibits.forms.captures import CaptureForm, LinksForm
from evidence.exhibits.forms.children import (
    CitationForm,
    DerivationForm,
    GradingForm,
    OriginForm,
    ReaderForm,
)
from evidence.exhibits.forms.custody import CustodyForm
from evidence.exhibits.forms.exhibits import ExhibitForm, NewExhibitForm
from evidence.exhibits.forms.files import FilePartForm, FilesForm
from evidence.exhibits.forms.filters import ExhibitFilters
from evidence.exhibits.forms.intake import IntakeForm
from evidence.exhibits.forms.items import PhysicalItemForm

__all__ = [
    "CaptureForm",
    "CitationForm",
    "CustodyForm",
    "DerivationForm",
    "ExhibitFilters",
    "ExhibitForm",
    "FilePartForm",
    "FilesForm",
    "GradingForm",
    "IntakeForm",
    "LinksForm",
    "NewExhibitForm",
    "OriginForm",
    "PhysicalItemForm",
    "ReaderForm",
]
