from evidence.exhibits.models.captures import WebCapture
from evidence.exhibits.models.citations import Citation
from evidence.exhibits.models.custody import CustodyEvent, ExhibitFile
from evidence.exhibits.models.derivations import Derivation
from evidence.exhibits.models.exhibits import (
    Exhibit,
    ExhibitChildQuerySet,
    ExhibitReader,
    Grading,
    Origin,
)
from evidence.exhibits.models.fixity import FixityCheck
from evidence.exhibits.models.inspections import Inspection, QuarantineRelease, Rendition
from evidence.exhibits.models.intakes import Intake, IntakeItem
from evidence.exhibits.models.items import PhysicalItem
from evidence.exhibits.models.sheets import ReceivedSheet
from evidence.exhibits.models.uploads import Upload, UploadPart
from evidence.exhibits.models.verification import TimePlace, Verification, VerificationSupport

__all__ = [
    "Citation",
    "CustodyEvent",
    "Derivation",
    "Exhibit",
    "ExhibitChildQuerySet",
    "ExhibitFile",
    "ExhibitReader",
    "FixityCheck",
    "Grading",
    "Inspection",
    "Intake",
    "IntakeItem",
    "Origin",
    "PhysicalItem",
    "QuarantineRelease",
    "ReceivedSheet",
    "Rendition",
    "TimePlace",
    "Upload",
    "UploadPart",
    "Verification",
    "VerificationSupport",
    "WebCapture",
]
