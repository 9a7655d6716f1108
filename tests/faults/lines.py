"""Lines to a live site: whole ones, and one that breaks wherever it likes."""

import contextlib
import http.client
import random
import socket
import struct
import threading
from urllib.parse import urlsplit

from django.urls import reverse

from evidence.exhibits.models import Upload
from tests.cast import PASSWORD
from tests.exhibits.sending import CHUNK, TUS, checksum, metadata, signed_in

RESET = struct.pack("ii", 1, 0)  # close() then breaks the line at once


class Line:
    """tus over a plain HTTP connection a request, each with the session's cookie and token."""

    def __init__(self, site, user, case):
        self.netloc = urlsplit(site).netloc
        self.headers = {**signed_in(site, user, PASSWORD), **TUS}
        self.address = reverse("exhibits:upload_list", args=[case.pk])

    def ask(self, method, url, body=None, netloc=None, **headers):
        """(status, headers). OSError or HTTPException where the line breaks."""
        connection = http.client.HTTPConnection(netloc or self.netloc, timeout=60)
        try:
            connection.request(method, url, body, {**self.headers, **headers})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
        finally:
            connection.close()

    def begin(self, size, **words):
        words.setdefault("filename", "film.mp4")
        headers = {"Upload-Length": str(size), "Upload-Metadata": metadata(**words)}
        status, answer = self.ask("POST", self.address, **headers)
        assert status == 201
        return answer["Location"]

    def offset(self, url):
        status, answer = self.ask("HEAD", url)
        assert status == 200, status
        return int(answer["Upload-Offset"])

    def patch(self, url, offset, data, netloc=None, *, check=False):
        headers = {"Upload-Offset": str(offset), "Content-Type": CHUNK}
        if check:
            headers["Upload-Checksum"] = checksum(data)
        return self.ask("PATCH", url, data, netloc, **headers)[0]

    def begun_patch(self, url, offset, length, data):
        """A socket on which a PATCH of `length` bytes was begun with `data`."""
        host, port = self.netloc.split(":")
        sock = socket.create_connection((host, int(port)), timeout=60)
        headers = {**self.headers, "Host": self.netloc, "Upload-Offset": str(offset),
                   "Content-Type": CHUNK, "Content-Length": str(length)}  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sock.sendall(f"PATCH {url} HTTP/1.1\r\n{head}\r\n".encode() + data)
        return sock


def upload_at(url):
    return Upload.objects.get(pk=url.rstrip("/").rpartition("/")[2])


class BreakingLine:
    """A proxy that cuts each connection after so many bytes from the client, or before the answer.

    `next_cut` is asked for each: a number of bytes, "answer" to swallow the answer, or None.
    """

    def __init__(self, netloc, next_cut):
        host, port = netloc.split(":")
        self._target, self._next_cut = (host, int(port)), next_cut
        self._server = socket.create_server(("127.0.0.1", 0))
        self.netloc = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._server.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._server.accept()
                threading.Thread(target=self._carry, args=[client], daemon=True).start()

    def _carry(self, client):
        cut, server = self._next_cut(), socket.create_connection(self._target)
        back = threading.Thread(target=self._back, args=[server, client, cut], daemon=True)
        back.start()
        try:
            left = cut if isinstance(cut, int) else None
            while left != 0 and (data := client.recv(min(65536, left or 65536))):
                server.sendall(data)
                left = None if left is None else left - len(data)
            if left == 0:
                self.cuts += 1
                self._break(server, client)
            else:
                server.shutdown(socket.SHUT_WR)
        except OSError:
            self._break(server, client)
        back.join()

    def _back(self, server, client, cut):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if cut == "answer":
                    self.cuts += 1
                    break
                client.sendall(data)
        self._break(server, client)

    @staticmethod
    def _break(*ends):
        for end in ends:
            with contextlib.suppress(OSError):
                is_reset = random.random() < 0.5
                if is_reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                # A thread that waits for this end would keep it open: wake it up first.
                end.shutdown(socket.SHUT_RD if is_reset else socket.SHUT_RDWR)
                end.close()
