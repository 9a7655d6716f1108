"""Tags that turn a stored code into a word, a sign and, where it helps, a small drawing.

Meaning is never carried by colour alone, so a state reaches a page only through these:
each gives the word, the sign and the hue together. Codes are those of the vocabularies;
an unknown code is shown as neutral text, never swallowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BoundField
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.recorded import FOLDED
from casefiles.cases.vocabulary import (
    LIKELIHOOD_RANGES,
    Confidentiality,
    Likelihood,
    StandardOfProof,
    State,
)

register = template.Library()

# Drawn on a 16-unit grid with the stroke of the text beside them; "f" is a filled part.
ICONS = {
    "draft": '<circle cx="8" cy="8" r="5.5"/>',
    "submitted": '<path d="M2.5 8h10.5M9 4l4 4-4 4"/>',
    "under_review": '<circle cx="8" cy="8" r="5.5"/><path class="f" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>',
    "returned": '<path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7"/>',
    "approved": '<path d="m3 8.5 3.3 3.3L13 4.5"/>',
    "stale": '<path d="M8 2.2 14.4 13.3H1.6zM8 6.3v3.2M8 11.4v.1"/>',
    "superseded": '<path d="m3.5 4 4 4-4 4M8.5 4l4 4-4 4"/>',
    "withdrawn": '<path d="m4 4 8 8m0-8-8 8"/>',
    "released": '<path d="M8 10.5v-8M5 5.5l3-3 3 3M3 9.5v4h10v-4"/>',
    "clock": '<circle cx="8" cy="8" r="5.8"/><path d="M8 4.8V8l2.2 1.6"/>',
    "running": '<path d="M8 2.4A5.6 5.6 0 1 0 13.6 8"/><path d="m13.6 4.2-.1 3.9-3.6-1.4"/>',
    "failed": '<path d="M5.4 1.9h5.2l3.5 3.5v5.2l-3.5 3.5H5.4l-3.5-3.5V5.4zM8 4.8v4M8 11.2v.1"/>',
    "half": '<circle cx="8" cy="8" r="5.5"/><path class="f" d="M2.5 8a5.5 5.5 0 0 0 11 0z"/>',
    "unknown": '<path d="M5.4 5.8a2.6 2.6 0 1 1 3.8 2.3c-.9.4-1.2.9-1.2 1.8M8 12.6v.1"/>',
    "info": '<circle cx="8" cy="8" r="5.8"/><path d="M8 7.3v3.5M8 5v.1"/>',
    "open": '<rect x="3" y="7" width="10" height="6.5" rx="1"/><path d="M5 7V4.8a3 3 0 0 1 5.7-1.2"/>',
    "lock": '<rect x="3" y="7" width="10" height="6.5" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "seal": '<rect class="f" x="3" y="7" width="10" height="6.5" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "hidden": '<path d="M2 8s2.3-4 6-4 6 4 6 4-2.3 4-6 4-6-4-6-4zM3 13.5l10-11"/>',
    "search": '<circle cx="7" cy="7" r="4.3"/><path d="m10.3 10.3 3.5 3.5"/>',
    "add": '<path d="M8 3v10M3 8h10"/>',
    "copy": '<rect x="5.5" y="5.5" width="8" height="8" rx="1"/><path d="M10.5 3v-.5h-8v8H3"/>',
    "down": '<path d="m4 6 4 4 4-4"/>',
    "next": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "previous": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "differ": '<path d="M3 6h10M3 10h10M10.8 3 5.2 13"/>',
    "file": '<path d="M4 1.8h5l3.2 3.2v9.2H4zM9 2v3.2h3"/>',
    "camera": '<path d="M2 4.8h2.8L6 3h4l1.2 1.8H14v8H2z"/><circle cx="8" cy="8.6" r="2.3"/>',
    "film": '<rect x="1.8" y="4.2" width="8.4" height="7.6" rx="1"/><path d="m10.2 7.2 4-2.2v6l-4-2.2"/>',
    "pause": '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
    "person": '<circle cx="8" cy="5.2" r="2.7"/><path d="M2.8 13.8c.4-3 2.5-4.3 5.2-4.3s4.8 1.3 5.2 4.3"/>',
    "bell": '<path d="M3 11.5c1.2-1.2 1.3-2.6 1.3-4.3a3.7 3.7 0 0 1 7.4 0c0 1.7.1 3.1 1.3 4.3zM6.5 13.7h3"/>',
    "comment": '<path d="M2.2 3h11.6v8H8l-3 2.8V11H2.2z"/>',
    "case": '<path d="M1.8 4.2V13h12.4V5.6H7.6L6.2 3H1.8z"/>',
}
# What points along the reading direction turns round when the reading direction does.
MIRRORED = {"submitted", "returned", "superseded", "next", "previous", "unknown"}


class Sign(NamedTuple):
    """How one code looks: its word, the name of its icon and the hue of its meaning."""

    word: Any  # translated when shown, not when read
    icon: str
    hue: str


# Icon and hue of every code that is shown as a badge. The words of a case's and a hypothesis's
# states are the vocabulary's; the other rooms stand above this one, so theirs are here.
STATES = {
    State.DRAFT: Sign(State.DRAFT.label, "draft", "neutral"),
    State.SUBMITTED: Sign(State.SUBMITTED.label, "submitted", "waiting"),
    State.UNDER_REVIEW: Sign(State.UNDER_REVIEW.label, "under_review", "waiting"),
    State.RETURNED: Sign(State.RETURNED.label, "returned", "danger"),
    State.APPROVED: Sign(State.APPROVED.label, "approved", "good"),
    State.RELEASED: Sign(State.RELEASED.label, "released", "good"),
    State.SUPERSEDED: Sign(State.SUPERSEDED.label, "superseded", "neutral"),
    State.WITHDRAWN: Sign(State.WITHDRAWN.label, "withdrawn", "danger"),
    # never stored: computed from digests
    "stale": Sign(_("Stale"), "stale", "stale"),
    # jobs
    "queued": Sign(_("Queued"), "clock", "waiting"),
    "running": Sign(_("Running"), "running", "waiting"),
    "done": Sign(_("Done"), "approved", "good"),
    "failed": Sign(_("Failed"), "failed", "danger"),
    # captures of web pages
    "waiting": Sign(_("Waiting"), "clock", "waiting"),
    # consents
    "granted": Sign(_("Granted"), "approved", "good"),
    "granted_with_conditions": Sign(_("Granted with conditions"), "half", "waiting"),
    "refused": Sign(_("Refused"), "withdrawn", "danger"),
    "not_asked": Sign(_("Not asked"), "draft", "neutral"),
    "expired": Sign(_("Expired"), "stale", "stale"),
    # how a relation of parties is known
    "documented": Sign(_("Documented"), "approved", "good"),
    "assessed": Sign(_("Assessed"), "half", "waiting"),
    "alleged": Sign(_("Alleged"), "unknown", "neutral"),
    "disputed": Sign(_("Disputed"), "withdrawn", "danger"),
    # results of a verification
    "confirmed": Sign(_("Confirmed"), "approved", "good"),
    "consistent": Sign(_("Consistent, not confirmed"), "half", "waiting"),
    "inconclusive": Sign(_("Inconclusive"), "unknown", "neutral"),
    "contradicted": Sign(_("Contradicted"), "withdrawn", "danger"),
    # outcomes of an assessment
    "supported": Sign(_("Supported"), "approved", "good"),
    "not_supported": Sign(_("Not supported"), "withdrawn", "danger"),
    "undetermined": Sign(_("Undetermined"), "unknown", "neutral"),
    "not_assessed": Sign(_("Not assessed"), "draft", "neutral"),
    # elements of a crime, beside "supported", "contradicted" and "not_assessed"
    "partly": Sign(_("Partly supported"), "half", "waiting"),
    "not_established": Sign(_("Not established"), "unknown", "neutral"),
}

LEVELS = {
    Confidentiality.PUBLIC: "open",
    Confidentiality.CONFIDENTIAL: "lock",
    Confidentiality.UNDER_SEAL: "seal",
    Confidentiality.SECRET: "hidden",
}

RELIABILITY = {
    "A": _("source reliable"),
    "B": _("source usually reliable"),
    "C": _("source fairly reliable"),
    "D": _("source not usually reliable"),
    "E": _("source unreliable"),
    "F": _("source cannot be judged"),
}
CREDIBILITY = {
    "1": _("information confirmed by independent sources"),
    "2": _("information probably true"),
    "3": _("information possibly true"),
    "4": _("information doubtfully true"),
    "5": _("information improbable"),
    "6": _("information cannot be judged"),
}

# The minus is U+2212: a hyphen is too short to be told from a dot in a grid.
RATINGS = {
    "CC": ("++", pgettext_lazy("exhibit and hypothesis", "very consistent")),
    "C": ("+", pgettext_lazy("exhibit and hypothesis", "consistent")),
    "N": ("·", pgettext_lazy("exhibit and hypothesis", "neutral")),
    "I": ("\u2212", pgettext_lazy("exhibit and hypothesis", "inconsistent")),
    "II": ("\u2212\u2212", pgettext_lazy("exhibit and hypothesis", "very inconsistent")),
    "NA": ("", pgettext_lazy("exhibit and hypothesis", "not applicable")),
}


def _words(code: str) -> str:
    return code.replace("_", " ").capitalize()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing alone, hidden from screen readers: a word always stands beside it."""
    mirrored = " icon-mirrored" if name in MIRRORED else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        mirrored,
        mark_safe(ICONS.get(name, "")),  # noqa: S308 - our own constants
    )


@register.simple_tag
def badge(code: str, label: str = "") -> SafeString:
    """A state as word and sign. `label` replaces the word, never the sign."""
    code = str(code)
    sign = STATES.get(code, Sign(_words(code), "", "neutral"))
    return format_html(
        '<span class="badge badge-{}" data-state="{}">{}<span>{}</span></span>',
        sign.hue,
        code,
        icon(sign.icon) if sign.icon else "",
        label or sign.word,
    )


@register.simple_tag
def confidentiality(code: str) -> SafeString:
    """Confidentiality of a record, as word and sign."""
    if code not in Confidentiality:
        code = Confidentiality.SECRET  # what we cannot read, we do not belittle
    level = Confidentiality(code)
    return format_html(
        '<span class="mark mark-{}">{}<span>{}</span></span>',
        level.value,
        icon(LEVELS[level]),
        level.label,
    )


@register.inclusion_tag("components/likelihood.html")
def likelihood(code: str) -> dict[str, Any]:
    """A likelihood as its word, its range and a bar that shows where the range lies."""
    if code not in Likelihood:
        return {"word": gettext("Not stated")}
    low, high = LIKELIHOOD_RANGES[Likelihood(code)]
    word = capfirst(Likelihood(code).label)
    return {"word": word, "low": low, "high": high, "span": high - low}


@register.inclusion_tag("components/standard_steps.html")
def standard_steps(code: str) -> dict[str, Any]:
    """A standard of proof as five steps with the reached one filled."""
    order = list(StandardOfProof)
    reached = order.index(StandardOfProof(code)) if code in StandardOfProof else -1
    steps = [
        {
            "word": capfirst(step.label),
            "state": "reached" if i == reached else "below" if i < reached else "above",
        }
        for i, step in enumerate(order)
    ]
    word = steps[reached]["word"] if reached >= 0 else gettext("No standard stated")
    return {"steps": steps, "word": word, "number": reached + 1}


@register.simple_tag
def grade(value: str | None) -> SafeString:
    """A source grade such as A2: letters for the eye, the meaning for the pointer and reader."""
    if not value:
        return format_html('<span class="quiet">{}</span>', gettext("not graded"))
    value = str(value)
    meaning = format_html_join(
        ", ",
        "{}",
        [(w,) for w in (RELIABILITY.get(value[:1]), CREDIBILITY.get(value[1:])) if w],
    )
    return format_html(
        '<span class="grade" title="{}">{}<span class="visually-hidden">: {}</span></span>',
        meaning,
        value,
        meaning,
    )


@register.simple_tag
def rating(code: str | None) -> SafeString:
    """What a matrix cell shows: sign and letters; nothing rated yet is an empty frame."""
    code = str(code or "")
    if code not in RATINGS:
        return format_html(
            '<span class="rate rate-none"><span class="visually-hidden">{}</span></span>',
            gettext("not rated"),
        )
    sign, meaning = RATINGS[code]
    return format_html(
        '<span class="rate rate-{}" title="{}"><b aria-hidden="true">{}</b><span>{}</span>'
        '<span class="visually-hidden">: {}</span></span>',
        code.lower(),
        meaning,
        sign,
        code,
        meaning,
    )


@register.filter
def chunks(value: str, size: int = 8) -> list[str]:
    """A digest cut into pieces that the eye can compare; joined again they are the digest."""
    value = str(value or "")
    return [value[i : i + size] for i in range(0, len(value), size)]


class Group(NamedTuple):
    """Fields of a form under one legend."""

    legend: str | Promise
    fields: list[BoundField]
    text: str | Promise
    folded: bool = False

    @property
    def names(self) -> str:
        """What is folded away, so that nobody opens it to look."""
        return ", ".join(str(field.label) for field in self.fields)


@register.simple_tag
def field_groups(form: BaseForm) -> list[Group]:
    """The form's `fieldsets`, then every visible field that they forgot, so that none is lost.

    A group that the form calls FOLDED is folded for as long as nothing is said in it.
    """
    groups: list[Group] = []
    seen: set[str] = set()
    for legend, names, *more in getattr(form, "fieldsets", ()):
        fields = [form[n] for n in names if n in form.fields and not form[n].is_hidden]
        seen.update(f.name for f in fields)
        if fields:
            folded = FOLDED in more and not any(_says_something(field) for field in fields)
            text = next((each for each in more if each is not FOLDED), "")
            groups.append(Group(legend, fields, text, folded))
    rest = [f for f in form.visible_fields() if f.name not in seen]
    return [*groups, Group("", rest, "")] if rest else groups


def _says_something(field: BoundField) -> bool:
    """Whether it has an error, still has to be filled, or holds more than a new record begins with."""
    value = field.value()
    if field.errors or not value:
        return bool(field.errors or field.field.required)
    usual = [field.field.initial]
    if getattr(field.form, "is_new", False):
        usual.append(field.form.get_initial_for_field(field.field, field.name))
    model = getattr(getattr(field.form, "_meta", None), "model", None)
    if model is not None and field.name in {each.name for each in model._meta.fields}:
        usual.append(model._meta.get_field(field.name).get_default())
    return value not in usual


@register.simple_tag
def form_errors(form: BaseForm) -> list[tuple[str, str, str]]:
    """(target id, label, message) of every error, in the order of the fields, for the summary.

    The label stands before the message, for "This field is required" names no field.
    """
    found = [("", "", str(e)) for e in form.non_field_errors()]
    for name in form.fields:
        field = form[name]
        # A hidden field cannot be corrected, so its message stands without a link.
        target, label = ("", "") if field.is_hidden else (_target(field), str(field.label))
        found += [(target, label, str(m)) for m in field.errors]
    return found


def _target(field: BoundField) -> str:
    """A group of choices has no input of its own id: its first choice carries _0."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


@register.simple_tag
def figures_differ(rows: Iterable[Any]) -> bool:
    """Whether sources give different figures; a figure that a source does not give is no figure."""

    def value(row: Any) -> Any:
        return row.get("value") if isinstance(row, dict) else getattr(row, "value", None)

    return len({str(value(r)) for r in rows if value(r) not in (None, "")}) > 1
