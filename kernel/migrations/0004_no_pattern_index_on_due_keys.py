from django.db import migrations


class Migration(migrations.Migration):
    """Made beside each unique text for LIKE, which nobody asks of these keys; three are written with every meeting."""

    dependencies = [("kernel", "0003_delivery_marks")]

    operations = [
        migrations.RunSQL(
            'DROP INDEX IF EXISTS "kernel_dueitem_key_56bd1fd7_like"',
            'CREATE INDEX "kernel_dueitem_key_56bd1fd7_like" ON kernel_dueitem (key varchar_pattern_ops)',
        )
    ]
