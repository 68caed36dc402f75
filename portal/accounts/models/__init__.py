from portal.accounts.models.audit import AuditEvent
from portal.accounts.models.closures import Closure, Erasure
from portal.accounts.models.consents import Consent, Guardian
from portal.accounts.models.invitations import Invitation, InvitationLink
from portal.accounts.models.people import (
    HANDLE_LENGTH,
    RESERVED_HANDLES,
    Profile,
    User,
    UserManager,
    validate_handle,
)
from portal.accounts.models.tokens import PersonalToken

__all__ = [
    "HANDLE_LENGTH",
    "RESERVED_HANDLES",
    "AuditEvent",
    "Closure",
    "Consent",
    "Erasure",
    "Guardian",
    "Invitation",
    "InvitationLink",
    "PersonalToken",
    "Profile",
    "User",
    "UserManager",
    "validate_handle",
]
