"""Deny by default, for pages and for caches."""

import time

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

IDLE_SECONDS = 30 * 60  # ASVS 5.0, 7.3
OPEN_ROUTES = {"account_login", "account_logout", "live", "ready", "javascript-catalog"}


class SignInRequiredMiddleware:
    """Every page needs a signed-in user unless its route is named in OPEN_ROUTES."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._end_idle_session(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated or request.resolver_match.view_name in OPEN_ROUTES:
            return None
        return redirect_to_login(request.get_full_path())

    def _end_idle_session(self, request: HttpRequest) -> None:
        """Ends a session unused for half an hour; the time is written once a minute at most."""
        if not request.user.is_authenticated:
            return
        now, seen = int(time.time()), request.session.get("seen", 0)
        if seen and now - seen > IDLE_SECONDS:
            logout(request)
        elif now - seen > 60:
            request.session["seen"] = now


class NoStoreMiddleware:
    """No page of a case may stay in a browser's or a proxy's cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
