from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentorship', '0004_one_switch_for_what_is_due'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='goal',
            name='mentorship_dropped_goal_is_dated',
        ),
        migrations.AddField(
            model_name='goal',
            name='reached_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='reached'),
        ),
        migrations.AlterField(
            model_name='goal',
            name='status',
            field=models.CharField(choices=[('open', 'Open'), ('reached', 'Reached'), ('dropped', 'Dropped')], default='open', editable=False, max_length=8, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_at', None), ('reached_at', None), ('status', 'open')), models.Q(('dropped_at', None), ('reached_at__isnull', False), ('status', 'reached')), models.Q(('dropped_at__isnull', False), ('reached_at', None), ('status', 'dropped')), _connector='OR'), name='mentorship_goal_is_dated'),
        ),
    ]
