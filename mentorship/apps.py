from django.apps import AppConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from mentorship import (  # noqa: F401  connects
            permissions,
            receivers,
            selectors,
            timeline,
            timeline_reviews,
            timeline_supplies,
        )
        from mentorship.models import Interaction, Pairing, Prospect
        from mentorship.selectors import journals, reviews  # noqa: F401  count their files
        from portal.accounts import roles
        from portal.core.viewsets import VisibleRowsPolicy

        who = (roles.MENTOR, roles.COORDINATOR)
        for model in (Pairing, Prospect, Interaction):
            register_permission_policy(model, VisibleRowsPolicy(model, roles=who))
