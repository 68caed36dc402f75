"""The tables of conversations, notices and reports."""

import django.db.models.deletion
import mentorship.models.kept_files
import pgtrigger.compiler
import pgtrigger.migrations
import portal.core.ids
import portal.core.migrating
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('messaging', '0001_conversations'), ('messaging', '0002_notifications_and_mails'), ('messaging', '0003_groups_have_a_beginner'), ('messaging', '0004_reports_and_decisions')]

    initial = True

    dependencies = [
        ('shop', '0001_tables'),
    ]

    operations = [
        portal.core.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('report', 'Reported'), ('claim', 'Looks at it'), ('release', 'Left it to others'), ('hide', 'Hidden'), ('restore', 'Shown again'), ('warn', 'Warned'), ('suspend', 'May not write'), ('reinstate', 'May write again'), ('dismiss', 'Nothing was wrong'), ('appeal', 'Objected'), ('uphold', 'Decision stands')], max_length=9, verbose_name='what')),
                        ('reason', models.CharField(choices=[('conduct', 'How somebody behaves'), ('wrong', 'Wrong or dangerous information'), ('spam', 'Advertising or fraud'), ('rights', "Somebody else's work or picture"), ('other', 'Something else')], max_length=7, verbose_name='why')),
                        ('text', models.TextField(max_length=2000, verbose_name='what you tell them')),
                        ('created_at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='messaging.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions_about', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'decision',
                        'verbose_name_plural': 'decisions',
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('member', 'Takes part'), ('asked', 'Was written to by a stranger'), ('ignored', 'Does not want it')], default='member', max_length=7)),
                        ('read_seq', models.PositiveIntegerField(default=0)),
                        ('is_unread', models.BooleanField(default=False)),
                        ('is_pinned', models.BooleanField(default=False)),
                        ('is_archived', models.BooleanField(default=False)),
                        ('is_muted', models.BooleanField(default=False)),
                        ('joined_at', models.DateTimeField(auto_now_add=True)),
                        ('left_at', models.DateTimeField(blank=True, null=True)),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='messaging.conversation')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversation_places', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'place in a conversation',
                        'verbose_name_plural': 'places in conversations',
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'user'), name='messaging_one_place_each')],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client_id', models.UUIDField(default=uuid.uuid4)),
                        ('seq', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                        ('change', models.PositiveIntegerField(default=0, editable=False)),
                        ('state', models.CharField(choices=[('sent', 'Delivered'), ('held', 'Held for review'), ('refused', 'Not delivered')], default='sent', max_length=7)),
                        ('held_for', models.CharField(blank=True, max_length=12)),
                        ('text', models.TextField(blank=True, max_length=8000, verbose_name='message')),
                        ('sent_at', models.DateTimeField(verbose_name='sent')),
                        ('edited_at', models.DateTimeField(blank=True, null=True)),
                        ('deleted_at', models.DateTimeField(blank=True, null=True)),
                        ('hidden_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_written', to=settings.AUTH_USER_MODEL)),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='messaging.conversation')),
                        ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='messaging.message', verbose_name='reply to')),
                        ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages_reviewed', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'message',
                        'verbose_name_plural': 'messages',
                        'indexes': [models.Index(fields=['conversation', 'change'], name='messaging_what_changed')],
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'seq'), name='messaging_number_once'), models.UniqueConstraint(fields=('conversation', 'author', 'client_id'), name='messaging_said_once'), models.CheckConstraint(condition=models.Q(models.Q(('seq__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('seq__isnull', True)), _connector='OR'), name='messaging_number_when_delivered'), models.CheckConstraint(condition=models.Q(('deleted_at__isnull', True), ('text', ''), _connector='OR'), name='messaging_deleted_words_are_gone')],
                    },
                ),
                migrations.CreateModel(
                    name='MessageFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('image', 'Picture'), ('audio', 'Sound'), ('video', 'Video'), ('text', 'Text'), ('code', 'Code')], max_length=5, verbose_name='kind')),
                        ('original', models.FileField(max_length=200, storage=mentorship.models.kept_files.private_storage, upload_to='')),
                        ('filename', models.CharField(max_length=120)),
                        ('content_type', models.CharField(max_length=80)),
                        ('size_bytes', models.PositiveBigIntegerField()),
                        ('width', models.PositiveIntegerField(blank=True, null=True)),
                        ('height', models.PositiveIntegerField(blank=True, null=True)),
                        ('alt_text', models.CharField(blank=True, help_text='For people who cannot see the picture.', max_length=240, verbose_name='what it shows')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('renditions', models.JSONField(blank=True, default=list)),
                        ('peaks', models.JSONField(blank=True, default=list)),
                        ('seconds', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                        ('revision', models.PositiveSmallIntegerField(default=0, editable=False)),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='messaging.message')),
                    ],
                    options={
                        'verbose_name': 'file of a message',
                        'verbose_name_plural': 'files of messages',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'image'), _negated=True), models.Q(('height__gt', 0), ('width__gt', 0)), _connector='OR'), name='messaging_picture_has_a_size')],
                    },
                ),
                migrations.CreateModel(
                    name='MessageReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('conduct', 'How somebody behaves'), ('wrong', 'Wrong or dangerous information'), ('spam', 'Advertising or fraud'), ('other', 'Something else')], max_length=7, verbose_name='what is wrong')),
                        ('note', models.TextField(blank=True, max_length=1000, verbose_name='in your words')),
                        ('from_seq', models.PositiveIntegerField()),
                        ('until_seq', models.PositiveIntegerField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='message_reports', to=settings.AUTH_USER_MODEL)),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='messaging.message')),
                    ],
                    options={
                        'verbose_name': 'report of a message',
                        'verbose_name_plural': 'reports of messages',
                        'constraints': [models.UniqueConstraint(fields=('message', 'by'), name='messaging_reported_once_each'), models.CheckConstraint(condition=models.Q(('until_seq__gte', models.F('from_seq'))), name='messaging_report_has_a_context')],
                    },
                ),
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40, verbose_name='kind')),
                        ('source_id', models.PositiveBigIntegerField()),
                        ('occasion', models.CharField(blank=True, editable=False, max_length=40)),
                        ('created_at', models.DateTimeField(verbose_name='told')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                        ('is_in_inbox', models.BooleanField(default=True)),
                        ('mail_choice', models.CharField(choices=[('none', 'No e-mail'), ('now', 'E-mail at once'), ('daily', 'In a daily e-mail'), ('weekly', 'In a weekly e-mail')], default='none', max_length=6)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                        ('source_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                        ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notifications', to='messaging.outgoingmail')),
                    ],
                    options={
                        'verbose_name': 'notification',
                        'verbose_name_plural': 'notifications',
                        'indexes': [models.Index(fields=['person', '-created_at'], name='messaging_inbox'), models.Index(condition=models.Q(('is_in_inbox', True), ('read_at', None)), fields=['person'], name='messaging_unread'), models.Index(condition=models.Q(('mail', None), ('mail_choice__in', ['daily', 'weekly'])), fields=['mail_choice'], name='messaging_for_digest')],
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'source_type', 'source_id', 'occasion'), name='messaging_told_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OutgoingMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('key', models.CharField(editable=False, max_length=80, unique=True)),
                        ('form', models.CharField(choices=[('notice', 'at once'), ('daily', 'daily digest'), ('weekly', 'weekly digest')], max_length=8, verbose_name='form')),
                        ('state', models.CharField(choices=[('waiting', 'waits'), ('sending', 'is being sent'), ('sent', 'sent'), ('dropped', 'not needed any more'), ('given_up', 'given up'), ('unsure', 'cut off')], default='waiting', max_length=8, verbose_name='state')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(verbose_name='next attempt')),
                        ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='last attempt')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                        ('error', models.CharField(blank=True, max_length=80, verbose_name='error')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails_to_send', to=settings.AUTH_USER_MODEL, verbose_name='to')),
                    ],
                    options={
                        'verbose_name': 'mail',
                        'verbose_name_plural': 'mails',
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='messaging_mail_waits')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='messaging_mail_sent_when_sent')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40, verbose_name='kind')),
                        ('in_inbox', models.BooleanField(default=True, verbose_name='in the inbox')),
                        ('mail', models.CharField(choices=[('none', 'No e-mail'), ('now', 'E-mail at once'), ('daily', 'In a daily e-mail'), ('weekly', 'In a weekly e-mail')], max_length=6, verbose_name='by e-mail')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'preference',
                        'verbose_name_plural': 'preferences',
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='messaging_one_preference')],
                    },
                ),
                migrations.CreateModel(
                    name='Reception',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                        ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                        ('digest_hour', models.PositiveSmallIntegerField(default=8, verbose_name='hour of the digest')),
                        ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='day of the weekly digest')),
                        ('shows_text', models.BooleanField(default=False, verbose_name='show in e-mails what people wrote')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reception', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'reception',
                        'verbose_name_plural': 'receptions',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='messaging_quiet_has_two_ends'), models.CheckConstraint(condition=models.Q(('digest_hour__lt', 24)), name='messaging_hour_of_a_day'), models.CheckConstraint(condition=models.Q(('digest_weekday__lt', 7)), name='messaging_day_of_a_week')],
                    },
                ),
                migrations.CreateModel(
                    name='Suspension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('begun_at', models.DateTimeField(verbose_name='begun')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to='messaging.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'suspension',
                        'verbose_name_plural': 'suspensions',
                    },
                ),
                migrations.CreateModel(
                    name='Block',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks_made', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks_met', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'block',
                        'verbose_name_plural': 'blocks',
                        'constraints': [models.UniqueConstraint(fields=('by', 'person'), name='messaging_block_once'), models.CheckConstraint(condition=models.Q(('by', models.F('person')), _negated=True), name='messaging_nobody_blocks_themselves')],
                    },
                ),
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True)),
                        ('kind', models.CharField(choices=[('message', 'Message'), ('comment', 'Comment'), ('project', 'Work'), ('profile', 'Person')], max_length=7, verbose_name='what')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('state', models.CharField(choices=[('open', 'Waits'), ('claimed', 'Somebody looks at it'), ('closed', 'Decided')], default='open', max_length=7, verbose_name='state')),
                        ('is_hidden', models.BooleanField(default=False, verbose_name='hidden')),
                        ('was_shown', models.CharField(blank=True, max_length=20)),
                        ('appeal', models.TextField(blank=True, max_length=2000, verbose_name='objection')),
                        ('opened_at', models.DateTimeField(verbose_name='reported')),
                        ('changed_at', models.DateTimeField(verbose_name='last step')),
                        ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_claimed', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases_about', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'case',
                        'verbose_name_plural': 'cases',
                        'indexes': [models.Index(fields=['state', 'opened_at'], name='messaging_desk')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='messaging_one_case'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_by__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('claimed_by__isnull', True)), _connector='OR'), name='messaging_claimed_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='CaseAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='when')),
                        ('act', models.CharField(choices=[('report', 'Reported'), ('claim', 'Looks at it'), ('release', 'Left it to others'), ('hide', 'Hidden'), ('restore', 'Shown again'), ('warn', 'Warned'), ('suspend', 'May not write'), ('reinstate', 'May write again'), ('dismiss', 'Nothing was wrong'), ('appeal', 'Objected'), ('uphold', 'Decision stands')], max_length=9, verbose_name='what')),
                        ('reason', models.CharField(blank=True, choices=[('conduct', 'How somebody behaves'), ('wrong', 'Wrong or dangerous information'), ('spam', 'Advertising or fraud'), ('rights', "Somebody else's work or picture"), ('other', 'Something else')], max_length=7, verbose_name='why')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_acts', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='messaging.case')),
                    ],
                    options={
                        'verbose_name': 'step of a case',
                        'verbose_name_plural': 'steps of cases',
                        'base_manager_name': 'objects',
                    },
                ),
                migrations.CreateModel(
                    name='CaseReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('conduct', 'How somebody behaves'), ('wrong', 'Wrong or dangerous information'), ('spam', 'Advertising or fraud'), ('rights', "Somebody else's work or picture"), ('other', 'Something else')], max_length=7, verbose_name='what is wrong')),
                        ('note', models.TextField(blank=True, max_length=1000, verbose_name='in your words')),
                        ('created_at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_reports', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='messaging.case')),
                    ],
                    options={
                        'verbose_name': 'report',
                        'verbose_name_plural': 'reports',
                        'constraints': [models.UniqueConstraint(fields=('case', 'by'), name='messaging_case_reported_once_each')],
                    },
                ),
                migrations.CreateModel(
                    name='ContactSetting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('who', models.CharField(choices=[('everybody', 'Everybody; strangers ask first'), ('own', 'My mentors, the people I accompany, and who learns with the same mentor'), ('listed', 'Only the people on my list'), ('nobody', 'Nobody')], default='everybody', max_length=9, verbose_name='who may write to me')),
                        ('listed', models.ManyToManyField(blank=True, related_name='listed_by', to=settings.AUTH_USER_MODEL, verbose_name='my list')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact_setting', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'who may write',
                        'verbose_name_plural': 'who may write',
                    },
                ),
                migrations.CreateModel(
                    name='Conversation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True)),
                        ('kind', models.CharField(choices=[('direct', 'Between two people'), ('group', 'Group'), ('task', 'About a task')], max_length=6, verbose_name='kind')),
                        ('key', models.CharField(editable=False, max_length=60, null=True, unique=True)),
                        ('title', models.CharField(blank=True, max_length=80, verbose_name='name')),
                        ('last_seq', models.PositiveIntegerField(default=0, editable=False)),
                        ('last_change', models.PositiveIntegerField(default=0, editable=False)),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('last_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last message')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='groups_begun', to=settings.AUTH_USER_MODEL)),
                        ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='shop.listing')),
                        ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='mentorship.task')),
                    ],
                    options={
                        'verbose_name': 'conversation',
                        'verbose_name_plural': 'conversations',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('key__isnull', True), ('kind', 'group')), models.Q(models.Q(('kind', 'group'), _negated=True), ('key__isnull', False)), _connector='OR'), name='messaging_key_unless_group'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'task'), _negated=True), ('task__isnull', False), _connector='OR'), name='messaging_task_thread_has_a_task'), models.CheckConstraint(condition=models.Q(('last_change__gte', models.F('last_seq'))), name='messaging_every_message_is_a_change')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='caseact',
                    trigger=pgtrigger.compiler.Trigger(name='case_acts_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e00f1a6764dda3a2a35b983e82950ad02931211', operation='UPDATE OR DELETE', pgid='pgtrigger_case_acts_append_only_bc6ce', table='messaging_caseact', when='BEFORE')),
                ),
            ],
        ),
    ]
