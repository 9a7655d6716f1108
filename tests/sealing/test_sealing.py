import base64
import os

import pytest

from casefiles.audit.services import record
from casefiles.cases.models import Party
from casefiles.cases.vocabulary import PartyKind
from casefiles.sealing.fields import Sealed, unseal
from casefiles.sealing.keys import KeyDestroyed, WrongKey
from casefiles.sealing.services import erase_subject

NAME = "CANARY-NAME"


@pytest.fixture
def party(case, amina):
    row = Party(case=case, code="X", name="Foreign State", kind=PartyKind.STATE, withheld=True,
                sealed_name=NAME)  # fmt: skip
    record(row, by=amina, reason="first entry")
    return row


def test_sealed_text_opens_again_from_row_and_history(party):
    assert unseal(Party.objects.get(), "sealed_name") == NAME
    assert unseal(party.history.get(), "sealed_name") == NAME


def test_saving_again_keeps_the_same_ciphertext(party, amina):
    before = Party.objects.get()
    before.note = "changed"
    record(before, by=amina, reason="note")
    assert Party.objects.get().sealed_name == before.sealed_name


def test_one_flipped_byte_is_an_error(party):
    bad = bytearray(party.sealed_name.ciphertext)
    bad[-1] ^= 1
    party.sealed_name = Sealed(bytes(bad))
    with pytest.raises(WrongKey):
        unseal(party, "sealed_name")


def test_ciphertext_moved_to_another_party_does_not_open(party, case, amina):
    other = Party(case=case, code="Y", name="Other", kind=PartyKind.STATE, withheld=True,
                  sealed_name="another")  # fmt: skip
    record(other, by=amina, reason="first entry")
    other.sealed_name = party.sealed_name
    with pytest.raises(WrongKey):
        unseal(other, "sealed_name")


def test_another_master_key_is_refused_in_words(party, settings):
    settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    with pytest.raises(WrongKey, match="another master key"):
        unseal(party, "sealed_name")


def test_erasing_the_key_erases_row_and_history(party):
    erase_subject(party.pk)
    for row in (Party.objects.get(), party.history.get()):
        with pytest.raises(KeyDestroyed):
            unseal(row, "sealed_name")
