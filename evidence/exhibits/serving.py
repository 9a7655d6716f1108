"""A stored file as the answer to a request: whole, or the range of it that was asked for."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from evidence.exhibits.reading import Recorded, checked_chunks, checked_range

# Of every answer with bytes that others wrote: no browser guesses their type, runs anything in
# them or keeps them.
SHUT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Unsatisfiable(Exception):
    """The range begins past the end of the file."""


def send_file(request: HttpRequest, file: Recorded, headers: Mapping[str, str]) -> HttpResponseBase:
    """200, 206 or 416 (RFC 9110, 14). The caller has checked the right and logged the reading.

    Raises Damaged, and WrongKey or MalformedKey, before anything is sent.
    """
    headers = {**headers, **SHUT, "Accept-Ranges": "bytes", "ETag": f'"{file.sha256}"'}
    try:
        wanted = wanted_range(request, file)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{file.size}"
        return HttpResponse(status=416, headers=headers)
    if wanted is None:
        headers["Content-Length"] = str(file.size)
        return StreamingHttpResponse(checked_chunks(file), headers=headers)
    start, length = wanted
    headers["Content-Length"] = str(length)
    headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    chunks = checked_range(file, start, length)
    return StreamingHttpResponse(chunks, status=206, headers=headers)


def wanted_range(request: HttpRequest, file: Recorded) -> tuple[int, int] | None:
    """(start, length) of the one range asked for; None for the whole file.

    What is malformed, asks for several ranges or belongs to another file (If-Range) is answered
    with the whole, as the standard allows. Raises Unsatisfiable.
    """
    if request.headers.get("If-Range", f'"{file.sha256}"') != f'"{file.sha256}"':
        return None
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    if not first:
        length = min(int(last), file.size)
        start = file.size - length
    else:
        start = int(first)
        length = min(int(last) if last else file.size, file.size - 1) - start + 1
    if length <= 0:
        raise Unsatisfiable
    return start, length
