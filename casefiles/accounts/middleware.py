"""Deny by default, for pages and for caches."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

IDLE_SECONDS = 30 * 60  # ASVS 5.0, 7.3
LONGEST_SECONDS = settings.SESSION_COOKIE_AGE
OPEN_ROUTES = {"account_login", "account_logout", "live", "ready", "javascript-catalog"}
# All that an account may open while its password is one that somebody else has seen.
INITIAL_ROUTES = {"accounts:password_change", *OPEN_ROUTES}


class SignInRequiredMiddleware:
    """Every page needs a signed-in user unless its route is named in OPEN_ROUTES."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._end_old_session(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = request.resolver_match.view_name
        if request.user.is_authenticated:
            if request.user.password_is_initial and route not in INITIAL_ROUTES:
                return redirect("accounts:password_change")
            return None
        if route in OPEN_ROUTES:
            return None
        if request.htmx:
            # A part of a page was asked for: the whole page has to go and sign in.
            return HttpResponseClientRefresh()
        if "Tus-Resumable" in request.headers:
            # An upload, which would take the sign-in page for its answer.
            sentence = _("You were signed out. Sign in again in another tab, then go on here.")
            return HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
        return redirect_to_login(_way_back(request, view))

    def _end_old_session(self, request: HttpRequest) -> None:
        """Ends a session unused for half an hour, or twelve hours old however it is used.

        The time is written once a minute at most.
        """
        now = int(time.time())
        session = request.session
        seen, since = session.get("seen", now), session.setdefault("since", now)
        if now - seen > IDLE_SECONDS:
            logout(request)
            messages.info(request, _("You were signed out after 30 minutes without a page."))
        elif now - since > LONGEST_SECONDS:
            logout(request)
            messages.info(request, _("You were signed out after 12 hours. Please sign in again."))
        elif "seen" not in session or now - seen > 60:
            session["seen"] = now


def _way_back(request: HttpRequest, view: Any) -> str:
    """Where to go after signing in: this page, or the start if it only takes what is sent."""
    view_class: Any = getattr(view, "view_class", None)
    shows = hasattr(view_class, "get") and "get" in view_class.http_method_names
    return request.get_full_path() if request.method == "GET" or shows else "/"


class LanguageMiddleware:
    """Pages in the language that the account has chosen, whatever the browser prefers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class NoStoreMiddleware:
    """No page of a case may stay in a browser's or a proxy's cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
