"""Search without diacritics by trigrams. The extension is trusted: the database's owner may create it."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [TrigramExtension()]
