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
from evidence.exhibits.forms.grades import GradesForm
from evidence.exhibits.forms.intake import IntakeForm
from evidence.exhibits.forms.items import PhysicalItemForm
from evidence.exhibits.forms.verification import TimePlaceForm, VerificationForm
from evidence.exhibits.forms.versions import DerivativeForm, RedactionForm, TranslationForm

__all__ = [
    "CaptureForm",
    "CitationForm",
    "CustodyForm",
    "DerivationForm",
    "DerivativeForm",
    "ExhibitFilters",
    "ExhibitForm",
    "FilePartForm",
    "FilesForm",
    "GradesForm",
    "GradingForm",
    "IntakeForm",
    "LinksForm",
    "NewExhibitForm",
    "OriginForm",
    "PhysicalItemForm",
    "ReaderForm",
    "RedactionForm",
    "TimePlaceForm",
    "TranslationForm",
    "VerificationForm",
]
