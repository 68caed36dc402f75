"""Public facts about learning and works."""

from django.dispatch import Signal

project_published = Signal()  # provides args: project, by; it has become public
project_hidden = Signal()  # provides args: project, by; it is public no longer
prospect_moved = Signal()  # provides args: prospect, to, by; it is in another stage of the pipeline
interaction_logged = Signal()  # provides args: interaction, by
