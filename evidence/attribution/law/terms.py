"""What the catalogue is made of. English here; pages show the translation of each text."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Regime(models.TextChoices):
    ROME = "rome", _("Rome Statute")
    IHL = "ihl", _("Humanitarian law")
    ICCPR = "iccpr", _("ICCPR")


class Applies(models.TextChoices):
    """In which conflict a provision can be breached at all."""

    INTERNATIONAL = "international", _("international armed conflict only")
    NON_INTERNATIONAL = "non_international", _("non-international armed conflict only")
    ANY_CONFLICT = "any_conflict", _("any armed conflict")
    ALWAYS = "always", _("with or without an armed conflict")


@dataclass(frozen=True)
class Element:
    """One thing that has to be shown."""

    code: str  # within its provision: 1, 2, …; c1, c2 for those of the context
    english: str

    @property
    def text(self) -> str:
        return gettext(self.english)


@dataclass(frozen=True)
class Provision:
    code: str  # stored: rome-8-2-b-i
    article: str  # 8(2)(b)(i); of a rule without a number, empty
    english: str
    regime: Regime
    applies: Applies
    elements: tuple[Element, ...] = ()
    counterpart: str = ""  # code of the provision for the other kind of conflict
    is_amendment: bool = False  # binds as far as the amendment was ratified

    @property
    def title(self) -> str:
        return gettext(self.english)

    @property
    def label(self) -> str:
        """ "Rome Statute 8(2)(b)(i): attacking civilians"."""
        return f"{self.name}: {self.title}"

    @property
    def name(self) -> str:
        return " ".join(part for part in (str(self.regime.label), self.article) if part)

    @property
    def source(self) -> str:
        """Where counsel finds the original of its elements; empty where none are listed."""
        if not self.elements:
            return ""
        article = self.article.split("-")[0]
        return gettext("ICC Elements of Crimes, article %s") % article

    def element(self, code: str) -> Element | None:
        return next((element for element in self.elements if element.code == code), None)


def numbered(*texts: str, context: tuple[Element, ...] = ()) -> tuple[Element, ...]:
    own = (Element(str(number), text) for number, text in enumerate(texts, start=1))
    return (*own, *context)


def provisions(
    start: str, article: str, rows: list[tuple[Any, ...]], regime: Regime, applies: Applies,
    **shared: Any,
) -> list[Provision]:  # fmt: skip
    """Those of one paragraph: (letter, title), then its elements, if they are listed here."""
    return [
        Provision(
            code=f"{start}-{letter}", article=f"{article}({letter})", english=title,
            regime=regime, applies=applies, elements=rest[0] if rest else (), **shared,
        )
        for letter, title, *rest in rows
    ]  # fmt: skip
