from evidence.exhibits.models.citations import Citation
from evidence.exhibits.models.custody import CustodyEvent, ExhibitFile
from evidence.exhibits.models.exhibits import (
    Derivation,
    Exhibit,
    ExhibitChildQuerySet,
    ExhibitReader,
    Grading,
    Origin,
)

__all__ = [
    "Citation",
    "CustodyEvent",
    "Derivation",
    "Exhibit",
    "ExhibitChildQuerySet",
    "ExhibitFile",
    "ExhibitReader",
    "Grading",
    "Origin",
]
