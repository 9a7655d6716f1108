"""Uploads over tus 1.0.0; the protocol itself, and what our script needs of it, is in tus.py."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from casefiles.audit import database_full
from casefiles.cases.views.base import CaseMixin
from evidence.exhibits import failures, quotas, tus
from evidence.exhibits.models import Upload
from evidence.exhibits.services import assembly, receiving
from evidence.exhibits.services.custody import duplicates_of
from evidence.exhibits.store import StoreFailed
from evidence.exhibits.tus import Refused
from evidence.exhibits.vocabulary import UploadState

# Larger reads leave holes in the server's memory, which then grows with what has come.
READ = 64 * 1024


class TusView(CaseMixin, View):
    """Session, membership and right to write are asked at each request, the token by Django.

    No transaction is open while a slow line delivers; services have their own.
    """

    permission = "cases.write_records"

    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            answer = said(refused)
        except OperationalError as error:
            if not database_full.is_full(error):
                raise
            # What came before this piece is kept, and where it goes on is asked for then.
            answer = said(Refused(507, str(quotas.DiskFull())))
        if answer.status_code >= 400:
            self.drain()
        answer["Tus-Resumable"] = tus.VERSION
        return answer

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers = {
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
            "Tus-Max-Size": str(settings.EXHIBIT_FILE_MAX_BYTES),
        }
        return HttpResponse(status=204, headers=headers)

    def take_in(self, upload: Upload, offset: int) -> Upload:
        """Reads the body of this request and stages it at `offset`. Raises Refused."""
        headers = self.request.headers
        tus.check_type(headers)
        expected, checksum = tus.length(headers), tus.checksum(headers)
        if offset + expected > upload.size:
            raise Refused(413, _("This is more than was announced."))
        self.check_room(expected)
        body = body_of(self.request, expected)
        try:
            # Of a piece that was cut, what came is kept; unless a checksum was to prove it.
            upload = receiving.receive_part(upload, offset, body, checksum=checksum)
        except receiving.WrongChecksum:
            raise Refused(460, _("A piece changed on its way. It will be sent again.")) from None
        except receiving.Moved:
            raise Refused(409, _("Another request has gone on with this upload.")) from None
        except StoreFailed as error:
            raise Refused(507, str(quotas.DiskFull())) from error
        return finished(upload)

    def drain(self) -> None:
        """Lets a refused piece come to its end: cut off, its sender would not see the answer."""
        left = self.request.headers.get("Content-Length", "0")
        if left.isdecimal() and int(left) <= tus.MOST_A_PATCH:
            for _chunk in body_of(self.request, int(left)):
                pass

    def check_room(self, length: int) -> None:
        def check() -> None:
            quotas.check_waiting(self.case, by=self.request.user)
            quotas.check_disk(length)

        within_quotas(check)


class UploadList(TusView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tus.check_version(request.headers)
        given = tus.announced(request.headers)
        if not given.size:
            raise Refused(400, _("This file is empty. Open it to see whether it is the right one."))
        upload = within_quotas(
            lambda: receiving.begin(
                self.case, by=request.user, size=given.size, name=given.name, batch=given.batch,
                sha256=given.sha256,
            )
        )  # fmt: skip
        address = reverse("exhibits:upload_detail", args=[self.case.pk, upload.pk])
        if request.headers.get("Content-Length", "0") != "0":
            try:
                upload = self.take_in(upload, 0)
            except Refused as refused:
                # It has begun all the same: the answer says where to go on.
                answer = said(refused)
                answer["Location"] = address
                return answer
        return HttpResponse(status=201, headers={"Location": address, **tus.said(upload)})


class UploadDetail(TusView):
    http_method_names = ["get", "head", "patch", "delete", "post", "options"]

    def fetch(self) -> None:
        """Anybody else's does not exist."""
        uploads = Upload.objects.visible_to(self.request.user).filter(case=self.case)
        self.upload = get_object_or_404(uploads, pk=self.kwargs["pk"])

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_alive()
        upload = self.upload
        headers = {"Upload-Length": str(upload.size), "Cache-Control": "no-store"}
        return HttpResponse(status=200, headers={**headers, **tus.said(upload)})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(status_of(assembly.settle(self.upload), by=request.user))

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tus.check_version(request.headers)
        self.check_alive()
        offset = tus.offset(request.headers)
        if offset != self.upload.offset:
            raise Refused(409, _("This upload goes on elsewhere."), tus.said(self.upload))
        if offset == self.upload.size:
            upload = finished(assembly.try_again(assembly.settle(self.upload)))
        else:
            upload = self.take_in(self.upload, offset)
        return HttpResponse(status=204, headers=tus.said(upload))

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tus.check_version(request.headers)
        receiving.give_up(self.upload)
        return HttpResponse(status=204)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For whoever cannot send PATCH or DELETE, as the protocol asks."""
        methods = {"PATCH": self.patch, "DELETE": self.delete}
        method = methods.get(request.headers.get("X-HTTP-Method-Override", ""))
        if method is None:
            return self.http_method_not_allowed(request)
        return method(request, *args, **kwargs)

    def check_alive(self) -> None:
        """Raises Refused (410) where nothing can be added any more, and nothing mends."""
        if self.upload.is_expired:
            raise Refused(410, _("The time of this upload ran out. Choose the file again."))
        if self.upload.state == UploadState.FAILED and self.upload.error_code in failures.FINAL:
            raise Refused(410, failures.sentence(self.upload.error_code))


def finished(upload: Upload) -> Upload:
    """Puts a small upload together at once. How it ended stands in its status, not here."""
    if upload.state == UploadState.ASSEMBLING and upload.size <= assembly.AT_ONCE:
        try:
            assembly.assemble(upload)
        except assembly.AssemblyFailed as failed:
            if failed.code == failures.NO_ROOM:
                raise Refused(507, failures.sentence(failed.code), tus.said(upload)) from failed
    return upload


def status_of(upload: Upload, *, by: Any) -> dict[str, Any]:
    """What our own pages show of an upload. The file's name is not among it: it is sealed."""
    status: dict[str, Any] = {
        "id": str(upload.pk), "state": "expired" if upload.is_expired else upload.state,
        "size": upload.size, "offset": upload.offset, "sha256": upload.sha256,
        "media_type": upload.media_type, "expires_at": upload.expires_at.isoformat(),
        "error": "", "can_retry": False, "already_in": None, "step": 0, "steps": 0,
    }  # fmt: skip
    if upload.state == UploadState.FAILED:
        status["error"] = failures.sentence(upload.error_code)
        status["can_retry"] = upload.error_code not in failures.FINAL
    if upload.state == UploadState.ASSEMBLING and (job := assembly.job_of(upload)):
        status["step"], status["steps"] = job.step, job.steps
    digest = upload.sha256 or upload.announced_sha256
    known = duplicates_of([digest], upload.case, by=by).get(digest) if digest else None
    if known is not None:
        status["already_in"] = {
            "number": known.number, "url": known.get_absolute_url(),
            "sentence": _("Already in this case as %s.") % known.number,
        }  # fmt: skip
    return status


def body_of(request: HttpRequest, length: int) -> Iterator[bytes]:
    """The body, or as much of it as comes before the line breaks."""
    while length > 0:
        try:
            chunk = request.read(min(READ, length))
        except (UnreadablePostError, OSError):
            return
        if not chunk:
            return
        length -= len(chunk)
        yield chunk


def within_quotas(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except quotas.OverQuota as error:
        raise Refused(413, str(error)) from error
    except quotas.DiskFull as error:
        raise Refused(507, str(error)) from error


def said(refused: Refused) -> HttpResponse:
    return HttpResponse(
        refused.sentence,
        status=refused.status,
        headers={**refused.headers, "Content-Type": "text/plain; charset=utf-8"},
    )
