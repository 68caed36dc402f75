"""Questions about people."""

from portal.accounts.models import User


def public_name(user: User) -> str:
    """The name that mails and pages show."""
    return user.display_name
