import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids
from django.conf import settings
from django.db import migrations, models
from kernel.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0006_what_ifs_know_their_preview'),
        ('checkin', '0003_leads'),
        ('fairs', '0002_meeting_schedule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Device',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('code_digest', models.CharField(max_length=64, unique=True)),
                    ('code_expires_at', models.DateTimeField()),
                    ('key_digest', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('enrolled_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('unsent', models.PositiveIntegerField(blank=True, null=True)),
                    ('battery', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('snapshot_at', models.DateTimeField(blank=True, null=True)),
                    ('clock_offset_ms', models.BigIntegerField(blank=True, null=True)),
                    ('checkin_lists', models.ManyToManyField(related_name='devices', to='checkin.checkinlist')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='fairs.fair')),
                    ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='checkin.gate')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('gate__code', 'name', 'id'),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'name'), name='device_name_once'),
                        models.CheckConstraint(condition=models.Q(('key_digest__isnull', True), ('enrolled_at__isnull', False), _connector='OR'), name='device_key_since'),
                        models.CheckConstraint(condition=models.Q(('battery__isnull', True), ('battery__lte', 100), _connector='OR'), name='device_battery_percent'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Annulment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.CharField(max_length=64)),
                    ('cause', models.CharField(choices=[('undo', 'Taken back by the guard'), ('unheard', 'The answer never came; the device decided by itself')], max_length=7)),
                    ('at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annulments', to='fairs.fair')),
                    ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='annulments', to='checkin.device')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('device', 'nonce', 'cause'), name='annulment_once'),
                        models.CheckConstraint(condition=models.Q(('cause__in', ['undo', 'unheard'])), name='annulment_cause_known'),
                    ],
                },
            ),
        ]),
        Together([
            migrations.AddField(
                model_name='scan',
                name='annulled_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='scan',
                name='clock_doubtful',
                field=models.BooleanField(default=False, db_default=False),
            ),
            migrations.AddField(
                model_name='scan',
                name='device_seq',
                field=models.PositiveIntegerField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='scan',
                name='device',
                field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='checkin.device'),
            ),
            migrations.AddIndex(
                model_name='scan',
                index=models.Index(condition=models.Q(('annulled_at__isnull', False)), fields=['checkin_list'], name='scan_annulled'),
            ),
            migrations.AddConstraint(
                model_name='scan',
                constraint=models.UniqueConstraint(fields=('device', 'device_seq'), name='scan_seq_once'),
            ),
            migrations.AddConstraint(
                model_name='scan',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('device__isnull', True), ('device_seq__isnull', True)), models.Q(('device__isnull', False), ('device_seq__gte', 1)), _connector='OR'), name='scan_seq_of_device'),
            ),
        ]),
    ]
