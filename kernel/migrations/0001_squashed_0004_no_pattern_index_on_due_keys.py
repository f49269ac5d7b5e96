"""The tables of `kernel` as one step, in the place of the migrations named in `replaces`."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from kernel.together import Together
import django.db.models.functions.datetime
import kernel.ids

UNWANTED = ("kernel_dueitem_key_56bd1fd7_like",)


def without_pattern_indexes(apps, schema_editor):
    # Made beside each unique text for LIKE, which nobody asks of these; they wait to be made when the tables stand.
    schema_editor.deferred_sql[:] = [
        statement for statement in schema_editor.deferred_sql if not any(name in str(statement) for name in UNWANTED)
    ]


class Migration(migrations.Migration):
    replaces = [
        ('kernel', '0001_initial'),
        ('kernel', '0002_extensions'),
        ('kernel', '0003_delivery_marks'),
        ('kernel', '0004_no_pattern_index_on_due_keys'),
    ]
    initial = True
    dependencies = [
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Lease',
                fields=[
                    ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ('holder', models.CharField(blank=True, max_length=120)),
                    ('until', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='DueItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=160, unique=True)),
                    ('event', models.CharField(max_length=80)),
                    ('payload', models.JSONField(default=dict)),
                    ('due_at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='due_item_waiting'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoryEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject_type', models.CharField(max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('actor_id', models.BigIntegerField(blank=True, null=True)),
                    ('action', models.CharField(max_length=60)),
                    ('before', models.CharField(blank=True, max_length=40)),
                    ('after', models.CharField(blank=True, max_length=40)),
                    ('note', models.JSONField(blank=True, default=dict)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['subject_type', 'subject_id', 'id'], name='history_of_subject'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('credential', models.CharField(max_length=80)),
                    ('key', models.CharField(max_length=255)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('body', models.BinaryField(blank=True, null=True)),
                    ('headers', models.JSONField(blank=True, default=dict)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['started_at'], name='idempotency_key_age'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('credential', 'key'), name='idempotency_key_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('tenant', models.CharField(blank=True, max_length=32)),
                    ('scope', models.CharField(blank=True, max_length=32)),
                    ('subject_type', models.CharField(max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=60)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('recipient', models.EmailField(max_length=254)),
                    ('recipient_name', models.CharField(blank=True, max_length=200)),
                    ('language', models.CharField(default='vi', max_length=5)),
                    ('title', models.CharField(max_length=300)),
                    ('text', models.TextField()),
                    ('html', models.TextField(blank=True)),
                    ('attachments', models.JSONField(blank=True, default=list)),
                    ('state', models.CharField(choices=[('ready', 'Ready'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('unknown', 'Unknown'), ('suppressed', 'Suppressed')], default='ready', max_length=12)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('repeats', models.PositiveSmallIntegerField(default=0)),
                    ('may_repeat_unknown', models.BooleanField(default=True)),
                    ('next_try_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('nudged_at', models.DateTimeField(blank=True, null=True)),
                    ('claimed_until', models.DateTimeField(blank=True, null=True)),
                    ('transmitting_since', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'ready')), fields=['next_try_at'], name='message_ready'),
                        models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_until'], name='message_sending'),
                        models.Index(fields=['scope', '-id'], name='message_of_scope'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('subject_type', 'subject_id', 'kind', 'revision', 'recipient'), name='message_once_per_revision'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sending', 'sent', 'failed', 'unknown', 'suppressed'])), name='message_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OutboxEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('payload', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('relayed_at', models.DateTimeField(blank=True, null=True)),
                    ('next_try_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('last_error', models.CharField(blank=True, max_length=300)),
                    ('failed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('failed_at__isnull', True), ('relayed_at__isnull', True)), fields=['id'], name='outbox_event_waiting'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('relayed_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='outbox_event_relayed_or_failed'),
                    ],
                },
            ),
        ]),
        TrigramExtension(),  # search without diacritics; it is trusted: the database's owner may create it
        migrations.RunPython(without_pattern_indexes, migrations.RunPython.noop),
    ]
