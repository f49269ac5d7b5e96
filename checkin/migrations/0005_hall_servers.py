import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids
from django.conf import settings
from django.db import migrations, models
from kernel.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('checkin', '0004_devices'),
        ('fairs', '0002_meeting_schedule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='Upstream',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.URLField()),
                ('key', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=60)),
                ('fair_number', models.BigIntegerField()),
                ('fair_name', models.CharField(max_length=200)),
                ('badge_keys', models.JSONField(default=list)),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pulled_cursor', models.BigIntegerField(blank=True, null=True)),
                ('pulling', models.JSONField(blank=True, null=True)),
                ('pulled_at', models.DateTimeField(blank=True, null=True)),
                ('pushed_cursor', models.BigIntegerField(blank=True, null=True)),
                ('pushing', models.JSONField(blank=True, null=True)),
                ('pushed_at', models.DateTimeField(blank=True, null=True)),
                ('clock_offset_ms', models.BigIntegerField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('trouble_since', models.DateTimeField(blank=True, null=True)),
                ('refused', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='upstream_only_one')],
            },
        ),
        migrations.CreateModel(
            name='HallEnrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_digest', models.CharField(max_length=64, unique=True)),
                ('code_expires_at', models.DateTimeField()),
                ('key_digest', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='checkin.device')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('key_digest__isnull', True)), models.Q(('at__isnull', False), ('key_digest__isnull', False)), _connector='OR'), name='hall_enrolment_key_since')],
            },
        ),
        migrations.CreateModel(
            name='HallServer',
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
                ('pulled_at', models.DateTimeField(blank=True, null=True)),
                ('pushed_at', models.DateTimeField(blank=True, null=True)),
                ('unsent', models.PositiveIntegerField(blank=True, null=True)),
                ('clock_offset_ms', models.BigIntegerField(blank=True, null=True)),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hall_servers', to='fairs.fair')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'id'),
                'constraints': [models.UniqueConstraint(fields=('fair', 'name'), name='hall_server_name_once'), models.CheckConstraint(condition=models.Q(('key_digest__isnull', True), ('enrolled_at__isnull', False), _connector='OR'), name='hall_server_key_since')],
            },
        ),
        ]),
    ]
