"""The edition of the catalogue that a qualification reads in: the first for all written so far."""

from django.db import migrations, models

import evidence.attribution.models.law

MODELS = ("historicallegalqualification", "legalqualification")


def edition(default):
    return models.PositiveSmallIntegerField(
        default=default, editable=False, verbose_name="edition of the list"
    )


class Migration(migrations.Migration):
    dependencies = [("attribution", "0010_words")]

    operations = [
        *(migrations.AddField(name, "edition", edition(1)) for name in MODELS),
        *(
            migrations.AlterField(
                name, "edition", edition(evidence.attribution.models.law.present_edition)
            )
            for name in MODELS
        ),
    ]
