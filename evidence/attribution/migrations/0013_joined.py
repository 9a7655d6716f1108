"""Joins two lines of migrations that touch nothing of each other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attribution", "0012_responsibility"), ("attribution", "0012_review_guards")]

    operations = []
