"""The tables of `booking` as one step, in the place of the migrations named in `replaces`."""

from django.conf import settings
from django.db import migrations, models
from kernel.together import Together
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids

UNWANTED = ("booking_meeting_public_id_6e0c7db2_like", "booking_meetingrequest_public_id_90ccaef1_like")


def without_pattern_indexes(apps, schema_editor):
    # Made beside each unique text for LIKE, which nobody asks of these; they wait to be made when the tables stand.
    schema_editor.deferred_sql[:] = [
        statement for statement in schema_editor.deferred_sql if not any(name in str(statement) for name in UNWANTED)
    ]


class Migration(migrations.Migration):
    replaces = [
        ('booking', '0001_initial'),
        ('booking', '0002_meeting_schedule'),
        ('booking', '0003_calendar_renewals'),
        ('booking', '0004_a_no_show_frees_its_table'),
        ('booking', '0005_wishes_keep_their_thread'),
        ('booking', '0006_what_ifs_know_their_preview'),
        ('booking', '0007_fewer_indexes_on_meetings'),
        ('booking', '0008_badges_are_designed_and_printed'),
        ('booking', '0009_blank_badges'),
        ('booking', '0010_delegations'),
    ]
    initial = True
    dependencies = [
        ('billing', '0001_squashed_0002_quote_lines_add_up'),
        ('directory', '0001_squashed_0003_a_name_in_another_script'),
        ('fairs', '0001_squashed_0002_meeting_schedule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Registration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('manage_key', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('role', models.CharField(choices=[('visitor', 'Visitor'), ('buyer', 'Buyer'), ('exhibitor', 'Exhibitor'), ('organiser', 'Organiser'), ('door', 'Door staff')], default='visitor', max_length=10)),
                    ('state', models.CharField(choices=[('pending', 'Pending'), ('complete', 'Complete'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn'), ('erased', 'Erased')], default='pending', max_length=10)),
                    ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None)),
                    ('interests', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                    ('source', models.CharField(blank=True, max_length=30)),
                    ('consented_at', models.DateTimeField(blank=True, null=True)),
                    ('share_contact', models.BooleanField(default=False)),
                    ('head_count', models.PositiveSmallIntegerField(db_default=1, default=1)),
                    ('calendar_renewals', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('completed_at', models.DateTimeField(blank=True, null=True)),
                    ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registrations', to='directory.company')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='fairs.fair')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='directory.person')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', 'role', 'state'], name='registration_of_fair'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'complete', 'rejected'])), fields=('fair', 'person'), name='registration_once_per_fair'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'complete', 'rejected', 'withdrawn', 'erased'])), name='registration_state_known'),
                        models.CheckConstraint(condition=models.Q(('head_count__gte', 1)), name='registration_of_somebody'),
                        models.CheckConstraint(condition=models.Q(('role__in', ['visitor', 'buyer', 'exhibitor', 'organiser', 'door'])), name='registration_role_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Badge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('token_bits', models.BinaryField(max_length=12, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('state', models.CharField(choices=[('live', 'Valid'), ('replaced', 'Replaced'), ('revoked', 'Revoked')], default='live', max_length=8)),
                    ('reason', models.CharField(blank=True, choices=[('lost', 'Lost'), ('damaged', 'Damaged'), ('name', 'Name corrected'), ('details', 'Company or role corrected'), ('passed_on', 'Given to somebody else'), ('other', 'Another reason')], db_default='', default='', max_length=10)),
                    ('not_after', models.DateTimeField()),
                    ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='fairs.fair')),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='booking.registration')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='badge_code_once'),
                        models.UniqueConstraint(fields=('registration', 'version'), name='badge_version_once'),
                        models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('registration',), name='badge_one_live'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['live', 'replaced', 'revoked'])), name='badge_state_known'),
                        models.CheckConstraint(condition=models.Q(('reason__in', ['', 'lost', 'damaged', 'name', 'details', 'passed_on', 'other'])), name='badge_reason_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BadgeBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('state', models.CharField(choices=[('working', 'Being made'), ('ready', 'Ready to print'), ('failed', 'Failed'), ('cancelled', 'Thrown away')], default='working', max_length=10)),
                    ('asked', models.JSONField(default=dict)),
                    ('design', models.JSONField()),
                    ('design_version', models.PositiveIntegerField()),
                    ('language', models.CharField(blank=True, max_length=5)),
                    ('total', models.PositiveIntegerField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badge_batches', to='fairs.fair')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', '-created_at'], name='badge_batches_of_fair'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('state__in', ['working', 'ready', 'failed', 'cancelled'])), name='badge_batch_state_known'),
                        models.UniqueConstraint(condition=models.Q(('state', 'working')), fields=('fair',), name='badge_batch_one_at_work'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BadgeDesign',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField()),
                    ('content', models.JSONField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badge_designs', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'version'), name='badge_design_version_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BadgePrint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cause', models.CharField(choices=[('single', 'At the desk'), ('batch', 'In a batch'), ('kiosk', 'At a kiosk')], max_length=8)),
                    ('printed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='booking.badge')),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='booking.badgebatch')),
                    ('printed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['badge', '-printed_at'], name='badge_prints_of_badge'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('cause__in', ['single', 'batch', 'kiosk'])), name='badge_print_cause_known'),
                        models.UniqueConstraint(fields=('batch', 'badge'), name='badge_print_once_in_batch'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BadgeStack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('badges', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('making', 'Being made'), ('made', 'Made')], default='waiting', max_length=8)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('holder', models.CharField(blank=True, max_length=32)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('printed', models.PositiveIntegerField(default=0)),
                    ('content', models.BinaryField(null=True)),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stacks', to='booking.badgebatch')),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'made'), _negated=True), fields=['state', 'lease_until'], name='badge_stacks_to_make'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('batch', 'number'), name='badge_stack_once'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'making', 'made'])), name='badge_stack_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Booking',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('state', models.CharField(choices=[('draft', 'Held'), ('submitted', 'Awaiting approval'), ('waitlisted', 'On the waiting list'), ('offered', 'Offered'), ('approved', 'Approved'), ('declined', 'Declined'), ('awaiting_deposit', 'Awaiting deposit'), ('confirmed', 'Confirmed'), ('paid', 'Paid'), ('cancelled', 'Cancelled'), ('expired', 'Expired')], default='draft', max_length=20)),
                    ('hold_expires_at', models.DateTimeField(blank=True, null=True)),
                    ('hold_extended', models.BooleanField(default=False)),
                    ('fascia_name', models.CharField(blank=True, max_length=60)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('transfer_code', models.CharField(blank=True, max_length=20)),
                    ('decline_reason', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('pay_until', models.DateTimeField(blank=True, null=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('booked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                    ('booth', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='fairs.booth')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='directory.company')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='fairs.fair')),
                    ('quote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='booking', to='billing.quote')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', 'state'], name='booking_of_fair'),
                        models.Index(fields=['company', 'fair'], name='booking_of_company'),
                        models.Index(condition=models.Q(('state', 'draft')), fields=['hold_expires_at'], name='booking_holds'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted', 'offered', 'approved', 'awaiting_deposit', 'confirmed', 'paid'))), fields=('booth',), name='booth_one_live_booking'),
                        models.UniqueConstraint(condition=models.Q(('transfer_code', ''), _negated=True), fields=('transfer_code',), name='booking_transfer_code_once'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'waitlisted', 'offered', 'approved', 'declined', 'awaiting_deposit', 'confirmed', 'paid', 'cancelled', 'expired'])), name='booking_state_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), ('hold_expires_at__isnull', False), _connector='OR'), name='booking_hold_has_end'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CompanyBlock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('origin', models.CharField(choices=[('company', 'A company'), ('organiser', 'The organiser')], max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_high', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_low', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='company_blocks', to='fairs.fair')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('fair', 'company_low', 'company_high', 'company'), name='company_block_once_per_origin', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('company_low__lt', models.F('company_high'))), name='company_block_two_companies'),
                        models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', True), ('origin', 'organiser')), models.Q(('company', models.F('company_low')), ('origin', 'company')), models.Q(('company', models.F('company_high')), ('origin', 'company')), _connector='OR'), name='company_block_by_one_of_them_or_the_organiser'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Duty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('label', models.CharField(max_length=80)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='fairs.fair')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='directory.person')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', 'person'], name='duty_of_person'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='duty_begins_before_it_ends'),
                        models.UniqueConstraint(fields=('person', 'starts_at', 'ends_at'), name='duty_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('agenda_line', models.CharField(blank=True, max_length=120)),
                    ('message', models.CharField(blank=True, max_length=500)),
                    ('language', models.CharField(default='vi', max_length=5)),
                    ('priority', models.PositiveSmallIntegerField(default=2)),
                    ('is_must', models.BooleanField(default=False)),
                    ('state', models.CharField(choices=[('wished', 'Wished'), ('countered', 'Another time proposed'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='wished', max_length=10)),
                    ('decline_reason', models.CharField(blank=True, max_length=300)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('awaiting_company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_high', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_low', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('fair', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meeting_requests', to='fairs.fair')),
                    ('from_company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='requests_sent', to='directory.company')),
                    ('from_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests_sent', to='directory.person')),
                    ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='directory.need')),
                    ('to_company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='requests_received', to='directory.company')),
                    ('to_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_received', to='directory.person')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', 'to_company', 'state'], name='request_received'),
                        models.Index(fields=['fair', 'from_company', 'state'], name='request_sent'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ('wished', 'countered'))), fields=('fair', 'company_low', 'company_high', 'need'), name='meeting_request_once_per_pair_and_need', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('state__in', ['wished', 'countered', 'accepted', 'declined', 'expired', 'withdrawn'])), name='meeting_request_state_known'),
                        models.CheckConstraint(condition=models.Q(('company_low__lt', models.F('company_high'))), name='meeting_request_two_companies'),
                        models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 3)), name='meeting_request_priority_1_to_3'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('is_locked', models.BooleanField(default=False)),
                    ('state', models.CharField(choices=[('provisional', 'Provisional'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('running', 'Running'), ('done', 'Held'), ('no_show', 'No-show')], default='confirmed', max_length=12)),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('cancel_reason', models.CharField(blank=True, max_length=300)),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('cancelled_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_high', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('company_low', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('fair', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='fairs.fair')),
                    ('interpreter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='fairs.interpreter')),
                    ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='directory.need')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='fairs.meetingslot')),
                    ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='fairs.meetingtable')),
                    ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='meeting', to='booking.meetingrequest')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', 'slot'], name='meeting_of_slot'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ('provisional', 'confirmed', 'running', 'done'))), fields=('table', 'slot'), name='meeting_table_once_per_slot'),
                        models.UniqueConstraint(condition=models.Q(('interpreter__isnull', False), ('state__in', ('provisional', 'confirmed', 'running', 'done'))), fields=('interpreter', 'slot'), name='meeting_interpreter_once_per_slot'),
                        models.UniqueConstraint(condition=models.Q(('state__in', ('provisional', 'confirmed', 'running', 'done'))), fields=('fair', 'company_low', 'company_high', 'need'), name='meeting_once_per_pair_and_need', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('state__in', ['provisional', 'confirmed', 'cancelled', 'running', 'done', 'no_show'])), name='meeting_state_known'),
                        models.CheckConstraint(condition=models.Q(('company_low__lt', models.F('company_high'))), name='meeting_two_companies'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingParticipant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('live', models.BooleanField(default=True)),
                    ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='booking.meeting')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_seats', to='directory.person')),
                    ('slot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('meeting', 'person'), name='meeting_participant_once'),
                        models.UniqueConstraint(condition=models.Q(('live', True)), fields=('person', 'slot'), name='person_one_meeting_per_slot'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('words', models.CharField(blank=True, max_length=300)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('agreed', 'Agreed'), ('refused', 'Refused'), ('withdrawn', 'Taken back'), ('replaced', 'Replaced'), ('lapsed', 'Lapsed')], default='open', max_length=10)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='booking.meeting')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('slots', models.ManyToManyField(related_name='+', to='fairs.meetingslot')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('meeting',), name='meeting_one_open_proposal'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['open', 'agreed', 'refused', 'withdrawn', 'replaced', 'lapsed'])), name='meeting_proposal_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RequestedSlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('request', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='requested_slots', to='booking.meetingrequest')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='fairs.meetingslot')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('request', 'slot'), name='requested_slot_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RequestTurn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('made', 'Asked'), ('changed', 'Changed the wish'), ('countered', 'Named other times'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Took it back'), ('expired', 'Ran out without an answer'), ('delegated', 'Handed over to a colleague'), ('proposed', 'Proposed to move the meeting'), ('refused', 'Kept the time'), ('unproposed', 'Took the proposal back'), ('moved', 'Moved the meeting'), ('cancelled', 'Cancelled the meeting')], max_length=16)),
                    ('words', models.CharField(blank=True, max_length=500)),
                    ('times', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), blank=True, default=list, size=None)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='booking.meetingrequest')),
                    ('to_person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('kind__in', ['made', 'changed', 'countered', 'accepted', 'declined', 'withdrawn', 'expired', 'delegated', 'proposed', 'refused', 'unproposed', 'moved', 'cancelled'])), name='request_turn_kind_known'),
                        models.CheckConstraint(condition=models.Q(('kind', 'delegated'), ('to_person__isnull', True), _connector='OR'), name='request_turn_to_person_when_delegated'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ScheduleRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Computing'), ('ready', 'Preview ready'), ('published', 'Published'), ('rolled_back', 'Rolled back'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='queued', max_length=12)),
                    ('options', models.JSONField(default=dict)),
                    ('seed', models.PositiveIntegerField(default=1)),
                    ('problem', models.JSONField(blank=True, null=True)),
                    ('plan', models.JSONField(blank=True, null=True)),
                    ('placements', models.JSONField(blank=True, default=dict)),
                    ('excluded', models.JSONField(blank=True, default=dict)),
                    ('edits', models.JSONField(blank=True, default=list)),
                    ('what_if', models.JSONField(blank=True, default=list)),
                    ('what_if_revision', models.PositiveIntegerField(default=0)),
                    ('what_if_wanted', models.BooleanField(default=False)),
                    ('progress', models.JSONField(blank=True, default=dict)),
                    ('statistics', models.JSONField(blank=True, default=dict)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('cancel_requested', models.BooleanField(default=False)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('holder', models.CharField(blank=True, max_length=100)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('failure', models.CharField(blank=True, max_length=40)),
                    ('failure_detail', models.TextField(blank=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('rolled_back_at', models.DateTimeField(blank=True, null=True)),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedule_runs', to='fairs.fair')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('rolled_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', '-created_at'], name='schedule_runs_of_fair'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('fair',), name='schedule_run_one_at_work'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready', 'published', 'rolled_back', 'cancelled', 'failed'])), name='schedule_run_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ScheduleChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('made', 'New'), ('moved', 'Moved'), ('dropped', 'Dropped')], max_length=8)),
                    ('sequence', models.PositiveIntegerField()),
                    ('is_undone', models.BooleanField(default=False)),
                    ('from_interpreter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='fairs.interpreter')),
                    ('from_slot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                    ('from_table', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingtable')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedule_changes', to='booking.meeting')),
                    ('to_interpreter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='fairs.interpreter')),
                    ('to_slot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                    ('to_table', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingtable')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='booking.schedulerun')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('run', 'meeting'), name='schedule_change_once'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['made', 'moved', 'dropped'])), name='schedule_change_kind_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StockBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stock_batches', to='fairs.fair')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'stock batches',
                    'ordering': ('-made_at', '-id'),
                },
            ),
            migrations.CreateModel(
                name='StockBadge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_bits', models.BinaryField(max_length=12, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('badge', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock', to='booking.badge')),
                    ('fair', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stock_badges', to='fairs.fair')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='booking.stockbatch')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='stock_code_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='UnavailableSlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailable_slots', to='directory.person')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailable_people', to='fairs.meetingslot')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('person', 'slot'), name='unavailable_slot_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkshopSeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='booking.registration')),
                    ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken_seats', to='fairs.workshop')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('workshop', 'registration'), name='workshop_seat_once'),
                    ],
                },
            ),
        ]),
        migrations.RunPython(without_pattern_indexes, migrations.RunPython.noop),
    ]
