"""Tags of the printed page: numbered paragraphs, margin notes, the direction of a text."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@dataclass
class Numbering:
    """Paragraphs are numbered through the whole document, so that each can be cited."""

    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


@register.filter
def direction(value: Any) -> str:
    """`rtl` or `ltr`, by the first letter that has one: the renderer knows no dir="auto"."""
    for character in str(value or ""):
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


@register.filter
def anchor(number: str) -> str:
    """The name of the place in the annex where an exhibit stands."""
    return "ex-" + re.sub(r"[^A-Za-z0-9-]", "-", str(number))


@register.filter
def told(value: str) -> SafeString:
    """What somebody wrote, in as many paragraphs as they made, each in its own direction."""
    return format_html_join(
        "", '<p dir="{}">{}</p>', ((direction(part), part) for part in _parts(value))
    )


@register.simple_tag(takes_context=True)
def paragraphs(context: Any, value: str, cites: Any = ()) -> SafeString:
    """A text as numbered paragraphs; its exhibits stand beside the first."""
    found = []
    for part in _parts(value):
        body = format_html('<p dir="{}">{}</p>', direction(part), part)
        found.append(_paragraph(context, body, cites))
        cites = ()
    return mark_safe("".join(found))  # noqa: S308 - built by format_html above


@register.simple_block_tag(takes_context=True)
def paragraph(context: Any, content: str, cites: Any = (), keep: bool = False) -> SafeString:
    """One numbered paragraph of the template's own making; `keep` holds it on one page."""
    return _paragraph(context, content, cites, "keep" if keep else "")


def _paragraph(context: Any, body: str, cites: Any, kind: str = "") -> SafeString:
    number = context["numbering"].next()
    return format_html(
        '<div class="para {}" id="p{}"><p class="no">{}.</p>{}<div class="body">{}</div></div>',
        kind, number, number, margin(cites), conditional_escape(body),
    )  # fmt: skip


@register.simple_tag
def margin(cites: Any) -> SafeString:
    """The exhibits that a paragraph rests on, beside it, linked to the index of evidence."""
    if not cites:
        return mark_safe("")
    notes = format_html_join(
        "", '<p><a href="x-ref:{}">{}</a>{}</p>',
        ((anchor(row["number"]), row["number"], _place(row)) for row in cites),
    )  # fmt: skip
    return format_html('<div class="margin">{}</div>', notes)


def _place(row: Any) -> SafeString:
    return format_html(" <span>{}</span>", row["place"]) if row["place"] else mark_safe("")


def _parts(value: Any) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n|\n", str(value or "")) if part.strip()]


@register.simple_tag
def chain_sheets(chain: Any) -> Any:
    """The drawing of a chain of command, in as many pictures as it takes to be read."""
    from reports.dossiers.rendering.chain import pictures

    return pictures(chain)


@register.filter
def filesize(value: int) -> str:
    """Bytes as the number that can be compared, never rounded."""
    return _("%s bytes") % f"{value:,}".replace(",", "\u202f")


@register.simple_tag
def chapter(code: str) -> SafeString:
    """The heading of a chapter or annex, with its ordinal, for the page and for the outline."""
    from reports.dossiers.rendering.sections import ANNEXES, BODY, ordinal

    if code in BODY:
        title, number = str(BODY[code]), ordinal(code)
        label = f"{number}  {title}"
    else:
        title, number = str(ANNEXES[code]), _("Annex %s") % ordinal(code)
        label = f"{number}  {title}"
    return format_html(
        '<h1 id="s-{}" data-label="{}"><span class="ordinal">{}</span> {}</h1>',
        code, label, number, title,
    )  # fmt: skip
