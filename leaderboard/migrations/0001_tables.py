"""The tables of recognition."""

import django.core.validators
import django.db.models.deletion
import functools
import leaderboard.models.milestones
import portal.core.ids
import portal.core.migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('leaderboard', '0001_badges'), ('leaderboard', '0002_certificates'), ('leaderboard', '0003_milestones'), ('leaderboard', '0004_points')]

    initial = True

    dependencies = [
        ('mentorship', '0001_tables'),
    ]

    operations = [
        portal.core.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Badge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='short name')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('description', models.CharField(max_length=300, verbose_name='what it says of its holder')),
                        ('earned_by', models.CharField(help_text='In words, for everybody.', max_length=200, verbose_name='how it is earned')),
                        ('level', models.PositiveSmallIntegerField(blank=True, help_text='Awarded by itself once a mentor vouches for this level of the skill, or a higher one.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='level')),
                        ('rarity', models.CharField(choices=[('common', 'Common'), ('uncommon', 'Uncommon'), ('rare', 'Rare'), ('legendary', 'Legendary')], default='common', max_length=10, verbose_name='rarity')),
                        ('shape', models.CharField(choices=[('round', 'Round'), ('shield', 'Shield'), ('hexagon', 'Hexagon'), ('diamond', 'Diamond'), ('flower', 'Flower')], default='round', max_length=10, verbose_name='shape')),
                        ('motif', models.CharField(choices=[('star', 'Star'), ('thread', 'Needle and thread'), ('note', 'Note'), ('brush', 'Brush'), ('brackets', 'Brackets of code'), ('bowl', 'Bowl'), ('hands', 'Two hands')], default='star', max_length=10, verbose_name='motif')),
                        ('dye', models.CharField(choices=[('madder', 'Madder red'), ('indigo', 'Indigo blue'), ('weld', 'Weld yellow'), ('moss', 'Moss green'), ('walnut', 'Walnut brown')], default='indigo', max_length=10, verbose_name='colour')),
                        ('skill', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='badges', to='mentorship.skill', verbose_name='skill')),
                    ],
                    options={
                        'verbose_name': 'badge',
                        'verbose_name_plural': 'badges',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('level', None), ('skill', None)), models.Q(('level__gte', 1), ('level__isnull', False), ('skill__isnull', False)), _connector='OR'), name='leaderboard_badge_skill_with_level')],
                    },
                ),
                migrations.CreateModel(
                    name='BadgeAward',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('awarded_at', models.DateTimeField(verbose_name='awarded')),
                        ('evidence', models.CharField(blank=True, max_length=240, verbose_name='what shows it')),
                        ('is_hidden', models.BooleanField(default=False, verbose_name='hidden by its holder')),
                        ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                        ('revoked_because', models.CharField(blank=True, max_length=240, verbose_name='why it was revoked')),
                        ('awarded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='badges_awarded', to=settings.AUTH_USER_MODEL)),
                        ('badge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='leaderboard.badge')),
                        ('confirmation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='badge_awards', to='mentorship.levelconfirmation')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badge_awards', to=settings.AUTH_USER_MODEL)),
                        ('milestone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='leaderboard.milestonereached')),
                    ],
                    options={
                        'verbose_name': 'awarded badge',
                        'verbose_name_plural': 'awarded badges',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('badge', 'user'), name='leaderboard_badge_held_once'), models.CheckConstraint(condition=models.Q(models.Q(('awarded_by', None), ('confirmation__isnull', False), ('milestone', None)), models.Q(('awarded_by__isnull', False), ('confirmation', None), ('milestone', None), models.Q(('evidence', ''), _negated=True)), models.Q(('awarded_by', None), ('confirmation', None), ('milestone__isnull', False), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='leaderboard_award_has_a_ground'), models.CheckConstraint(condition=models.Q(('user', models.F('awarded_by')), _negated=True), name='leaderboard_nobody_awards_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_because', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_because', ''), _negated=True)), _connector='OR'), name='leaderboard_revoked_for_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='BoardChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('takes_part', models.BooleanField(verbose_name='take part')),
                        ('is_nameless', models.BooleanField(default=False, verbose_name='without my name')),
                        ('near_only', models.BooleanField(default=False, verbose_name='show me only those next to me')),
                        ('left_at', models.DateTimeField(blank=True, null=True)),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='board_choice', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'choice about boards',
                        'verbose_name_plural': 'choices about boards',
                    },
                ),
                migrations.CreateModel(
                    name='Certificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.CharField(default=functools.partial(portal.core.ids.public_id, *(20,), **{}), editable=False, max_length=20, unique=True)),
                        ('name', models.CharField(max_length=120, verbose_name='name of the holder')),
                        ('level_name', models.CharField(max_length=60, verbose_name='name of the level')),
                        ('issued_at', models.DateTimeField(verbose_name='issued')),
                        ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked')),
                        ('revoked_because', models.CharField(blank=True, max_length=240, verbose_name='why it was revoked')),
                        ('confirmation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='mentorship.levelconfirmation')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'certificate',
                        'verbose_name_plural': 'certificates',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('confirmation',), name='leaderboard_certificate_stands_once'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_because', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_because', ''), _negated=True)), _connector='OR'), name='leaderboard_certificate_revoked_for_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                        ('description', models.CharField(blank=True, max_length=200, verbose_name='what it means')),
                        ('is_active', models.BooleanField(default=True, verbose_name='can be reached')),
                        ('pieces_sold', models.PositiveIntegerField(default=0, help_text='At least so many. 0: does not matter.', verbose_name='pieces sold')),
                        ('level', models.PositiveSmallIntegerField(blank=True, help_text='Confirmed by a mentor. Without a skill: in any.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='level')),
                        ('saved_amount', models.DecimalField(blank=True, decimal_places=2, help_text='In all pots together.', max_digits=10, null=True, verbose_name='amount saved')),
                        ('currency', models.CharField(default=leaderboard.models.milestones.default_currency, max_length=3, verbose_name='currency')),
                        ('badge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='leaderboard.badge', verbose_name='badge')),
                        ('kit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='mentorship.kit', verbose_name='kit')),
                        ('skill', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='mentorship.skill', verbose_name='skill')),
                    ],
                    options={
                        'verbose_name': 'milestone',
                        'verbose_name_plural': 'milestones',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pieces_sold__gte', 1), models.Q(('level__gte', 1), ('level__isnull', False)), models.Q(('saved_amount__gt', 0), ('saved_amount__isnull', False)), _connector='OR'), name='leaderboard_milestone_asks_something'), models.CheckConstraint(condition=models.Q(('badge__isnull', False), ('kit__isnull', False), _connector='OR'), name='leaderboard_milestone_unlocks_something'), models.CheckConstraint(condition=models.Q(('skill', None), ('level__isnull', False), _connector='OR'), name='leaderboard_milestone_skill_with_level')],
                    },
                ),
                migrations.CreateModel(
                    name='MilestoneReached',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reached_at', models.DateTimeField(verbose_name='reached')),
                        ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reached', to='leaderboard.milestone')),
                        ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='milestones', to='mentorship.resourcerequest')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones_reached', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'milestone that was reached',
                        'verbose_name_plural': 'milestones that were reached',
                        'constraints': [models.UniqueConstraint(fields=('milestone', 'user'), name='leaderboard_milestone_reached_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PastPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('metric', models.CharField(choices=[('total', 'All points'), ('improvement', 'Getting better'), ('helping', 'Helping others'), ('consistency', 'Days on which something was done')], max_length=11)),
                        ('period', models.CharField(choices=[('week', 'This week'), ('month', 'This month'), ('year', 'This year'), ('all', 'Always')], max_length=5)),
                        ('begins', models.DateField()),
                        ('place', models.PositiveIntegerField()),
                        ('points', models.PositiveIntegerField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_places', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'place on a past board',
                        'verbose_name_plural': 'places on past boards',
                        'indexes': [models.Index(fields=['metric', 'period', 'begins', 'place'], name='leaderboard_past_order')],
                        'constraints': [models.UniqueConstraint(fields=('metric', 'period', 'begins', 'user'), name='leaderboard_one_past_place_each')],
                    },
                ),
                migrations.CreateModel(
                    name='PointEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('rule', models.CharField(max_length=32)),
                        ('source', models.BigIntegerField()),
                        ('points', models.SmallIntegerField()),
                        ('day', models.DateField()),
                        ('skill', models.CharField(blank=True, max_length=80)),
                        ('created_at', models.DateTimeField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='point_entries', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'entry of points',
                        'verbose_name_plural': 'entries of points',
                        'constraints': [models.UniqueConstraint(fields=('user', 'number'), name='leaderboard_entries_are_numbered'), models.CheckConstraint(condition=models.Q(('points', 0), _negated=True), name='leaderboard_points_are_not_zero')],
                    },
                ),
                migrations.CreateModel(
                    name='Standing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('metric', models.CharField(choices=[('total', 'All points'), ('improvement', 'Getting better'), ('helping', 'Helping others'), ('consistency', 'Days on which something was done')], max_length=11)),
                        ('period', models.CharField(choices=[('week', 'This week'), ('month', 'This month'), ('year', 'This year'), ('all', 'Always')], max_length=5)),
                        ('begins', models.DateField()),
                        ('skill', models.CharField(blank=True, max_length=80)),
                        ('points', models.PositiveIntegerField()),
                        ('is_shown', models.BooleanField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standings', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('is_shown', True)), fields=['metric', 'period', 'begins', 'skill', '-points'], name='leaderboard_standing_order')],
                        'constraints': [models.UniqueConstraint(fields=('user', 'metric', 'period', 'begins', 'skill'), name='leaderboard_one_standing_each'), models.CheckConstraint(condition=models.Q(('points__gte', 1)), name='leaderboard_nobody_stands_with_nothing')],
                    },
                ),
            ],
        ),
    ]
