"""Writes down what was refused."""

from django.http import HttpRequest, HttpResponse

from casefiles.audit.services import log_refusal


class RefusalMiddleware:
    """Logs every 403 and 404 that a signed-in user meets, by the name of the route.

    The address itself is not logged: it could hold what the asker guessed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in {403, 404} and request.user.is_authenticated:
            match = request.resolver_match
            log_refusal(
                by=request.user,
                what=(match.view_name or "unnamed")[:100] if match else "no such address",
                status=response.status_code,
                case_id=match.kwargs.get("case") if match else None,
            )
        return response
