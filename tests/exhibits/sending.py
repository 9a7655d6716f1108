"""Sends files piece by piece in tests: through Django's client, or over a real line."""

import base64
import hashlib
import http.client
import re
import urllib.parse
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = "application/offset+octet-stream"


def metadata(**words):
    return ",".join(
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in words.items()
    )


def checksum(data, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


class Sender:
    """A signed-in member who speaks tus through Django's test client."""

    def __init__(self, user, case):
        self.client = Client()
        self.client.force_login(user)
        self.address = reverse("exhibits:upload_list", args=[case.pk])

    def begin(self, size, *, body=b"", headers=None, **words):
        words.setdefault("filename", "film.mp4")
        given = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(**words)}
        return self.client.post(
            self.address, body, content_type=CHUNK, headers={**given, **(headers or {})}
        )

    def patch(self, url, offset, data, **headers):
        words = {**TUS, "Upload-Offset": str(offset)}
        words |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(url, data, content_type=CHUNK, headers=words)

    def head(self, url):
        return self.client.head(url, headers=TUS)

    def delete(self, url):
        return self.client.delete(url, headers=TUS)

    def status(self, url):
        return self.client.get(url).json()

    def send(self, content, piece=None, **words):
        """The address of an upload whose every byte has arrived."""
        url = self.begin(len(content), **words)["Location"]
        piece = piece or len(content)
        for start in range(0, len(content), piece):
            answer = self.patch(url, start, content[start : start + piece])
            assert answer.status_code == 204, answer.content
        return url


def signed_in(site, user, password):
    """Cookie and token, as headers, of somebody who signed in to a live site."""
    cookies: dict[str, str] = {}
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(site).netloc, timeout=30)

    def ask(method, path, fields=None):
        body = urllib.parse.urlencode(fields or {})
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()), "Referer": site,
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                cookies[key] = rest.partition(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return SimpleNamespace(status=answer.status, token=found and found[1])

    path = reverse("account_login")
    token = ask("GET", path).token
    fields = {"csrfmiddlewaretoken": token, "login": user.email, "password": password}
    assert ask("POST", path, fields).status == 302
    token = ask("GET", reverse("cases:my_work")).token
    connection.close()
    return {
        "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
        "X-CSRFToken": token,
    }
