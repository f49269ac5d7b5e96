"""The tables of `directory` as one step, in the place of the migrations named in `replaces`."""

from django.conf import settings
from django.db import migrations, models
from kernel.together import Together
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import kernel.ids


class Migration(migrations.Migration):
    replaces = [
        ('directory', '0001_initial'),
        ('directory', '0002_people_are_found_by_words_and_last_digits'),
        ('directory', '0003_a_name_in_another_script'),
    ]
    initial = True
    dependencies = [
        ('kernel', '0001_squashed_0004_no_pattern_index_on_due_keys'),
        ('accounts', '0001_squashed_0002_login_codes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('process', 'Process'), ('material', 'Material'), ('standard', 'Standard'), ('industry', 'Industry')], max_length=12)),
                    ('code', models.SlugField(max_length=60)),
                    ('name_vi', models.CharField(max_length=120)),
                    ('name_en', models.CharField(max_length=120)),
                    ('name_ja', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('kind', 'code'), name='term_once'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['process', 'material', 'standard', 'industry'])), name='term_kind_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Company',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('slug', models.SlugField(max_length=120, unique=True)),
                    ('tax_code', models.CharField(blank=True, max_length=14)),
                    ('legal_name', models.CharField(max_length=250)),
                    ('short_name', models.CharField(max_length=80)),
                    ('name_en', models.CharField(blank=True, max_length=250)),
                    ('name_ja', models.CharField(blank=True, max_length=250)),
                    ('address_line', models.CharField(blank=True, max_length=250)),
                    ('ward', models.CharField(blank=True, max_length=120)),
                    ('province', models.CharField(blank=True, max_length=60)),
                    ('country', models.CharField(default='VN', max_length=2)),
                    ('website', models.URLField(blank=True)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('founded_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('employees', models.PositiveIntegerField(blank=True, null=True)),
                    ('export_markets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None)),
                    ('about_vi', models.TextField(blank=True)),
                    ('about_en', models.TextField(blank=True)),
                    ('about_ja', models.TextField(blank=True)),
                    ('is_listed', models.BooleanField(default=True)),
                    ('is_sample', models.BooleanField(default=False)),
                    ('search_text', models.TextField(blank=True, editable=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='company', to='accounts.organisation')),
                    ('industries', models.ManyToManyField(blank=True, related_name='companies_in_industry', to='directory.term')),
                ],
                options={
                    'verbose_name_plural': 'companies',
                    'indexes': [
                        django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='company_search_trgm'),
                        models.Index(fields=['province'], name='company_province'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('tax_code', ''), _negated=True), fields=('tax_code',), name='company_tax_code_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=60)),
                    ('issuer', models.CharField(blank=True, max_length=120)),
                    ('issued_on', models.DateField()),
                    ('expires_on', models.DateField()),
                    ('state', models.CharField(choices=[('declared', 'Declared'), ('document_received', 'Document received'), ('verified', 'Verified'), ('expiring', 'Expiring'), ('expired', 'Expired'), ('rejected', 'Rejected')], default='declared', max_length=20)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to='directory.company')),
                    ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='directory.term')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('company', 'standard', 'number'), name='certificate_once'),
                        models.CheckConstraint(condition=models.Q(('issued_on__lte', models.F('expires_on'))), name='certificate_in_order'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['declared', 'document_received', 'verified', 'expiring', 'expired', 'rejected'])), name='certificate_state_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Capability',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('tolerance_um', models.PositiveIntegerField(blank=True, null=True)),
                    ('size_min_mm', models.PositiveIntegerField(blank=True, null=True)),
                    ('size_max_mm', models.PositiveIntegerField(blank=True, null=True)),
                    ('batch_min', models.PositiveIntegerField(blank=True, null=True)),
                    ('batch_max', models.PositiveIntegerField(blank=True, null=True)),
                    ('monthly_capacity', models.PositiveIntegerField(blank=True, null=True)),
                    ('free_capacity_percent', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='capabilities', to='directory.company')),
                    ('materials', models.ManyToManyField(blank=True, related_name='capabilities_on_material', to='directory.term')),
                    ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='capabilities', to='directory.term')),
                ],
                options={
                    'verbose_name_plural': 'capabilities',
                    'constraints': [
                        models.UniqueConstraint(fields=('company', 'process'), name='capability_once_per_process'),
                        models.CheckConstraint(condition=models.Q(('size_min_mm__isnull', True), ('size_max_mm__isnull', True), ('size_min_mm__lte', models.F('size_max_mm')), _connector='OR'), name='capability_size_in_order'),
                        models.CheckConstraint(condition=models.Q(('batch_min__isnull', True), ('batch_max__isnull', True), ('batch_min__lte', models.F('batch_max')), _connector='OR'), name='capability_batch_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Machine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=160)),
                    ('maker', models.CharField(blank=True, max_length=80)),
                    ('count', models.PositiveSmallIntegerField(default=1)),
                    ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='machines', to='directory.company')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('company', 'name', 'maker'), name='machine_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('company_name', models.CharField(blank=True, max_length=250)),
                    ('full_name', models.CharField(max_length=200)),
                    ('other_name', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=20)),
                    ('job_title', models.CharField(blank=True, max_length=120)),
                    ('language', models.CharField(default='vi', max_length=5)),
                    ('search_text', models.TextField(blank=True, editable=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='directory.company')),
                    ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'people',
                    'indexes': [
                        models.Index(django.db.models.functions.text.Lower('email'), name='person_email'),
                        models.Index(fields=['phone'], name='person_phone'),
                        django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='person_search_trgm'),
                        models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse(models.Func(models.F('phone'), models.Value('\\D'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.CharField())), name='text_pattern_ops'), name='person_phone_ends'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('language__in', ['vi', 'en', 'ja'])), name='person_language_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Product',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_vi', models.CharField(max_length=200)),
                    ('name_en', models.CharField(blank=True, max_length=200)),
                    ('name_ja', models.CharField(blank=True, max_length=200)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to='directory.company')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('company', 'name_vi'), name='product_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Need',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=kernel.ids.new_public_id, editable=False, max_length=32, unique=True)),
                    ('code', models.CharField(max_length=40)),
                    ('title_vi', models.CharField(max_length=200)),
                    ('title_en', models.CharField(blank=True, max_length=200)),
                    ('title_ja', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('length_mm', models.PositiveIntegerField(blank=True, null=True)),
                    ('width_mm', models.PositiveIntegerField(blank=True, null=True)),
                    ('height_mm', models.PositiveIntegerField(blank=True, null=True)),
                    ('weight_g', models.PositiveIntegerField(blank=True, null=True)),
                    ('tolerance_um', models.PositiveIntegerField(blank=True, null=True)),
                    ('annual_quantity', models.PositiveIntegerField(blank=True, null=True)),
                    ('target_date', models.DateField(blank=True, null=True)),
                    ('confidentiality', models.CharField(choices=[('open', 'Everybody may see it'), ('matched_only', 'Only makers who can make it see the details')], default='open', max_length=14)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                    ('search_text', models.TextField(blank=True, editable=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='directory.company')),
                    ('materials', models.ManyToManyField(blank=True, related_name='needs_of_material', to='directory.term')),
                    ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='directory.term')),
                    ('standards', models.ManyToManyField(blank=True, related_name='needs_of_standard', to='directory.term')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('company', 'code'), name='need_code_once'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='need_state_known'),
                        models.CheckConstraint(condition=models.Q(('confidentiality__in', ['open', 'matched_only'])), name='need_confidentiality_known'),
                    ],
                },
            ),
        ]),
    ]
