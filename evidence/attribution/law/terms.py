"""What the catalogue is made of. English here; pages show the translation of each text."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Regime(models.TextChoices):
    ROME = "rome", _("Rome Statute")
    IHL = "ihl", _("Humanitarian law")  # as the rules of custom were called in the first edition
    CUSTOM = "custom", _("Customary humanitarian law")
    GENEVA = "geneva", _("Geneva Conventions")
    GENEVA_3 = "geneva_3", _("Third Geneva Convention")
    GENEVA_4 = "geneva_4", _("Fourth Geneva Convention")
    PROTOCOL_1 = "protocol_1", _("Additional Protocol I")
    PROTOCOL_2 = "protocol_2", _("Additional Protocol II")
    ICCPR = "iccpr", _("ICCPR")
    CAT = "cat", _("Convention against Torture")
    CED = "ced", _("Convention on Enforced Disappearance")
    CRC = "crc", _("Convention on the Rights of the Child")
    REFUGEES = "refugees", _("Refugee Convention")
    ACHPR = "achpr", _("African Charter")
    ECHR = "echr", _("European Convention on Human Rights")
    CHARTER = "charter", _("Charter of the United Nations")
    GENOCIDE = "genocide", _("Genocide Convention")
    ATT = "att", _("Arms Trade Treaty")
    CHICAGO = "chicago", _("Chicago Convention")
    MONTREAL = "montreal", _("Montreal Convention of 1971")
    FINANCING = "financing", _("Terrorist Financing Convention")


class Applies(models.TextChoices):
    """In which conflict a provision can be breached at all."""

    INTERNATIONAL = "international", _("international armed conflict only")
    NON_INTERNATIONAL = "non_international", _("non-international armed conflict only")
    ANY_CONFLICT = "any_conflict", _("any armed conflict")
    ALWAYS = "always", _("with or without an armed conflict")


class Binds(models.TextChoices):
    """Who can breach it."""

    PERSONS = "persons", _("persons, who answer for a crime")
    PARTIES = "parties", _("parties to the conflict, States and armed groups alike")
    STATES = "states", _("States")


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
    article: str  # 8(2)(b)(i); rule 14
    english: str
    regime: Regime
    applies: Applies
    elements: tuple[Element, ...] = ()
    counterpart: str = ""  # code of the provision for the other kind of conflict
    is_amendment: bool = False  # binds as far as the amendment was ratified
    binds: Binds = Binds.PERSONS
    sources: tuple[str, ...] = ()  # document symbols and treaty series, as a court cites them
    note_english: str = ""  # what a reader has to know of its reach
    since: int = 1  # edition of the catalogue that brought it
    is_general: bool = False  # listed in its parts now: kept for whoever chose it, not offered

    @property
    def title(self) -> str:
        return gettext(self.english)

    @property
    def note(self) -> str:
        return gettext(self.note_english) if self.note_english else ""

    @property
    def label(self) -> str:
        """ "Rome Statute 8(2)(b)(i): attacking civilians"."""
        return f"{self.name}: {self.title}"

    @property
    def name(self) -> str:
        number = gettext(self.article) if self.article else ""  # "rule 14" is translated
        return " ".join(part for part in (str(self.regime.label), number) if part)

    @property
    def source(self) -> str:
        """Where counsel finds the original of its elements; empty where none are listed."""
        if not self.elements:
            return ""
        return gettext("ICC Elements of Crimes, article %s") % self.article

    @property
    def official(self) -> str:
        return "; ".join(self.sources)

    def element(self, code: str) -> Element | None:
        return next((element for element in self.elements if element.code == code), None)

    @property
    def context(self) -> str:
        """ "c1 = 4, c2 = 5": where the Elements of Crimes number those of the context."""
        codes = [element.code for element in self.elements]
        return ", ".join(f"{code} = {place}" for place, code in enumerate(codes, start=1)
                         if code.startswith("c"))  # fmt: skip


def numbered(*texts: str, context: tuple[Element, ...] = ()) -> tuple[Element, ...]:
    own = (Element(str(number), text) for number, text in enumerate(texts, start=1))
    return (*own, *context)


def provisions(
    start: str, article: str, rows: list[tuple[Any, ...]], regime: Regime, applies: Applies,
    **shared: Any,
) -> list[Provision]:  # fmt: skip
    """Those of one paragraph: (letter, title), then its elements, if they are listed here.

    A part of a letter is written as "ii-1" and printed as (ii)-1, as the Elements of Crimes do.
    """
    return [
        Provision(
            code=f"{start}-{letter}", article=f"{article}{_bracketed(letter)}", english=title,
            regime=regime, applies=applies, elements=rest[0] if rest else (), **shared,
        )
        for letter, title, *rest in rows
    ]  # fmt: skip


def _bracketed(letter: str) -> str:
    first, dash, part = letter.partition("-")
    return f"({first}){dash}{part}"
