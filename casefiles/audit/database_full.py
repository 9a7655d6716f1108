"""A database without room: told in words, with what to do, and never as an error of ours."""

import logging
import sys
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error as plain_error

logger = logging.getLogger(__name__)
DISK_FULL = "53100"  # PostgreSQL's code


def is_full(error: BaseException | None) -> bool:
    """Whether a write failed because the database's disk had no room for it."""
    cause = getattr(error, "__cause__", None)
    return isinstance(error, OperationalError) and getattr(cause, "sqlstate", "") == DISK_FULL


def advice() -> str:
    return _("The disk of the database is full. Nothing was saved, and what was saved before is "
             "unharmed. Files that the page lists as sent are kept; others must be chosen again. "
             "Tell whoever runs this server, then send it once more.")  # fmt: skip


def no_room(request: HttpRequest) -> HttpResponse:
    logger.error("the disk of the database is full: nothing was saved")
    return render(request, "no_room.html", status=503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of the last resort: a session, or a commit, may be what found no room."""
    return no_room(request) if is_full(sys.exc_info()[1]) else plain_error(request)


class NoRoomMiddleware:
    """Answers 503 to whatever could not be written; the transaction was rolled back by then."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return no_room(request) if is_full(exception) else None
