"""What kind of thing a file says it is, and whether its first bytes agree."""

from pathlib import PurePosixPath

from evidence.exhibits.vocabulary import TypeCheck, TypeFamily

ENDINGS = {
    TypeFamily.PICTURE: "jpg jpeg jpe png gif webp tif tiff bmp heic heif avif jp2 ico dng cr2 nef arw",
    TypeFamily.DRAWING: "svg svgz",
    TypeFamily.VIDEO: "mp4 mov m4v mkv webm avi wmv asf flv mpg mpeg 3gp 3g2 ts mts vob dav",
    TypeFamily.AUDIO: "mp3 wav ogg oga opus m4a flac aac wma aiff aif amr",
    TypeFamily.PDF: "pdf",
    TypeFamily.DOCUMENT: "doc docx xls xlsx ppt pptx odt ods odp rtf",
    TypeFamily.WEB_PAGE: "html htm xhtml mhtml mht",
    TypeFamily.TEXT: "txt csv tsv md json xml log eml srt vtt ics geojson kml gpx",
    TypeFamily.ARCHIVE: "zip tar gz tgz bz2 xz 7z rar zst wacz warc epub",
    TypeFamily.PROGRAM: "exe dll msi com scr bat cmd ps1 vbs js jar apk sh py",
}
BY_ENDING = {ending: family for family, many in ENDINGS.items() for ending in many.split()}
BY_TYPE = {
    "image/svg+xml": TypeFamily.DRAWING,
    "application/ogg": TypeFamily.AUDIO,
    "application/pdf": TypeFamily.PDF,
    "text/html": TypeFamily.WEB_PAGE,
    "application/xhtml+xml": TypeFamily.WEB_PAGE,
    "application/rtf": TypeFamily.DOCUMENT,
    "text/rtf": TypeFamily.DOCUMENT,
    "application/msword": TypeFamily.DOCUMENT,
    "application/xml": TypeFamily.TEXT,
    "application/json": TypeFamily.TEXT,
    "application/x-ndjson": TypeFamily.TEXT,
    "message/rfc822": TypeFamily.TEXT,
    "text/x-script": TypeFamily.PROGRAM,
    "text/x-shellscript": TypeFamily.PROGRAM,
    "application/x-iso9660-appimage": TypeFamily.PROGRAM,
}
# What begins the names of types, for those above do not name one by one.
BY_START = {
    "image/": TypeFamily.PICTURE, "video/": TypeFamily.VIDEO, "audio/": TypeFamily.AUDIO,
    "text/": TypeFamily.TEXT,
    "application/vnd.openxmlformats-officedocument": TypeFamily.DOCUMENT,
    "application/vnd.oasis.opendocument": TypeFamily.DOCUMENT,
    "application/vnd.ms-": TypeFamily.DOCUMENT, "application/x-ole": TypeFamily.DOCUMENT,
    "application/x-ms": TypeFamily.PROGRAM, "application/x-dosexec": TypeFamily.PROGRAM,
    "application/x-exec": TypeFamily.PROGRAM, "application/x-shared": TypeFamily.PROGRAM,
    "application/x-pie": TypeFamily.PROGRAM, "application/vnd.microsoft.portable": TypeFamily.PROGRAM,
    **dict.fromkeys(
        ("application/zip", "application/x-tar", "application/x-gzip", "application/gzip",
         "application/x-7z", "application/x-rar", "application/x-bzip", "application/x-xz",
         "application/zstd", "application/epub", "application/java-archive"),
        TypeFamily.ARCHIVE,
    ),
}  # fmt: skip
# (by name, by bytes) that go together: containers of either, zips of documents, bare scripts.
COMPATIBLE = {
    (TypeFamily.VIDEO, TypeFamily.AUDIO), (TypeFamily.AUDIO, TypeFamily.VIDEO),
    (TypeFamily.DOCUMENT, TypeFamily.ARCHIVE), (TypeFamily.ARCHIVE, TypeFamily.DOCUMENT),
    (TypeFamily.PROGRAM, TypeFamily.ARCHIVE), (TypeFamily.PROGRAM, TypeFamily.TEXT),
    (TypeFamily.WEB_PAGE, TypeFamily.TEXT), (TypeFamily.DRAWING, TypeFamily.ARCHIVE),
}  # fmt: skip
MARKUP = (b"<script", b"<html", b"<!doctype html", b"<iframe")


def family_of_name(name: str) -> str:
    """By the ending; "" where there is none, or none that we know."""
    ending = PurePosixPath(name.strip().casefold()).suffix.lstrip(".")
    return BY_ENDING.get(ending, "")


def family_of_type(media_type: str) -> str:
    if media_type in BY_TYPE:
        return BY_TYPE[media_type]
    return next((family for start, family in BY_START.items() if media_type.startswith(start)), "")


def agree(named_as: str, found: str) -> bool:
    return named_as == found or (named_as, found) in COMPATIBLE


def has_markup(head: bytes) -> bool:
    """Whether first bytes hold what a browser could take for a web page."""
    folded = head.lower()
    return any(sign in folded for sign in MARKUP)


def check_type(named_as: str, media_type: str, *, is_marked_up: bool) -> TypeCheck:
    """Compares the family of a name with what the first bytes speak for."""
    found = family_of_type(media_type)
    if named_as and found and not agree(named_as, found):
        return TypeCheck.MISMATCH
    is_text = found in {
        TypeFamily.TEXT,
        TypeFamily.WEB_PAGE,
        TypeFamily.DRAWING,
        TypeFamily.PROGRAM,
    }
    if found and not is_text and is_marked_up:
        return TypeCheck.POLYGLOT
    return TypeCheck.AGREES if named_as and found else TypeCheck.UNKNOWN
