"""A quote's lines sum to its net, checked when the transaction commits."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION billing_quote_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_quote bigint := CASE TG_TABLE_NAME
        WHEN 'billing_quote' THEN NEW.id
        ELSE CASE TG_OP WHEN 'DELETE' THEN OLD.quote_id ELSE NEW.quote_id END
    END;
    expected bigint;
    found bigint;
BEGIN
    SELECT net INTO expected FROM billing_quote WHERE id = the_quote;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount), 0) INTO found FROM billing_quoteline WHERE quote_id = the_quote;
    IF found <> expected THEN
        RAISE EXCEPTION 'quote %: lines sum to %, net is %', the_quote, found, expected
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
