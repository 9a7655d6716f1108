"""Uses a page as a person does: reads its form, fills boxes by name, sends it."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class PostForms(HTMLParser):
    """The POST forms of a page, each as what a browser would send if nobody touched it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._open: dict[str, list[str]] | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._open = {}
            self.forms.append(self._open)
        elif self._open is None or "disabled" in given:
            return
        elif tag == "input" and name and self._is_sent(given):
            self._open.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = name
            self._open.setdefault(name, [])
        elif tag == "option" and self._select and "selected" in given:
            self._open[self._select].append(value)
        elif tag == "textarea":
            self._area = name
            self._open.setdefault(name, [""])

    @staticmethod
    def _is_sent(given: dict[str, Any]) -> bool:
        kind = given.get("type", "text")
        return kind not in {"file", "submit"} and (
            kind not in {"checkbox", "radio"} or "checked" in given
        )

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area:
            self._open[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def send(client: Client, url: str, **boxes: Any) -> Any:
    """Opens the page, fills the form that has all these boxes, sends it; returns the answer.

    AssertionError when the page has no such form, or when the form came back with errors.
    """
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    data = form_with(page.content.decode(), boxes)
    answer = client.post(url, {**data, **boxes})
    assert answer.status_code == 302, (url, errors_on(answer))
    return answer


def form_with(html: str, boxes: dict[str, Any]) -> dict[str, list[str]]:
    reader = PostForms()
    reader.feed(html)
    # Radio buttons and checkboxes that nobody chose are not sent, so a name may be absent: the
    # page's own text says whether the box is there.
    missing = [name for name in boxes if f'name="{name}"' not in html]
    assert not missing, f"the page has no box {missing}"
    return max(reader.forms, key=lambda form: len(set(form) & set(boxes)))


def errors_on(answer: Any) -> Any:
    form = (answer.context or {}).get("form") if answer.context else None
    return form.errors if form is not None else answer.status_code
