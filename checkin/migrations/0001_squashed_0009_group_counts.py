"""The tables of `checkin` as one step, in the place of the migrations named in `replaces`."""

from django.conf import settings
from django.db import migrations, models
from kernel.together import Together
import checkin.models.gate
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids

LEAD_ENTRY_STAYS = """
CREATE FUNCTION checkin_lead_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a colleague noted is added to, never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'lead_entry_stays';
END $$;
CREATE TRIGGER lead_entry_stays BEFORE UPDATE ON checkin_leadentry FOR EACH ROW
WHEN ((OLD.lead_id, OLD.exhibitor_id, OLD.kind, OLD.nonce, OLD.at, OLD.text, OLD.qualifier_id, OLD.need_id, OLD.linked)
      IS DISTINCT FROM
      (NEW.lead_id, NEW.exhibitor_id, NEW.kind, NEW.nonce, NEW.at, NEW.text, NEW.qualifier_id, NEW.need_id, NEW.linked))
EXECUTE FUNCTION checkin_lead_entry_stays();
"""
LEAD_ENTRY_STAYS_UNDONE = """
DROP TRIGGER lead_entry_stays ON checkin_leadentry;
DROP FUNCTION checkin_lead_entry_stays();
"""
ROOM_COUNTS = """
CREATE FUNCTION checkin_room_follows_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.capacity IS NULL THEN
        DELETE FROM checkin_room WHERE checkin_list_id = NEW.id;
        DELETE FROM checkin_occupant WHERE checkin_list_id = NEW.id;  -- counted no more: the row that counts is gone
    ELSIF EXISTS (SELECT 1 FROM checkin_room WHERE checkin_list_id = NEW.id) THEN
        UPDATE checkin_room SET ceiling = greatest(NEW.capacity, inside) WHERE checkin_list_id = NEW.id;
    ELSE
        INSERT INTO checkin_room (checkin_list_id, inside, ceiling) VALUES (NEW.id, 0, 2147483647);
        INSERT INTO checkin_occupant (checkin_list_id, registration_id, is_inside)
        SELECT DISTINCT ON (b.registration_id) NEW.id, b.registration_id, s.direction = 'entry'
        FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
        WHERE s.fair_id = NEW.fair_id AND s.checkin_list_id = NEW.id AND s.verdict = 'ok' AND s.annulled_at IS NULL
        ORDER BY b.registration_id, s.scanned_at DESC, s.nonce COLLATE "C" DESC;
        UPDATE checkin_room SET ceiling = greatest(NEW.capacity, inside) WHERE checkin_list_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION checkin_room_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change integer := (CASE WHEN TG_OP <> 'DELETE' AND NEW.is_inside THEN 1 ELSE 0 END)
                - (CASE WHEN TG_OP <> 'INSERT' AND OLD.is_inside THEN 1 ELSE 0 END);
BEGIN
    IF change > 0 THEN
        UPDATE checkin_room SET inside = inside + 1 WHERE checkin_list_id = NEW.checkin_list_id;
    ELSIF change < 0 THEN
        UPDATE checkin_room m SET inside = m.inside - 1, ceiling = greatest(l.capacity, m.inside - 1)
        FROM checkin_checkinlist l WHERE l.id = OLD.checkin_list_id AND m.checkin_list_id = l.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_counts AFTER INSERT OR UPDATE OR DELETE ON checkin_occupant FOR EACH ROW
EXECUTE FUNCTION checkin_room_counts();
CREATE TRIGGER room_added AFTER INSERT ON checkin_checkinlist FOR EACH ROW
WHEN (NEW.capacity IS NOT NULL) EXECUTE FUNCTION checkin_room_follows_list();
CREATE TRIGGER room_changed AFTER UPDATE ON checkin_checkinlist FOR EACH ROW
WHEN (OLD.capacity IS DISTINCT FROM NEW.capacity) EXECUTE FUNCTION checkin_room_follows_list();
"""
ROOM_COUNTS_UNDONE = """
DROP TRIGGER room_counts ON checkin_occupant;
DROP FUNCTION checkin_room_counts();
DROP TRIGGER room_changed ON checkin_checkinlist;
DROP TRIGGER room_added ON checkin_checkinlist;
DROP FUNCTION checkin_room_follows_list();
"""


class Migration(migrations.Migration):
    replaces = [
        ('checkin', '0001_initial'),
        ('checkin', '0002_fewer_indexes_at_the_door'),
        ('checkin', '0003_leads'),
        ('checkin', '0004_devices'),
        ('checkin', '0005_hall_servers'),
        ('checkin', '0006_zones_and_rooms'),
        ('checkin', '0007_walk_ins'),
        ('checkin', '0008_scans_by_time'),
        ('checkin', '0009_group_counts'),
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
                name='CheckinList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('name_vi', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=120)),
                    ('name_ja', models.CharField(blank=True, max_length=120)),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('re_entry', models.BooleanField(default=False)),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                    ('capacity', models.PositiveIntegerField(blank=True, null=True)),
                    ('exits', models.BooleanField(db_default=False, default=False)),
                    ('public_from', models.DateTimeField(blank=True, null=True)),
                    ('public_until', models.DateTimeField(blank=True, null=True)),
                    ('early_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=checkin.models.gate.usual_early_roles, size=None)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkin_lists', to='fairs.fair')),
                    ('hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checkin_lists', to='fairs.hall')),
                    ('workshop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='checkin_lists', to='fairs.workshop')),
                ],
                options={
                    'ordering': ('opens_at', 'id'),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'name_vi'), name='checkin_list_once'),
                        models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='checkin_list_in_order'),
                        models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='checkin_list_capacity_of_some'),
                        models.CheckConstraint(condition=models.Q(models.Q(('public_from__isnull', True), ('public_from__gte', models.F('opens_at')), _connector='OR'), models.Q(('public_until__isnull', True), ('public_until__lte', models.F('closes_at')), _connector='OR'), models.Q(('public_from__isnull', True), ('public_until__isnull', True), ('public_from__lt', models.F('public_until')), _connector='OR')), name='checkin_list_public_within'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Gate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=12)),
                    ('name_vi', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=120)),
                    ('name_ja', models.CharField(blank=True, max_length=120)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gates', to='fairs.fair')),
                    ('hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gates', to='fairs.hall')),
                ],
                options={
                    'ordering': ('code',),
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='gate_once'),
                    ],
                },
            ),
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
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='checkin.gate')),
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
            migrations.CreateModel(
                name='Admission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='booking.registration')),
                    ('checkin_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='checkin.checkinlist')),
                    ('gate', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checkin.gate')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['checkin_list', 'at'], name='admission_by_time'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('checkin_list', 'registration'), name='admission_once_per_list'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GroupCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.CharField(max_length=64)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='group_counts', to='checkin.device')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_counts', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'nonce'), name='group_count_once'),
                        models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='group_count_somebody'),
                    ],
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
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('key_digest__isnull', True)), models.Q(('at__isnull', False), ('key_digest__isnull', False)), _connector='OR'), name='hall_enrolment_key_since'),
                    ],
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
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'name'), name='hall_server_name_once'),
                        models.CheckConstraint(condition=models.Q(('key_digest__isnull', True), ('enrolled_at__isnull', False), _connector='OR'), name='hall_server_key_since'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Lead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('first_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('shared_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('exhibitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='fairs.exhibitor')),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='booking.registration')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['exhibitor', '-last_at'], name='lead_latest'),
                        models.Index(fields=['exhibitor', 'changed_at'], name='lead_changed'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('exhibitor', 'registration'), name='lead_once'),
                        models.CheckConstraint(condition=models.Q(('first_at__lte', models.F('last_at'))), name='lead_times_in_order'),
                        models.CheckConstraint(condition=models.Q(('shared_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='lead_shared_or_withdrawn'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LeadQualifier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('kind', models.CharField(choices=[('yes_no', 'Yes or no'), ('choice', 'One of several'), ('grade', 'Grade A, B, C')], max_length=6)),
                    ('question', models.CharField(max_length=120)),
                    ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                    ('former', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                    ('exhibitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lead_qualifiers', to='fairs.exhibitor')),
                ],
                options={
                    'ordering': ('position', 'id'),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('kind__in', ['yes_no', 'choice', 'grade'])), name='lead_qualifier_kind_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('choices__len__gte', 2), ('kind', 'choice')), models.Q(models.Q(('kind', 'choice'), _negated=True), ('choices', [])), _connector='OR'), name='lead_qualifier_has_choices'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LeadEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('scan', 'Scan'), ('note', 'Note'), ('answer', 'Answer'), ('need', 'Wanted part')], max_length=6)),
                    ('nonce', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('device_at', models.DateTimeField(blank=True, null=True)),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('offline', models.BooleanField(default=False)),
                    ('text', models.TextField(blank=True)),
                    ('linked', models.BooleanField(default=True)),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lead_entries', to=settings.AUTH_USER_MODEL)),
                    ('exhibitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.exhibitor')),
                    ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='checkin.lead')),
                    ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.need')),
                    ('qualifier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='checkin.leadqualifier')),
                ],
                options={
                    'verbose_name_plural': 'lead entries',
                    'constraints': [
                        models.UniqueConstraint(fields=('exhibitor', 'nonce'), name='lead_entry_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'scan'), ('need__isnull', True), ('qualifier__isnull', True), ('text', '')), models.Q(('kind', 'note'), ('need__isnull', True), ('qualifier__isnull', True), models.Q(('text', ''), _negated=True)), models.Q(('kind', 'answer'), ('need__isnull', True), ('qualifier__isnull', False)), models.Q(('kind', 'need'), ('need__isnull', False), ('qualifier__isnull', True), ('text', '')), _connector='OR'), name='lead_entry_has_its_form'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Occupant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_inside', models.BooleanField()),
                    ('checkin_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occupants', to='checkin.checkinlist')),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.registration')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('checkin_list', 'registration'), name='occupant_once_per_list'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Room',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('inside', models.PositiveIntegerField(default=0)),
                    ('ceiling', models.PositiveIntegerField()),
                    ('checkin_list', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='room', to='checkin.checkinlist')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('inside__lte', models.F('ceiling'))), name='room_not_over_ceiling'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Scan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('nonce', models.CharField(max_length=64)),
                    ('direction', models.CharField(choices=[('entry', 'Entry'), ('exit', 'Exit')], default='entry', max_length=5)),
                    ('verdict', models.CharField(choices=[('ok', 'Come in'), ('already_in', 'Already in'), ('not_yet_valid', 'Not valid yet'), ('wrong_zone', 'Not for this zone'), ('wrong_fair', 'Badge of another fair'), ('revoked', 'Badge revoked'), ('replaced', 'Badge replaced'), ('unpaid', 'Not paid'), ('cancelled', 'Registration withdrawn'), ('blocked', 'Blocked'), ('unknown', 'Unknown badge'), ('capacity', 'Hall is full'), ('expired', 'Badge expired')], max_length=14)),
                    ('offline', models.BooleanField(default=False)),
                    ('scanned_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('first_entry_at', models.DateTimeField(blank=True, null=True)),
                    ('device_seq', models.PositiveIntegerField(blank=True, null=True)),
                    ('clock_doubtful', models.BooleanField(db_default=False, default=False)),
                    ('annulled_at', models.DateTimeField(blank=True, null=True)),
                    ('badge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='booking.badge')),
                    ('checkin_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='checkin.checkinlist')),
                    ('device', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='checkin.device')),
                    ('fair', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='fairs.fair')),
                    ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='checkin.gate')),
                    ('scanned_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['fair', '-received_at'], name='scan_latest'),
                        django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['scanned_at'], name='scan_by_time', pages_per_range=16),
                        models.Index(condition=models.Q(('annulled_at__isnull', False)), fields=['checkin_list'], name='scan_annulled'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'nonce'), name='scan_nonce_once'),
                        models.UniqueConstraint(fields=('device', 'device_seq'), name='scan_seq_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('device__isnull', True), ('device_seq__isnull', True)), models.Q(('device__isnull', False), ('device_seq__gte', 1)), _connector='OR'), name='scan_seq_of_device'),
                        models.CheckConstraint(condition=models.Q(('verdict__in', ['ok', 'already_in', 'not_yet_valid', 'wrong_zone', 'wrong_fair', 'revoked', 'replaced', 'unpaid', 'cancelled', 'blocked', 'unknown', 'capacity', 'expired'])), name='scan_verdict_known'),
                        models.CheckConstraint(condition=models.Q(('direction__in', ['entry', 'exit'])), name='scan_direction_known'),
                    ],
                },
            ),
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
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('id', 1)), name='upstream_only_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WalkIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.CharField(max_length=64)),
                    ('code', models.CharField(blank=True, max_length=12)),
                    ('at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('problem', models.CharField(blank=True, max_length=30)),
                    ('full_name', models.CharField(blank=True, max_length=200)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('company_name', models.CharField(blank=True, max_length=250)),
                    ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='walk_ins', to='checkin.device')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='walk_ins', to='fairs.fair')),
                    ('registration', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='walk_ins', to='booking.registration')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('device', 'nonce'), name='walk_in_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('company_name', ''), ('full_name', ''), ('phone', ''), ('problem', ''), ('registration__isnull', False)), models.Q(('registration__isnull', True), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='walk_in_taken_or_refused'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(LEAD_ENTRY_STAYS, LEAD_ENTRY_STAYS_UNDONE),
        migrations.RunSQL(ROOM_COUNTS, ROOM_COUNTS_UNDONE),
    ]
