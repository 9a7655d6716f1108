"""A text column that only ciphertext enters, in the row and in its history."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.text import capfirst

from casefiles.sealing.keys import decrypt, encrypt, subject_key


class Sealed:
    """What a loaded sealed column holds: ciphertext that prints as nothing."""

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext

    def __str__(self) -> str:
        return "[sealed]"

    def __bool__(self) -> bool:
        return bool(self.ciphertext)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.ciphertext == self.ciphertext

    def __hash__(self) -> int:
        return hash(self.ciphertext)

    def canonical(self) -> bytes:
        """For digests: the ciphertext stands for the text."""
        return self.ciphertext

    __repr__ = __str__


class SealedTextField(models.BinaryField):
    """Assign plain text; `record()` seals it; `unseal(obj, "field")` opens it.

    The model (and so its history) names the subject in `sealing_subject`: the id under whose
    key the text lies. The ciphertext is bound to that subject, the model and the field.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = kwargs.get("editable", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed:
        return Sealed(bytes(value or b""))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = seal(model_instance, self.name, value)
            setattr(model_instance, self.attname, value)
        elif isinstance(value, bytes):
            value = Sealed(value)
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Sealed):
            value = value.ciphertext
        return super().get_db_prep_value(value, connection, prepared)

    def value_from_object(self, obj: models.Model) -> Any:
        value = super().value_from_object(obj)
        return Sealed(value) if isinstance(value, bytes) else value

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return "[sealed]"

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """An empty box keeps what is sealed."""
        if data:
            setattr(instance, self.name, data)

    def formfield(self, **kwargs: Any) -> Any:
        """A text box that never shows what is stored; leaving it empty keeps it."""
        from casefiles.sealing.forms import SealedFormField

        return SealedFormField(
            label=kwargs.get("label") or capfirst(self.verbose_name),
            help_text=self.help_text,
            required=False,
        )


def seal(obj: models.Model, field: str, text: str) -> Sealed:
    """Ciphertext of `text` for this column; an empty text needs no key."""
    if not text:
        return Sealed(b"")
    subject = obj.sealing_subject  # type: ignore[attr-defined]
    return Sealed(encrypt(subject_key(subject, create=True), text.encode(), _context(obj, field)))


def unseal(obj: models.Model, field: str) -> str:
    """The text of a sealed column of a row or of one of its history rows.

    The caller checks who may read and logs the reading first. Raises KeyDestroyed, WrongKey.
    """
    value = getattr(obj, field)
    if isinstance(value, str):
        return value
    if not value:
        return ""
    ciphertext = value.ciphertext if isinstance(value, Sealed) else bytes(value)
    return decrypt(subject_key(_subject(obj)), ciphertext, _context(obj, field)).decode()


def _subject(obj: Any) -> UUID:
    owner = obj.instance if hasattr(obj, "history_id") else obj
    return owner.sealing_subject


def _context(obj: Any, field: str) -> str:
    model = obj.instance_type if hasattr(obj, "history_id") else type(obj)
    return f"{model._meta.label_lower}:{obj.pk if model is type(obj) else obj.id}:{field}"
