"""Questions: one module per noun, each imported below."""

from messaging.selectors.notifications import inbox, shown, unread_count

__all__ = ["inbox", "shown", "unread_count"]
