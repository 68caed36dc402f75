"""Refusals that a person may read. Each app derives its own beside the function that raises it."""


class DomainError(Exception):
    """A rule of the product said no; `message` is worded for the person who asked."""

    message = "This is not possible."

    def __init__(self, message: str = "") -> None:
        self.message = message or str(self.message)
        super().__init__(self.message)


class NotAllowed(DomainError):
    """The person may not do this."""

    message = "You may not do this."
