"""For a load balancer: the process lives; the engines answer. No detail leaves."""

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse


def live(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("live\n", content_type="text/plain")


@transaction.non_atomic_requests
def ready(_request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        cache.get("ready")
    except Exception:  # noqa: BLE001 - whatever fails, the answer is: not ready
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
