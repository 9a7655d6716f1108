"""What a file is by its first bytes. It is never opened for that, only compared."""

import puremagic

HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument"
# puremagic calls every zip a Word file; what lies inside tells, where the head reaches it.
ZIPPED = {
    b"word/": f"{OFFICE}.wordprocessingml.document",
    b"xl/": f"{OFFICE}.spreadsheetml.sheet",
    b"ppt/": f"{OFFICE}.presentationml.presentation",
}


def sniff(head: bytes) -> str:
    """The media type that the first HEAD_BYTES speak for; UNKNOWN where they do not.

    A claim of the uploader's, such as the ending of the name, is not asked.
    """
    if head.startswith(b"MZ") and b"\0" in head[:64]:
        return "application/x-msdownload"
    if head.startswith(b"#!"):
        return "text/x-script"
    if head.startswith(b"PK\x03\x04"):
        return next((kind for sign, kind in ZIPPED.items() if sign in head), "application/zip")
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        found = []
    for match in found:
        if match.mime_type:
            return match.mime_type
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        # The head may end within a letter of up to four bytes.
        text = head.decode() if len(head) < HEAD_BYTES else head[:-4].decode(errors="ignore")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(letter.isprintable() or letter in "\n\r\t\f" for letter in text)
