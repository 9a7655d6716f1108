"""Every model is one of three kinds, so that nothing escapes the record unnoticed."""

import pytest
from django.apps import apps

from casefiles.audit.guards import kind_of
from casefiles.audit.models import AppendOnlyModel, Audited, OperationalModel

OURS = ("casefiles.", "evidence.", "reports.", "demonstration")


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_is_one_of_three_kinds(model):
    if kind_of(model) == "history":
        return
    kinds = [
        base for base in (Audited, AppendOnlyModel, OperationalModel) if issubclass(model, base)
    ]
    assert len(kinds) == 1


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_no_model_saves_by_itself(model):
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Model

    assert model.save in (Model.save, AbstractBaseUser.save)
