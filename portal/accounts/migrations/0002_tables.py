"""The tables about people, after those of every library: a table of ours makes each later step slower."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import portal.core.ids
import portal.core.migrating
import portal.core.stores
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0002_privacy'), ('accounts', '0003_audit_what_is_shared'), ('accounts', '0004_avatars_lie_in_the_public_storage'), ('accounts', '0005_invitations'), ('accounts', '0006_pictures_are_private'), ('accounts', '0007_pictures_move_to_the_private_storage'), ('accounts', '0008_more_kinds_of_consent'), ('accounts', '0009_consent_about_money')]

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0001_initial'),
        ('address', '0007_useraddress_code'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('analytics', '0003_auto_20200801_0817'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('basket', '0012_line_code'),
        ('catalogue', '0032_category_exclude_from_menu_category_long_description'),
        ('communication', '0004_auto_20200801_0817'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('customer', '0008_assign_permissions_to_staff'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('flatpages', '0001_initial'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('offer', '0013_range_excluded_categories'),
        ('order', '0021_billingaddress_code_shippingaddress_code'),
        ('payment', '0005_auto_20200801_0817'),
        ('reviews', '0005_productreview_code'),
        ('sessions', '0001_initial'),
        ('shipping', '0003_auto_20181115_1953'),
        ('sites', '0002_alter_domain_unique'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('thumbnail', '0001_initial'),
        ('voucher', '0010_auto_20210224_0712'),
        ('wagtail_localize', '0016_rename_page_revision_translationlog_revision'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
        ('wishlists', '0004_auto_20220328_0939'),
    ]

    operations = [
        portal.core.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person_number', models.BigIntegerField(unique=True)),
                        ('erased_at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'erasure',
                        'verbose_name_plural': 'erasures',
                    },
                ),
                migrations.CreateModel(
                    name='Closure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('begun_at', models.DateTimeField(verbose_name='closed')),
                        ('due_at', models.DateTimeField(db_index=True, verbose_name='erased from')),
                        ('hidden', models.JSONField(blank=True, default=dict)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='closure', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'closing account',
                        'verbose_name_plural': 'closing accounts',
                        'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('begun_at'))), name='accounts_closure_is_due_later')],
                    },
                ),
                migrations.CreateModel(
                    name='Guardian',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('contact', models.CharField(help_text='Where we reach them when it matters.', max_length=120, verbose_name='telephone or e-mail')),
                        ('relation', models.CharField(choices=[('parent', 'Parent'), ('guardian', 'Legal guardian'), ('carer', 'Foster parent or carer')], default='parent', max_length=8, verbose_name='relation')),
                        ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardians', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'guardian',
                        'verbose_name_plural': 'guardians',
                        'constraints': [models.CheckConstraint(condition=models.Q(('removed_at__isnull', True), models.Q(('contact', ''), ('name', '')), _connector='OR'), name='accounts_removed_guardian_is_forgotten')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('taking_part', 'Taking part'), ('publishing', 'Showing works in public'), ('photos', 'Photos of the person'), ('peers', 'Works compared by other participants'), ('training', 'Use for research and training of models'), ('money', 'Showing earnings and savings to the mentor')], max_length=12, verbose_name='to what')),
                        ('text_version', models.CharField(max_length=10, verbose_name='version of the words')),
                        ('given_at', models.DateTimeField(blank=True, null=True, verbose_name='given')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL)),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recorded_consents', to=settings.AUTH_USER_MODEL)),
                        ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='accounts.guardian')),
                    ],
                    options={
                        'verbose_name': 'consent',
                        'verbose_name_plural': 'consents',
                        'base_manager_name': 'objects',
                        'indexes': [models.Index(fields=['person', 'kind', '-id'], name='accounts_consent_newest')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('given_at__isnull', True), ('withdrawn_at__isnull', True), _connector='XOR'), name='accounts_consent_is_given_or_withdrawn')],
                    },
                ),
                migrations.CreateModel(
                    name='InvitationLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('public_id', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True)),
                        ('label', models.CharField(max_length=80, verbose_name='what it is for')),
                        ('roles', models.JSONField(default=list, verbose_name='roles')),
                        ('key_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('max_uses', models.PositiveSmallIntegerField(default=20, verbose_name='how many people')),
                        ('use_count', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='joined')),
                        ('expires_at', models.DateTimeField(verbose_name='until')),
                        ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitation_links', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'link to join',
                        'verbose_name_plural': 'links to join',
                        'constraints': [models.CheckConstraint(condition=models.Q(('use_count__lte', models.F('max_uses'))), name='accounts_link_is_not_used_too_often'), models.CheckConstraint(condition=models.Q(('max_uses__gte', 1)), name='accounts_link_is_for_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('public_id', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True)),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                        ('roles', models.JSONField(default=list, verbose_name='roles')),
                        ('token_hash', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                        ('sent_at', models.DateTimeField(verbose_name='sent')),
                        ('sent_count', models.PositiveSmallIntegerField(default=1, editable=False)),
                        ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('expires_at', models.DateTimeField(db_index=True, verbose_name='until')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations_sent', to=settings.AUTH_USER_MODEL)),
                        ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.invitationlink')),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'verbose_name_plural': 'invitations',
                        'indexes': [models.Index(fields=['invited_by', '-created_at'], name='accounts_invitation_inviter')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('invited_by', 'email'), name='accounts_one_waiting_invitation'), models.UniqueConstraint(fields=('link', 'account'), name='accounts_join_once_by_a_link'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), models.Q(('account__isnull', False), ('token_hash__isnull', True)), _connector='OR'), name='accounts_accepted_invitation_is_spent'), models.CheckConstraint(condition=models.Q(('revoked_at__isnull', True), models.Q(('accepted_at__isnull', True), ('token_hash__isnull', True)), _connector='OR'), name='accounts_revoked_invitation_is_spent')],
                    },
                ),
                migrations.CreateModel(
                    name='AuditEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_index=True, verbose_name='when')),
                        ('action', models.CharField(choices=[('role.give', 'Gave a role'), ('role.take', 'Took a role away'), ('age.set', 'Set the age'), ('guardian.record', 'Recorded a guardian'), ('guardian.remove', 'Removed a guardian'), ('consent.give', 'Recorded a consent'), ('consent.withdraw', 'Withdrew a consent'), ('look', 'Looked at personal data'), ('moderate', 'Moderated'), ('publish', 'Published for somebody'), ('share.make', 'Shared by a secret link'), ('share.end', 'Ended a secret link'), ('export', 'Downloaded personal data'), ('closure.begin', 'Closed the account'), ('closure.undo', 'Reopened the account'), ('erase', 'Account was erased')], max_length=20, verbose_name='what')),
                        ('object_label', models.CharField(blank=True, max_length=80, verbose_name='object')),
                        ('detail', models.JSONField(blank=True, default=dict, verbose_name='detail')),
                        ('actor', models.ForeignKey(help_text='Empty when the clock acted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_acts', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                        ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_events', to=settings.AUTH_USER_MODEL, verbose_name='about')),
                    ],
                    options={
                        'verbose_name': 'audit event',
                        'verbose_name_plural': 'audit events',
                        'base_manager_name': 'objects',
                        'indexes': [models.Index(fields=['-at', '-id'], name='accounts_audit_newest')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='auditevent',
                    trigger=pgtrigger.compiler.Trigger(name='audit_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5005d683ef314c9bcce1103943cfbb88f3b22389', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_append_only_29779', table='accounts_auditevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='consent',
                    trigger=pgtrigger.compiler.Trigger(name='consent_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4ed8053fbb93ff8e90c8730a655c9dc698ee97fb', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_append_only_540f4', table='accounts_consent', when='BEFORE')),
                ),
            ],
        ),
        migrations.AddField(
            model_name='profile',
            name='public_token',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='user',
            name='age_band',
            field=models.CharField(choices=[('unknown', 'Not known'), ('under_16', 'Under 16'), ('16_17', '16 or 17'), ('adult', '18 or older')], default='unknown', editable=False, max_length=8, verbose_name='age'),
        ),
        migrations.AddField(
            model_name='user',
            name='session_epoch',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='profile',
            name='avatar',
            field=models.ImageField(blank=True, storage=portal.core.stores.private, upload_to='avatars/', verbose_name='picture'),
        ),
    ]
