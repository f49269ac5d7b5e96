import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('checkin', '0007_walk_ins'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='scan',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['scanned_at'], name='scan_by_time', pages_per_range=16),
        ),
    ]
