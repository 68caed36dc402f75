"""Each noun in its own module; names are added here, in the order of the alphabet."""

from messaging.models.announcements import Addressee, Announcement
from messaging.models.contacts import Block, ContactSetting, MessageReport
from messaging.models.conversations import Conversation, Membership
from messaging.models.desk import Case, CaseAct, CaseReport, Decision, Suspension
from messaging.models.mails import OutgoingMail
from messaging.models.messages import Message, MessageFile
from messaging.models.notifications import Notification, Preference, Reception
from messaging.models.reactions import Reaction
from messaging.models.thanks import Thanks

__all__ = [
    "Addressee",
    "Announcement",
    "Block",
    "Case",
    "CaseAct",
    "CaseReport",
    "ContactSetting",
    "Conversation",
    "Decision",
    "Membership",
    "Message",
    "MessageFile",
    "MessageReport",
    "Notification",
    "OutgoingMail",
    "Preference",
    "Reaction",
    "Reception",
    "Suspension",
    "Thanks",
]
