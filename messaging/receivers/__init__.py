"""Facts that are listened to: one module per noun, each imported below."""

from messaging.receivers import boards, conversations, desk, letters, notifications

__all__ = ["boards", "conversations", "desk", "letters", "notifications"]
