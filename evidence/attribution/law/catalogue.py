"""All provisions by their codes, grouped as a lawyer looks for them, and which conflict they need."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from evidence.attribution.law.aggression import AGGRESSION
from evidence.attribution.law.conventions import AVIATION, FORCE_AND_ARMS
from evidence.attribution.law.editions import EDITION, FIRST, as_first
from evidence.attribution.law.genocide import GENOCIDE
from evidence.attribution.law.humanitarian import HUMANITARIAN_RULES, HUMANITARIAN_TREATIES
from evidence.attribution.law.humanity import HUMANITY
from evidence.attribution.law.rights import RIGHTS
from evidence.attribution.law.terms import Applies, Provision, Regime
from evidence.attribution.law.war_crimes import (
    COMMON_ARTICLE_3,
    GRAVE_BREACHES,
    OTHER_INTERNAL,
    OTHER_INTERNATIONAL,
)
from evidence.attribution.vocabulary import ConflictType

GROUPS: list[tuple[str | Promise, list[Provision]]] = [
    (gettext_lazy("War crimes, international conflict: other serious violations"),
     OTHER_INTERNATIONAL),
    (gettext_lazy("War crimes, international conflict: grave breaches"), GRAVE_BREACHES),
    (gettext_lazy("War crimes, non-international conflict: other serious violations"),
     OTHER_INTERNAL),
    (gettext_lazy("War crimes, non-international conflict: common article 3"), COMMON_ARTICLE_3),
    (gettext_lazy("Crimes against humanity"), HUMANITY),
    (gettext_lazy("Genocide"), GENOCIDE),
    (gettext_lazy("Aggression"), AGGRESSION),
    (gettext_lazy("Customary rules of humanitarian law, any armed conflict"), HUMANITARIAN_RULES),
    (gettext_lazy("Treaties of humanitarian law"), HUMANITARIAN_TREATIES),
    (gettext_lazy("Human rights and refugees"), RIGHTS),
    (gettext_lazy("Civil aviation"), AVIATION),
    (gettext_lazy("Use of force, arms and prevention"), FORCE_AND_ARMS),
]  # fmt: skip

PROVISIONS = {row.code: row for _group, rows in GROUPS for row in rows}


def provision(code: str, edition: int = EDITION) -> Provision | None:
    """None for an empty code, and for one that this version of the product does not know.

    In the words of that edition of the catalogue: whoever wrote or approved a text goes on reading
    it. How far it reaches and where its original stands are always the present ones.
    """
    row = PROVISIONS.get(code)
    return as_first(row) if row is not None and edition == FIRST else row


def is_revised(code: str, edition: int) -> bool:
    """Whether the present edition says this provision in other words than that one."""
    return provision(code, edition) != provision(code)


def choices(chosen: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list to choose from: the article first, so that typing it finds it.

    Of what is listed in parts now, the whole is offered only where it was chosen before.
    """
    return [
        (str(group), [(row.code, _short(row)) for row in rows
                      if not row.is_general or row.code == chosen])
        for group, rows in GROUPS
    ]  # fmt: skip


def _short(row: Provision) -> str:
    """By the number alone where the group says whose it is."""
    is_told = row.regime in (Regime.ROME, Regime.CUSTOM)
    return f"{gettext(row.article)} {row.title}" if is_told else row.label


def refusal(row: Provision, conflict: str) -> str:
    """Why this provision cannot be breached in that conflict, and what to choose; else empty."""
    wrong = {
        Applies.INTERNATIONAL: {ConflictType.NON_INTERNATIONAL, ConflictType.NONE},
        Applies.NON_INTERNATIONAL: {ConflictType.INTERNATIONAL, ConflictType.NONE},
        Applies.ANY_CONFLICT: {ConflictType.NONE},
        Applies.ALWAYS: set(),
    }[row.applies]
    if conflict not in wrong:
        return ""
    said = _("%(provision)s applies in %(applies)s, and this is: %(conflict)s.") % {
        "provision": row.name,
        "applies": row.applies.label,
        "conflict": ConflictType(conflict).label,
    }
    return f"{said} {_instead(row, conflict)}"


def _instead(row: Provision, conflict: str) -> str:
    other = provision(row.counterpart)
    if other is None or conflict == ConflictType.NONE:
        return _("Choose another provision, or another conflict.")
    return _("Choose %(other)s for this conflict, or another conflict.") % {"other": other.label}


def caution(row: Provision, conflict: str) -> str:
    """What has to be decided before this provision can apply; else empty."""
    if conflict == ConflictType.UNDETERMINED and row.applies != Applies.ALWAYS:
        return _("It applies in %(applies)s; which conflict this was is undetermined.") % {
            "applies": row.applies.label
        }
    return ""
