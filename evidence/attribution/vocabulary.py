"""Controlled values of attribution. Sources: the comment above each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


# Heuer, Analysis of Competing Hypotheses; PARC. Only inconsistency counts.
class Consistency(models.TextChoices):
    CC = "CC", _("very consistent")
    C = "C", _("consistent")
    N = "N", _("neutral")
    I = "I", _("inconsistent")  # noqa: E741 - the method's own letter
    II = "II", _("very inconsistent")
    NA = "NA", _("not applicable")


# Ours: what several raters go through.
class RoundCovers(models.TextChoices):
    UNRATED = "unrated", _("the cells that have no rating yet")
    ALL = "all", _("every cell, also those that are rated")


class Weight(models.TextChoices):
    LOW = "L", _("low")
    MEDIUM = "M", _("medium")
    HIGH = "H", _("high")


# Ours.
class ActorRole(models.TextChoices):
    PLATFORM_OWNER = "platform_owner", _("owner of the platform")
    OPERATOR = "operator", _("operator")
    TACTICAL_COMMAND = "tactical_command", _("tactical command")
    ORDERING_AUTHORITY = "ordering_authority", _("ordering authority")
    WEAPON_SUPPLIER = "weapon_supplier", _("supplier of the weapon")
    TARGET_INTELLIGENCE = "target_intelligence", _("target intelligence")
    BASE_HOST = "base_host", _("host of the base")


# HURIDOCS micro-thesaurus 18.
class Involvement(models.TextChoices):
    CARRIED_OUT = "carried_out", _("carried it out")
    GAVE_ORDERS = "gave_orders", _("gave orders")
    PLANNED = "planned", _("planned it")
    PRESENT = "confirmed_present", _("confirmed present")
    PASSIVE = "passive_accomplice", _("passive accomplice")
    SUSPECTED = "suspected", _("suspected")
    FAILED_TO_CONTROL = "failed_to_control_subordinates", _("failed to control subordinates")
    FAILED_TO_ACT = "failed_to_act_on_knowledge", _("failed to act on knowledge")
    FAILED_TO_PREVENT = "failed_to_prevent", _("failed to prevent it")
    GENERAL = "general_political_responsibility", _("general political responsibility")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


# Rome Statute, articles 25(3) and 28.
class Liability(models.TextChoices):
    DIRECT = "25_3_a", _("25(3)(a) alone, jointly or through another")
    ORDERS = "25_3_b", _("25(3)(b) orders, solicits or induces")
    AIDS = "25_3_c", _("25(3)(c) aids, abets or otherwise assists")
    COMMON_PURPOSE = "25_3_d", _("25(3)(d) contributes to a common purpose")
    INCITES = "25_3_e", _("25(3)(e) incites to genocide")
    ATTEMPTS = "25_3_f", _("25(3)(f) attempts")
    COMMANDER = "28_a", _("28(a) military commander")
    SUPERIOR = "28_b", _("28(b) superior")


# Articles on Responsibility of States for Internationally Wrongful Acts; apart from liability.
class StateResponsibility(models.TextChoices):
    ORGAN = "4", _("article 4: conduct of an organ")
    AUTHORISED = "5", _("article 5: authorised entity")
    PLACED = "6", _("article 6: organ that another State placed at its disposal")
    CONTROL = "8", _("article 8: direction or control")
    ABSENCE = "9", _("article 9: conduct in the absence of official authorities")
    INSURRECTION = "10", _("article 10: movement that becomes the government or a new State")
    ADOPTS = "11", _("article 11: adopts the conduct as its own")
    AIDS = "16", _("article 16: aids another State")
    DIRECTS = "17", _("article 17: directs and controls another State")


# Ours.
class Outcome(models.TextChoices):
    SUPPORTED = "supported", _("supported")
    NOT_SUPPORTED = "not_supported", _("not supported")
    UNDETERMINED = "undetermined", _("undetermined")
    NOT_ASSESSED = "not_assessed", _("not assessed")


# What another body's finding says of the hypothesis that it stands beside.
class Stance(models.TextChoices):
    AGREES = "agrees", _("finds the same")
    DISAGREES = "disagrees", _("finds against it")
    OPEN = "open", _("leaves it open")


class LegalWording(models.TextChoices):
    MAY_AMOUNT_TO = "may_amount_to", _("may amount to")
    CONSTITUTES = "constitutes", _("constitutes")


# Ours: how far what is in the file shows one element of a crime.
class ElementStatus(models.TextChoices):
    SUPPORTED = "supported", _("supported")
    PARTLY = "partly", _("partly supported")
    NOT_ESTABLISHED = "not_established", _("not established")
    CONTRADICTED = "contradicted", _("contradicted")
    NOT_ASSESSED = "not_assessed", _("not assessed")


# A counsel's word on "constitutes".
class WordingKind(models.TextChoices):
    APPROVE = "approve", _("Approve “constitutes”")
    REFUSE = "refuse", _("Refuse “constitutes”")


class ConflictType(models.TextChoices):
    INTERNATIONAL = "international", _("international armed conflict")
    NON_INTERNATIONAL = "non_international", _("non-international armed conflict")
    NONE = "none", _("no armed conflict")
    UNDETERMINED = "undetermined", _("undetermined")


class CheckAnswer(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    NOT_APPLICABLE = "na", _("not applicable")


class CommentKind(models.TextChoices):
    REMARK = "remark", _("Comment")
    RESOLVED = "resolved", _("Comment and resolve")
    REOPENED = "reopened", _("Comment and open again")


class DecisionKind(models.TextChoices):
    APPROVE = "approve", _("Approve")
    RETURN = "return", _("Return")
    DISSENT = "dissent", _("Dissent")
