"""Controlled values that more than one room uses. Sources: the comment above each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


# Aligned with the ICC's Regulations of the Registry, regulation 14.
class Confidentiality(models.TextChoices):
    PUBLIC = "public", _("Public")
    CONFIDENTIAL = "confidential", _("Confidential")
    UNDER_SEAL = "under_seal", _("Under seal")
    SECRET = "secret", _("Secret")


# United Nations fact-finding practice; ordered, without percentages.
class StandardOfProof(models.TextChoices):
    SUSPECT = "reasonable_grounds_to_suspect", _("reasonable grounds to suspect")
    BELIEVE = "reasonable_grounds_to_believe", _("reasonable grounds to believe")
    BALANCE = "balance_of_probabilities", _("balance of probabilities")
    CLEAR = "clear_and_convincing", _("clear and convincing evidence")
    BEYOND_DOUBT = "beyond_reasonable_doubt", _("beyond reasonable doubt")


# ICD 203; the ranges are in LIKELIHOOD_RANGES.
class Likelihood(models.TextChoices):
    ALMOST_NO_CHANCE = "almost_no_chance", _("almost no chance")
    VERY_UNLIKELY = "very_unlikely", _("very unlikely")
    UNLIKELY = "unlikely", _("unlikely")
    ROUGHLY_EVEN = "roughly_even", _("roughly even chance")
    LIKELY = "likely", _("likely")
    VERY_LIKELY = "very_likely", _("very likely")
    ALMOST_CERTAIN = "almost_certain", _("almost certain")


LIKELIHOOD_RANGES = {
    Likelihood.ALMOST_NO_CHANCE: (1, 5),
    Likelihood.VERY_UNLIKELY: (5, 20),
    Likelihood.UNLIKELY: (20, 45),
    Likelihood.ROUGHLY_EVEN: (45, 55),
    Likelihood.LIKELY: (55, 80),
    Likelihood.VERY_LIKELY: (80, 95),
    Likelihood.ALMOST_CERTAIN: (95, 99),
}


# ICD 203: confidence in the analysis, never in one sentence with the likelihood.
class Confidence(models.TextChoices):
    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


# HURIDOCS micro-thesaurus 48; EDTF.
class DatePrecision(models.TextChoices):
    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    DAY_UNKNOWN = "day_unknown", _("day unknown")
    MONTH_UNKNOWN = "month_unknown", _("month unknown")
    ESTIMATED = "estimated", _("estimated")
    UNKNOWN = "unknown", _("unknown")


# HURIDOCS micro-thesaurus 28; no_response and accuses_other are ours.
class PositionValue(models.TextChoices):
    ACKNOWLEDGES = "acknowledges_circumstances", _("acknowledges the circumstances")
    DENIES = "denies_act", _("denies the act")
    DENIES_RESPONSIBILITY = (
        "acknowledges_act_denies_responsibility",
        _("acknowledges the act, denies responsibility"),
    )
    ALTERNATIVE = (
        "acknowledges_act_but_gives_alternative_explanation",
        _("acknowledges the act, gives another explanation"),
    )
    ACCEPTS = "accepts_or_claims_responsibility", _("accepts or claims responsibility")
    ACCUSES_OTHER = "accuses_other", _("accuses another")
    NO_RESPONSE = "no_response", _("did not respond")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


# Every Casualty; OHCHR HR/PUB/19/1.
class CasualtyOutcome(models.TextChoices):
    KILLED = "killed", _("killed")
    INJURED = "injured", _("injured")
    MISSING = "missing", _("missing")
    DETAINED = "detained", _("detained")
    DISPLACED = "displaced", _("displaced")


class CasualtyBasis(models.TextChoices):
    NAMED = "named", _("named one by one")
    COUNTED = "counted", _("counted")
    ESTIMATED = "estimated", _("estimated")
    CLAIMED = "claimed", _("claimed")


class CasualtyStatus(models.TextChoices):
    CIVILIAN = "civilian", _("civilian")
    FIGHTER = "fighter", _("fighter")
    PARTICIPATING = "directly_participating", _("directly participating in hostilities")
    MEDICAL = "medical_or_religious", _("medical or religious personnel")
    HUMANITARIAN = "humanitarian", _("humanitarian personnel")
    DETAINED_MIGRANT = "detained_migrant_or_refugee", _("detained migrant or refugee")
    UNKNOWN = "unknown", _("unknown")
    CONTESTED = "contested", _("contested")


# Ours.
class PartyKind(models.TextChoices):
    STATE = "state", _("State")
    GOVERNMENT = "government", _("government")
    STATE_BODY = "state_body", _("State body")
    ARMED_FORCE = "armed_force", _("armed force")
    ARMED_GROUP = "armed_group", _("armed group")
    UNIT = "unit", _("unit")
    ORGANISATION = "organisation", _("organisation")
    COMPANY = "company", _("company")
    PERSON = "person", _("person")
    UNKNOWN = "unknown", _("unknown")


# Ours, after WhoWasInCommand.
class RelationKind(models.TextChoices):
    COMMANDS = "commands", _("commands")
    PART_OF = "part_of", _("is part of")
    AFFILIATED = "affiliated_with", _("is affiliated with")
    SUPPORTS = "supports", _("supports")
    SUPPLIES = "supplies", _("supplies")
    OPERATES = "operates", _("operates")
    HOSTS = "hosts", _("hosts")
    EMPLOYS = "employs", _("employs")


class RelationStatus(models.TextChoices):
    DOCUMENTED = "documented", _("documented")
    ASSESSED = "assessed", _("assessed")
    ALLEGED = "alleged", _("alleged")
    DISPUTED = "disputed", _("disputed")


# Ours: states of a case and of a hypothesis.
class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    RELEASED = "released", _("Released")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Role(models.TextChoices):
    LEAD = "lead", _("Lead")
    INVESTIGATOR = "investigator", _("Investigator")
    REVIEWER = "reviewer", _("Reviewer")
    COUNSEL = "counsel", _("Counsel")
    OBSERVER = "observer", _("Observer")


class FollowUp(models.TextChoices):
    OPEN = "open", _("open")
    PARTLY = "partly", _("partly carried out")
    DONE = "done", _("carried out")
    REFUSED = "refused", _("refused")
