"""Who had switched the daily mail off on the page of what is due has it switched off in their preferences."""

from django.db import migrations


def keep_it_off(apps, schema_editor):
    reminders = apps.get_model("mentorship", "Reminder").objects.filter(is_wanted=False)
    preferences = apps.get_model("messaging", "Preference").objects
    for person in reminders.values_list("mentor", flat=True):
        preferences.update_or_create(person_id=person, kind="steps_due", defaults={"mail": "none"})


class Migration(migrations.Migration):
    dependencies = [("mentorship", "0003_words_about_works"), ("messaging", "0010_thanks_are_reported")]
    run_before = [("mentorship", "0004_one_switch_for_what_is_due")]

    operations = [migrations.RunPython(keep_it_off, migrations.RunPython.noop)]
