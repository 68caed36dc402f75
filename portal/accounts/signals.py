"""Public facts about people."""

from django.dispatch import Signal

role_given = Signal()  # provides args: user, role (slug), by
role_taken = Signal()  # provides args: user, role (slug), by
