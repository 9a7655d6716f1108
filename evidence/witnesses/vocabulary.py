"""Controlled values of witnesses and their statements. Sources: the comment above each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


# HURIDOCS micro-thesaurus 19.
class Connection(models.TextChoices):
    VICTIM = "victim", _("victim")
    WITNESS = "witness", _("witness")
    PERPETRATOR = "perpetrator", _("perpetrator")
    RELATIVE = "relative", _("relative")
    COLLEAGUE = "colleague", _("colleague")
    REPORTER = "reporter", _("reporter")
    LAWYER = "lawyer", _("lawyer")
    MEDICAL = "medical", _("medical")
    SERVICE_PROVIDER = "service_provider", _("service provider")
    UNKNOWN = "unknown", _("unknown")


# Ours, after the OHCHR Manual on Human Rights Monitoring, chapters 2 L and 11.
class Purpose(models.TextChoices):
    INTERVIEW = "interview", _("to be interviewed")
    RECORD = "audio_video_record", _("to be recorded in sound or picture")
    RETAIN = "retain", _("to keep what was said")
    INTERNAL_ANALYSIS = "internal_analysis", _("to be analysed by us")
    PUBLIC_ANONYMOUS = "public_use_anonymous", _("to be used publicly without a name")
    PUBLIC_NAMED = "public_use_named", _("to be used publicly with the name")
    SHARE_UN = "share_un", _("to be shared with the United Nations")
    SHARE_COURT = "share_international_court", _("to be shared with an international court")
    SHARE_NATIONAL = "share_national_authority", _("to be shared with a national authority")
    SHARE_NGO = "share_ngo", _("to be shared with another organisation")
    SHARE_MEDIA = "share_media", _("to be shared with the media")
    RECONTACT = "recontact", _("to be contacted again")


class ConsentStatus(models.TextChoices):
    GRANTED = "granted", _("granted")
    CONDITIONS = "granted_with_conditions", _("granted with conditions")
    REFUSED = "refused", _("refused")
    NOT_ASKED = "not_asked", _("not asked")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


# Ours, after the OHCHR Manual, chapter 11 C.
class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by telephone")
    VIDEO = "video", _("by video call")
    WRITTEN = "written", _("in writing")


class PlaceClass(models.TextChoices):
    HOME = "home", _("a home")
    OFFICE = "office", _("an office")
    DETENTION = "detention", _("a place of detention")
    MEDICAL = "medical", _("a medical facility")
    SHELTER = "shelter", _("a shelter or camp")
    PUBLIC = "public", _("a public place")
    REMOTE = "remote", _("remote")
    OTHER = "other", _("other")


class KnowledgeBasis(models.TextChoices):
    SAW = "saw_or_heard", _("saw or heard it")
    TOLD = "told_by_other", _("was told by someone who did")
    INFERRED = "inferred", _("inferred it")
    OFFICIAL = "official_role", _("knows it from an official role")
    UNKNOWN = "unknown", _("unknown")
