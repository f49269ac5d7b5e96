"""The tables of `fairday` as one step, in the place of the migrations named in `replaces`."""

from django.conf import settings
from django.db import migrations, models
from kernel.together import Together
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids


class Migration(migrations.Migration):
    replaces = [
        ('fairday', '0001_import_uploads'),
        ('fairday', '0002_outcomes'),
        ('fairday', '0003_follow_ups'),
        ('fairday', '0004_the_meeting_day'),
    ]
    initial = True
    dependencies = [
        ('booking', '0001_squashed_0010_delegations'),
        ('directory', '0001_squashed_0003_a_name_in_another_script'),
        ('fairs', '0001_squashed_0002_meeting_schedule'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='LostSlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('no_show', 'No-show'), ('cancelled', 'Cancelled late')], max_length=9)),
                    ('lost_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lost_slots', to='fairs.fair')),
                    ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lost_slot', to='booking.meeting')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                    ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingtable')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('table', 'slot'), name='lost_slot_open_once'),
                        models.CheckConstraint(condition=models.Q(('reason__in', ['no_show', 'cancelled'])), name='loss_reason_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingOutcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sample', 'Sample'), ('quotation', 'Quotation'), ('audit', 'Visit to the works'), ('mou', 'MoU signed'), ('none', 'Nothing for now')], max_length=10), size=None)),
                    ('value_band', models.CharField(choices=[('open', 'No sum named yet'), ('under_100m', 'Under 100 million ₫'), ('100m_500m', '100 to 500 million ₫'), ('500m_2b', '500 million to 2 billion ₫'), ('2b_10b', '2 to 10 billion ₫'), ('over_10b', 'Over 10 billion ₫')], default='open', max_length=12)),
                    ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('source', models.CharField(choices=[('own', 'On their own page'), ('table', 'At the table'), ('link', 'By the link of the mail')], max_length=6)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('told_at', models.DateTimeField()),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='directory.company')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='booking.meeting')),
                    ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('meeting', 'company'), name='outcome_once_per_side'),
                        models.CheckConstraint(condition=models.Q(('kinds__contained_by', ['sample', 'quotation', 'audit', 'mou', 'none']), ('kinds__len__gt', 0)), name='outcome_kinds_known'),
                        models.CheckConstraint(condition=models.Q(('kinds__len', 1), models.Q(('kinds__contains', ['none']), _negated=True), _connector='OR'), name='outcome_none_alone'),
                        models.CheckConstraint(condition=models.Q(('value_band', 'open'), models.Q(('kinds__contains', ['none']), _negated=True), _connector='OR'), name='outcome_none_has_no_value'),
                        models.CheckConstraint(condition=models.Q(('value_band__in', ['open', 'under_100m', '100m_500m', '500m_2b', '2b_10b', 'over_10b'])), name='outcome_value_known'),
                        models.CheckConstraint(condition=models.Q(('source__in', ['own', 'table', 'link'])), name='outcome_source_known'),
                        models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='outcome_rating_1_to_5'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FollowUp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, choices=[('answer', 'Final answer'), ('opt_out', 'Wants no more questions'), ('outcome', 'The card says nothing came of it'), ('gone', "The person left the fair's lists")], max_length=8)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('outcome', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='follow_up', to='fairday.meetingoutcome')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by', '')), models.Q(('closed_at__isnull', False), ('closed_by__in', ['answer', 'opt_out', 'outcome', 'gone'])), _connector='OR'), name='follow_up_closed_for_a_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='run', to='booking.meeting')),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='fairs.meetingtable')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('table',), name='table_one_running_meeting'),
                        models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('started_at__lte', models.F('ended_at')), _connector='OR'), name='meeting_run_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PresenceLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sequence', models.PositiveIntegerField()),
                    ('looked_at', models.DateTimeField()),
                    ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='booking.meeting')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('meeting', 'sequence'), name='presence_look_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RefillOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Lapsed'), ('overtaken', 'Overtaken')], default='open', max_length=9)),
                    ('offered_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refill_offers', to='fairs.fair')),
                    ('lost', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='fairday.lostslot')),
                    ('meeting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refill_offer', to='booking.meeting')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refill_offers', to='booking.meetingrequest')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                    ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingtable')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('table', 'slot'), name='refill_offer_once_per_table_and_slot'),
                        models.UniqueConstraint(fields=('lost', 'request'), name='refill_offer_once_per_wish'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'lapsed', 'overtaken'])), name='refill_offer_state_known'),
                        models.CheckConstraint(condition=models.Q(('state', 'accepted'), ('meeting__isnull', True), _connector='XOR'), name='refill_offer_meeting_when_accepted'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OfferSeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.CharField(choices=[('waiting', 'Waiting'), ('standing', 'Asked for this time'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='waiting', max_length=8)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('live', models.BooleanField(default=True)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offer_seats', to='directory.person')),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.meetingslot')),
                    ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='fairday.refilloffer')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('offer', 'person'), name='offer_seat_once'),
                        models.UniqueConstraint(condition=models.Q(('live', True)), fields=('person', 'slot'), name='person_one_offer_per_slot'),
                        models.CheckConstraint(condition=models.Q(('answer__in', ['waiting', 'standing', 'accepted', 'declined'])), name='offer_answer_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RunnerTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('claimed_at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('claimed_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runner_tasks', to=settings.AUTH_USER_MODEL)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runner_tasks', to='booking.meeting')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('meeting', 'person'), name='runner_task_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RunSeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('live', models.BooleanField(default=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='fairday.meetingrun')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('run', 'person'), name='run_seat_once'),
                        models.UniqueConstraint(condition=models.Q(('live', True)), fields=('person',), name='person_one_running_meeting'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SideMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mark', models.CharField(choices=[('here', 'At the table'), ('absent', 'Did not come')], max_length=6)),
                    ('marked_at', models.DateTimeField()),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.company')),
                    ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='side_marks', to='booking.meeting')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('meeting', 'company'), name='side_mark_once'),
                        models.CheckConstraint(condition=models.Q(('mark__in', ['here', 'absent'])), name='side_mark_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FollowUpStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('months', models.PositiveSmallIntegerField()),
                    ('asked_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('became', models.CharField(blank=True, choices=[('talking', 'Still talking'), ('sample', 'A sample was sent'), ('order', 'An order was placed'), ('contract', 'A contract was signed'), ('ended', 'It came to nothing')], max_length=8)),
                    ('value_band', models.CharField(choices=[('open', 'No sum named yet'), ('under_100m', 'Under 100 million ₫'), ('100m_500m', '100 to 500 million ₫'), ('500m_2b', '500 million to 2 billion ₫'), ('2b_10b', '2 to 10 billion ₫'), ('over_10b', 'Over 10 billion ₫')], default='open', max_length=12)),
                    ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='fairday.followup')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('follow_up', 'months'), name='follow_up_asked_once'),
                        models.CheckConstraint(condition=models.Q(('months__in', (1, 3, 6, 12))), name='follow_up_after_1_3_6_12_months'),
                        models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('became', '')), models.Q(('answered_at__isnull', False), ('became__in', ['talking', 'sample', 'order', 'contract', 'ended'])), _connector='OR'), name='follow_up_answer_whole'),
                        models.CheckConstraint(condition=models.Q(('value_band', 'open'), ('became__in', ['order', 'contract']), _connector='OR'), name='follow_up_value_of_an_order'),
                        models.CheckConstraint(condition=models.Q(('value_band__in', ['open', 'under_100m', '100m_500m', '500m_2b', '2b_10b', 'over_10b'])), name='follow_up_value_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ImportUpload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('name', models.CharField(max_length=150)),
                    ('content', models.BinaryField(null=True)),
                    ('report', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField()),
                    ('loaded_at', models.DateTimeField(blank=True, null=True)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_uploads', to='fairs.fair')),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_uploads', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', '-id'], name='import_upload_of_fair'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('content__isnull', True), ('loaded_at__isnull', True), _connector='XOR'), name='import_upload_waits_or_is_loaded'),
                    ],
                },
            ),
        ]),
    ]
