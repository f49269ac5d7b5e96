"""The tables of `billing` as one step, in the place of the migrations named in `replaces`."""

from django.db import migrations, models
from kernel.together import Together
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import kernel.ids

# A quote's lines sum to its net, checked when the transaction commits.
QUOTE_LINES_ADD_UP = """
CREATE FUNCTION billing_quote_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
    wrong record;
BEGIN
    IF TG_TABLE_NAME = 'billing_quote' THEN
        touched := ARRAY[NEW.id];
    ELSIF TG_OP = 'INSERT' THEN
        touched := ARRAY[NEW.quote_id];
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY[OLD.quote_id];
    ELSE
        touched := ARRAY[OLD.quote_id, NEW.quote_id];
    END IF;
    SELECT q.id, q.net, coalesce(sum(l.amount), 0) AS lines INTO wrong
    FROM billing_quote q LEFT JOIN billing_quoteline l ON l.quote_id = q.id
    WHERE q.id = ANY(touched) GROUP BY q.id HAVING coalesce(sum(l.amount), 0) <> q.net LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'quote %: lines sum to %, net is %', wrong.id, wrong.lines, wrong.net
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER quote_lines_add_up AFTER INSERT OR UPDATE ON billing_quote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_quote_lines_add_up();
CREATE CONSTRAINT TRIGGER quote_lines_add_up AFTER INSERT OR UPDATE OR DELETE ON billing_quoteline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_quote_lines_add_up();
"""
QUOTE_LINES_ADD_UP_UNDONE = """
DROP TRIGGER quote_lines_add_up ON billing_quoteline;
DROP TRIGGER quote_lines_add_up ON billing_quote;
DROP FUNCTION billing_quote_lines_add_up();
"""


class Migration(migrations.Migration):
    replaces = [
        ('billing', '0001_initial'),
        ('billing', '0002_quote_lines_add_up'),
    ]
    initial = True
    dependencies = [
        ('directory', '0001_squashed_0003_a_name_in_another_script'),
        ('fairs', '0001_squashed_0002_meeting_schedule'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Quote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('currency', models.CharField(max_length=3)),
                    ('net', models.BigIntegerField()),
                    ('vat_percent', models.DecimalField(decimal_places=2, max_digits=4)),
                    ('vat', models.BigIntegerField()),
                    ('total', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('booth', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='fairs.booth')),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='directory.company')),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')))), name='quote_total_adds_up'),
                        models.CheckConstraint(condition=models.Q(('net__gte', 0), ('vat__gte', 0)), name='quote_not_negative'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='QuoteLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('reason', models.CharField(max_length=30)),
                    ('facts', models.JSONField(default=dict)),
                    ('amount', models.BigIntegerField()),
                    ('quote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.quote')),
                ],
                options={
                    'ordering': ('position',),
                    'constraints': [
                        models.UniqueConstraint(fields=('quote', 'position'), name='quote_line_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SupportScheme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20)),
                    ('name_vi', models.CharField(max_length=200)),
                    ('name_en', models.CharField(blank=True, max_length=200)),
                    ('name_ja', models.CharField(blank=True, max_length=200)),
                    ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                    ('cap', models.PositiveBigIntegerField(blank=True, null=True)),
                    ('provinces', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_schemes', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'code'), name='support_scheme_once'),
                        models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', 100)), name='support_scheme_percent_possible'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PriceRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('shell', 'Shell scheme'), ('raw', 'Raw space')], max_length=8)),
                    ('per_sqm', models.PositiveBigIntegerField()),
                    ('corner_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                    ('peninsula_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                    ('island_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                    ('minimum_sqm', models.PositiveSmallIntegerField(default=0)),
                    ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_rules', to='fairs.fair')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('fair', 'kind'), name='price_rule_once'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(QUOTE_LINES_ADD_UP, QUOTE_LINES_ADD_UP_UNDONE),
    ]
