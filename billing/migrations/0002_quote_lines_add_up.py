"""A quote's lines sum to its net, checked when the transaction commits."""

from django.db import migrations

FORWARD = """
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
BACKWARD = """
DROP TRIGGER quote_lines_add_up ON billing_quoteline;
DROP TRIGGER quote_lines_add_up ON billing_quote;
DROP FUNCTION billing_quote_lines_add_up();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
