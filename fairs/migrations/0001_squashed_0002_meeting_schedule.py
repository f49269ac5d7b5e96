"""The tables of `fairs` as one step, in the place of the migrations named in `replaces`."""

from django.db import migrations, models
from kernel.together import Together
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids


class Migration(migrations.Migration):
    replaces = [
        ('fairs', '0001_initial'),
        ('fairs', '0002_meeting_schedule'),
    ]
    initial = True
    dependencies = [
        ('accounts', '0001_squashed_0002_login_codes'),
        ('directory', '0001_squashed_0003_a_name_in_another_script'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Fair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('slug', models.SlugField(max_length=60, unique=True)),
                    ('name_vi', models.CharField(max_length=200)),
                    ('name_en', models.CharField(blank=True, max_length=200)),
                    ('name_ja', models.CharField(blank=True, max_length=200)),
                    ('short_name', models.CharField(max_length=60)),
                    ('edition', models.PositiveSmallIntegerField(default=1)),
                    ('intro_vi', models.TextField(blank=True)),
                    ('intro_en', models.TextField(blank=True)),
                    ('intro_ja', models.TextField(blank=True)),
                    ('venue_vi', models.CharField(max_length=200)),
                    ('venue_en', models.CharField(blank=True, max_length=200)),
                    ('venue_ja', models.CharField(blank=True, max_length=200)),
                    ('address', models.CharField(blank=True, max_length=250)),
                    ('contact_email', models.EmailField(blank=True, max_length=254)),
                    ('contact_phone', models.CharField(blank=True, max_length=20)),
                    ('timezone', models.CharField(default='Asia/Ho_Chi_Minh', max_length=60)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('currency', models.CharField(default='VND', max_length=3)),
                    ('vat_percent', models.DecimalField(decimal_places=2, default=8, max_digits=4)),
                    ('hold_minutes', models.PositiveSmallIntegerField(default=15)),
                    ('hold_extension_minutes', models.PositiveSmallIntegerField(default=10)),
                    ('holds_per_company', models.PositiveSmallIntegerField(default=2)),
                    ('meetings_per_exhibitor', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('meetings_per_buyer', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('walking_slots', models.PositiveSmallIntegerField(default=0)),
                    ('deposit_days', models.PositiveSmallIntegerField(default=7)),
                    ('bank_bin', models.CharField(blank=True, max_length=6)),
                    ('bank_name', models.CharField(blank=True, max_length=120)),
                    ('bank_account', models.CharField(blank=True, max_length=19)),
                    ('bank_account_name', models.CharField(blank=True, max_length=120)),
                    ('token_number', models.PositiveIntegerField(unique=True)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('running', 'Running'), ('closed', 'Closed')], default='open', max_length=8)),
                    ('is_sample', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fairs', to='accounts.organisation')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='fair_days_in_order'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'running', 'closed'])), name='fair_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Exhibitor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('kind', models.CharField(choices=[('main', 'Exhibitor'), ('co', 'Co-exhibitor')], default='main', max_length=4)),
                    ('fascia_name', models.CharField(max_length=60)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibitions', to='directory.company')),
                    ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='co_exhibitors', to='fairs.exhibitor')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exhibitors', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'company'), name='exhibitor_once'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['main', 'co'])), name='exhibitor_kind_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('host__isnull', True), ('kind', 'main')), models.Q(('host__isnull', False), ('kind', 'co')), _connector='OR'), name='exhibitor_co_has_host'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FairDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField()),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='fairs.fair')),
                ],
                options={
                    'ordering': ('date',),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'date'), name='fair_day_once'),
                        models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='fair_day_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Hall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('name_vi', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=120)),
                    ('name_ja', models.CharField(blank=True, max_length=120)),
                    ('width_cm', models.PositiveIntegerField()),
                    ('depth_cm', models.PositiveIntegerField()),
                    ('geometry', models.JSONField(blank=True, default=dict)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='halls', to='fairs.fair')),
                ],
                options={
                    'ordering': ('position', 'code'),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='hall_once'),
                        models.CheckConstraint(condition=models.Q(('depth_cm__gt', 0), ('width_cm__gt', 0)), name='hall_has_area'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HostedBuyer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('hosted', models.BooleanField(default=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buying_at', to='directory.company')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buyers', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'company'), name='hosted_buyer_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Interpreter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('name', models.CharField(max_length=120)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None)),
                    ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interpreters', to='fairs.fair')),
                ],
                options={
                    'ordering': ('code',),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='interpreter_code_once'),
                        models.CheckConstraint(condition=models.Q(('languages__len__gt', 0)), name='interpreter_speaks'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingSlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('index', models.PositiveSmallIntegerField()),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='fairs.fair')),
                ],
                options={
                    'ordering': ('index',),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'index'), name='meeting_slot_once'),
                        models.UniqueConstraint(fields=('fair', 'starts_at'), name='meeting_slot_start_once'),
                        models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='meeting_slot_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('zone', models.CharField(blank=True, max_length=60)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tables', to='fairs.fair')),
                    ('hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tables', to='fairs.hall')),
                ],
                options={
                    'ordering': ('number',),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'number'), name='meeting_table_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Pavilion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20)),
                    ('name_vi', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=120)),
                    ('name_ja', models.CharField(blank=True, max_length=120)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pavilions', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='pavilion_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Booth',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('row', models.CharField(max_length=4)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('x_cm', models.PositiveIntegerField()),
                    ('y_cm', models.PositiveIntegerField()),
                    ('width_cm', models.PositiveIntegerField()),
                    ('depth_cm', models.PositiveIntegerField()),
                    ('open_sides', models.PositiveSmallIntegerField(default=1)),
                    ('kind', models.CharField(choices=[('shell', 'Shell scheme'), ('raw', 'Raw space')], default='shell', max_length=8)),
                    ('zone_vi', models.CharField(blank=True, max_length=120)),
                    ('zone_en', models.CharField(blank=True, max_length=120)),
                    ('zone_ja', models.CharField(blank=True, max_length=120)),
                    ('approval', models.CharField(choices=[('instant', 'Confirmed at once'), ('committee', 'Approved by the committee')], default='instant', max_length=12)),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('available', 'Available'), ('blocked', 'Blocked'), ('withdrawn', 'Withdrawn')], default='available', max_length=12)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='booths', to='fairs.fair')),
                    ('hall', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='booths', to='fairs.hall')),
                    ('pavilion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='booths', to='fairs.pavilion')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='booth_code_once'),
                        models.CheckConstraint(condition=models.Q(('depth_cm__gt', 0), ('width_cm__gt', 0)), name='booth_has_area'),
                        models.CheckConstraint(condition=models.Q(('open_sides__gte', 1), ('open_sides__lte', 4)), name='booth_open_sides_1_to_4'),
                        models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'available', 'blocked', 'withdrawn'])), name='booth_status_known'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['shell', 'raw'])), name='booth_kind_known'),
                        models.CheckConstraint(condition=models.Q(('approval__in', ['instant', 'committee'])), name='booth_approval_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Workshop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=20)),
                    ('title_vi', models.CharField(max_length=200)),
                    ('title_en', models.CharField(blank=True, max_length=200)),
                    ('title_ja', models.CharField(blank=True, max_length=200)),
                    ('speaker', models.CharField(blank=True, max_length=200)),
                    ('room', models.CharField(max_length=80)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('seats', models.PositiveIntegerField()),
                    ('seats_taken', models.PositiveIntegerField(default=0)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='workshops', to='fairs.fair')),
                ],
                options={
                    'ordering': ('starts_at', 'code'),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='workshop_once'),
                        models.CheckConstraint(condition=models.Q(('seats_taken__lte', models.F('seats'))), name='workshop_seats_not_oversold'),
                        models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='workshop_in_order'),
                    ],
                },
            ),
        ]),
    ]
