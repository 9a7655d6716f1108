"""Controlled values of exhibits. Sources: the comment above each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


# Ours, after the topics of the ICC and Eurojust guidelines for civil society.
class ExhibitKind(models.TextChoices):
    DOCUMENT = "document", _("document")
    PHOTOGRAPH = "photograph", _("photograph")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")
    SATELLITE_IMAGE = "satellite_image", _("satellite image")
    WEB_CAPTURE = "web_capture", _("web capture")
    SOCIAL_MEDIA_POST = "social_media_post", _("social media post")
    NEWS_ARTICLE = "news_article", _("news article")
    PUBLIC_STATEMENT = "public_statement", _("public statement")
    SITE_VISIT_REPORT = "site_visit_report", _("site visit report")
    EXPERT_REPORT = "expert_report", _("expert report")
    MEDICAL_RECORD = "medical_record", _("medical record")
    STATEMENT_RECORD = "statement_record", _("statement record")
    STATEMENT_SET = "statement_set", _("set of statements")
    PHYSICAL_ITEM = "physical_item", _("physical item")
    DATASET = "dataset", _("dataset")
    OTHER = "other", _("other")


# NATO and FM 2-22.3, appendix B: the source and the information are graded apart.
class Reliability(models.TextChoices):
    A = "A", _("A reliable")
    B = "B", _("B usually reliable")
    C = "C", _("C fairly reliable")
    D = "D", _("D not usually reliable")
    E = "E", _("E unreliable")
    F = "F", _("F cannot be judged")


class Credibility(models.TextChoices):
    ONE = "1", _("1 confirmed by independent sources")
    TWO = "2", _("2 probably true")
    THREE = "3", _("3 possibly true")
    FOUR = "4", _("4 doubtfully true")
    FIVE = "5", _("5 improbable")
    SIX = "6", _("6 cannot be judged")


# ICC practice.
class DisclosureClass(models.TextChoices):
    INCRIMINATING = "incriminating", _("incriminating")
    EXONERATING = "potentially_exonerating", _("potentially exonerating")
    RULE_77 = "rule_77_material", _("rule 77 material")


# Berkeley Protocol.
class CopyRole(models.TextChoices):
    EVIDENTIARY = "evidentiary_copy", _("evidentiary copy")
    WORKING = "working_copy", _("working copy")
    DERIVATIVE = "derivative", _("derivative")


# Berkeley Protocol ¶155 (d-f): what a file of a web capture is.
class CapturePart(models.TextChoices):
    PAGE_SOURCE = "page_source", _("page source (HTML)")
    FULL_PAGE = "full_page", _("full-page capture")
    MEDIA = "embedded_media", _("embedded media")
    METADATA = "embedded_metadata", _("embedded metadata")
    CONTEXT = "contextual_data", _("contextual data")
    OTHER = "other", _("other part of the capture")


# Kinds of exhibit to which the court minimum of ¶155 applies.
WEB_KINDS = (ExhibitKind.WEB_CAPTURE, ExhibitKind.SOCIAL_MEDIA_POST)


# Ours: how many independent sources an origin stands for.
class OriginKind(models.TextChoices):
    SINGLE = "single", _("one person or body")
    SEVERAL = "several", _("several, not yet told apart (counts as one)")


# Ours, after Berkeley Protocol ¶167.
class CustodyKind(models.TextChoices):
    COLLECTED = "collected", _("collected")
    RECEIVED = "received", _("received")
    TRANSFERRED = "transferred", _("handed over")
    COPIED = "copied", _("copied")
    EXAMINED = "examined", _("examined")
    SEALED = "sealed", _("sealed")
    UNSEALED = "unsealed", _("unsealed")
    RETURNED = "returned", _("returned")
    DISPOSED = "disposed", _("disposed of")
    RESTORED = "restored", _("restored from a backup")
    # Noted by the store's own checks, never by a person.
    FIXITY = "fixity", _("stored file read again and hashed")
    OTHER = "other", _("other")


# Ours, after the Minnesota Protocol: an item is photographed where it lies before it is lifted.
class InPlace(models.TextChoices):
    PHOTOGRAPHED = "photographed", _("photographed in place")
    NOT_PHOTOGRAPHED = "not_photographed", _("not photographed in place")
    UNKNOWN = "unknown", _("not known")


# Ours, after PREMIS fixity events: what a check of a stored file found.
class FixityResult(models.TextChoices):
    INTACT = "intact", _("the same bytes as on record")
    ALTERED = "altered", _("not the bytes on record")
    MISSING = "missing", _("the file is gone")
    UNREADABLE = "unreadable", _("the disk does not give it back")
    LOCKED = "locked", _("its key is lost or another one")


class FixityCause(models.TextChoices):
    SCHEDULED = "scheduled", _("scheduled check")
    ASKED = "asked", _("asked for")


class Locator(models.TextChoices):
    WHOLE = "whole", _("the whole exhibit")
    PAGE = "page", _("page")
    PARAGRAPH = "paragraph", _("paragraph")
    TIMECODE = "timecode", _("timecode")
    FRAME = "frame", _("frame")


# Berkeley Protocol, chapter VI: the source, the item and the content are verified apart.
class Aspect(models.TextChoices):
    SOURCE = "source", _("source")
    ITEM = "item", _("item")
    CONTENT = "content", _("content")


# Berkeley Protocol, chapter VI; the list is ours.
class VerificationMethod(models.TextChoices):
    GEOLOCATION = "geolocation", _("geolocation")
    CHRONOLOCATION = "chronolocation", _("chronolocation")
    REVERSE_SEARCH = "reverse_search", _("reverse search")
    METADATA = "metadata", _("examination of metadata")
    EXPERT = "expert", _("opinion of an expert")
    COMPARISON = "comparison", _("comparison with other exhibits")
    CONTACT = "contact", _("contact with the source")
    OTHER = "other", _("other")


# Ours.
class VerificationResult(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CONSISTENT = "consistent", _("consistent, not confirmed")
    INCONCLUSIVE = "inconclusive", _("inconclusive")
    CONTRADICTED = "contradicted", _("contradicted")


# Eurojust and ICC guidelines for photographs and video: what is claimed and what was verified.
class TimePlaceKind(models.TextChoices):
    CLAIMED = "claimed", _("claimed")
    VERIFIED = "verified", _("verified")
    FIRST_UPLOAD = "first_upload", _("first known upload")


# e-Court Protocol of the ICC: what one exhibit is to another.
class DerivationKind(models.TextChoices):
    DERIVED = "derived", _("repeats or rests on it")
    EXCERPT = "excerpt", _("excerpt")
    TRANSLATION = "translation", _("translation")
    REDACTION = "redaction", _("redacted version")


class Certification(models.TextChoices):
    CERTIFIED = "certified", _("certified")
    NOT_CERTIFIED = "not_certified", _("not certified")
    UNKNOWN = "unknown", _("not known")


# ICC Chambers Practice Manual: why something was blacked out.
class RedactionCode(models.TextChoices):
    A1 = "A.1", _("A.1 place of an interview")
    A2 = "A.2", _("A.2 staff in the field")
    A3 = "A.3", _("A.3 interpreters and experts")
    A4 = "A.4", _("A.4 investigators")
    A5 = "A.5", _("A.5 intermediaries")
    A6 = "A.6", _("A.6 leads and sources")
    A7 = "A.7", _("A.7 means of communication")
    A8 = "A.8", _("A.8 other, rule 81(2)")
    B1 = "B.1", _("B.1 contact details of a witness")
    B2 = "B.2", _("B.2 identity of family members")
    B3 = "B.3", _("B.3 other persons at risk")
    B4 = "B.4", _("B.4 places of a protection programme")
    B5 = "B.5", _("B.5 other, rule 81(4)")


# Ours: where a file on its way in stands.
class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("arriving")
    ASSEMBLING = "assembling", _("being checked and stored")
    READY = "ready", _("ready to be attached")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("not kept any longer")


# Ours: what kind of thing a file is, by the ending of its name or by its bytes.
class TypeFamily(models.TextChoices):
    PICTURE = "picture", _("a picture")
    DRAWING = "drawing", _("a drawing (SVG)")
    VIDEO = "video", _("a video")
    AUDIO = "audio", _("a sound recording")
    PDF = "pdf", _("a PDF")
    DOCUMENT = "document", _("an office document")
    WEB_PAGE = "web_page", _("a web page")
    TEXT = "text", _("text")
    ARCHIVE = "archive", _("an archive")
    PROGRAM = "program", _("a program")


# Ours: whether a file's first bytes are what the ending of its name says.
class TypeCheck(models.TextChoices):
    AGREES = "agrees", _("is what its name says")
    UNKNOWN = "unknown", _("its name or its bytes say nothing that could be compared")
    MISMATCH = "mismatch", _("is not what its name says")
    POLYGLOT = "polyglot", _("can be read as a web page as well")


class InspectionKind(models.TextChoices):
    VIRUS = "virus", _("viruses")
    TYPE = "type", _("type")
    CONTENTS = "contents", _("contents")
    METADATA = "metadata", _("embedded metadata")
    PREVIEW = "preview", _("preview")


# Ours: how the inspection of a file ended. evidence/exhibits/inspection/words.py says what to do.
class InspectionOutcome(models.TextChoices):
    DONE = "done", _("done")
    CLEAN = "clean", _("no virus found")
    NOT_SCANNED = "not_scanned", _("not scanned for viruses")
    INFECTED = "infected", _("the virus scanner found something")
    SCANNER_UNREACHABLE = "scanner_unreachable", _("the virus scanner did not answer")
    SCANNER_REFUSED = "scanner_refused", _("the virus scanner could not read it to its end")
    NOT_WHAT_IT_SAYS = "not_what_it_says", _("not what it says it is")
    ARCHIVE_BOMB = "archive_bomb", _("an archive that unpacks to far more than it is")
    ARCHIVE_ESCAPE = "archive_escape", _("an archive that would write outside its folder")
    ARCHIVE_LINK = "archive_link", _("an archive with links in it")
    FORMULAS = "formulas", _("a table with cells that a spreadsheet would run")
    ACTIVE_CONTENT = "active_content", _("a page or drawing that can carry scripts")
    TOO_MANY_PIXELS = "too_many_pixels", _("too many pixels")
    TOO_LONG = "too_long", _("it took too long")
    TOO_MUCH_MEMORY = "too_much_memory", _("it took too much memory")
    TOO_MUCH_OUTPUT = "too_much_output", _("it produced too much")
    TOO_LARGE = "too_large", _("the file is too large for this")
    NO_ROOM = "no_room", _("the server has no room to open it")
    ENCRYPTED = "encrypted", _("it is locked with a password")
    DAMAGED = "damaged", _("it is incomplete or damaged")
    UNSUPPORTED = "unsupported", _("there is no preview of this type")
    TOOL_MISSING = "tool_missing", _("a program is missing on this server")
    NOT_CONFINED = "not_confined", _("this server cannot shut a program in")
    ORIGINAL_DAMAGED = "original_damaged", _("the stored bytes are not those on record")


# Not a warning, only a fact. In an order of their own: an index of the database names them.
QUIET = [
    InspectionOutcome.DONE, InspectionOutcome.CLEAN, InspectionOutcome.NOT_SCANNED,
    InspectionOutcome.UNSUPPORTED, InspectionOutcome.TOO_LARGE,
]  # fmt: skip


class RenditionVariant(models.TextChoices):
    VIEW = "view", _("preview")
    THUMB = "thumb", _("thumbnail")
