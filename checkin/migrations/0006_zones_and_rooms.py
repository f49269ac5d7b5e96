import checkin.models.gate
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from kernel.together import Together

FORWARD = """
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
BACKWARD = """
DROP TRIGGER room_counts ON checkin_occupant;
DROP FUNCTION checkin_room_counts();
DROP TRIGGER room_changed ON checkin_checkinlist;
DROP TRIGGER room_added ON checkin_checkinlist;
DROP FUNCTION checkin_room_follows_list();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0007_fewer_indexes_on_meetings'),
        ('checkin', '0005_hall_servers'),
        ('fairs', '0002_meeting_schedule'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Occupant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('checkin_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occupants', to='checkin.checkinlist')),
                    ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.registration')),
                    ('is_inside', models.BooleanField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('checkin_list', 'registration'), name='occupant_once_per_list')],
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
                    'constraints': [models.CheckConstraint(condition=models.Q(('inside__lte', models.F('ceiling'))), name='room_not_over_ceiling')],
                },
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='capacity',
                field=models.PositiveIntegerField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='early_roles',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=checkin.models.gate.usual_early_roles, size=None),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='exits',
                field=models.BooleanField(db_default=False, default=False),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='hall',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checkin_lists', to='fairs.hall'),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='public_from',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='public_until',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='checkinlist',
                name='workshop',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='checkin_lists', to='fairs.workshop'),
            ),
            migrations.AddConstraint(
                model_name='checkinlist',
                constraint=models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='checkin_list_capacity_of_some'),
            ),
            migrations.AddConstraint(
                model_name='checkinlist',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('public_from__isnull', True), ('public_from__gte', models.F('opens_at')), _connector='OR'), models.Q(('public_until__isnull', True), ('public_until__lte', models.F('closes_at')), _connector='OR'), models.Q(('public_from__isnull', True), ('public_until__isnull', True), ('public_from__lt', models.F('public_until')), _connector='OR')), name='checkin_list_public_within'),
            ),
        ]),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
