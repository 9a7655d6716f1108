"""A page in words where a key is missing or another one: never an error page, never wrong text."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casefiles.sealing.keys import MalformedKey, WrongKey

logger = logging.getLogger(__name__)


class WrongKeyMiddleware:
    """Answers 503 to whatever could not be opened, on any page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, WrongKey | MalformedKey):
            return None
        logger.error("a key is missing, malformed or another one: see manage.py doctor")
        return render(request, "sealing/wrong_key.html", status=503)
