"""Reads whom to invite from what somebody pastes or uploads: an address a line, and a name if there is one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.accounts.services.invitations import Guest

MOST_ROWS = 100
NAME_LENGTH = 60
HEADINGS = frozenset({"email", "e-mail", "mail", "address", "name"})


def read(text: str) -> list[Guest]:
    """Return everybody that `text` names. Raises ValidationError with a message for each bad row."""
    guests: dict[str, Guest] = {}
    errors = []
    for number, cells in _rows(text):
        try:
            guest = _guest(cells)
            if guest.email in guests:
                raise ValidationError(_("%(email)s stands here twice.") % {"email": guest.email})
        except ValidationError as error:
            errors.append(_("Row %(number)s: %(message)s") % {"number": number, "message": error.messages[0]})
        else:
            guests[guest.email] = guest
    if len(guests) + len(errors) > MOST_ROWS:
        raise ValidationError(
            _("These are more than %(most)s people. Invite them in parts.") % {"most": MOST_ROWS}
        )
    if errors:
        raise ValidationError(errors)
    return list(guests.values())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that holds anything, without a heading."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((each for each in (";", "\t") if each in first), ",")
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if cells and not (number == 1 and {cell.lower() for cell in cells} <= HEADINGS):
            yield number, cells


def _guest(cells: list[str]) -> Guest:
    """Find the address among `cells`; the rest is the name."""
    emails = [cell for cell in cells if "@" in cell]
    if len(emails) != 1:
        raise ValidationError(
            _("There must be one e-mail address in it: “%(row)s”.") % {"row": ", ".join(cells)[:80]}
        )
    email = emails[0].lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(_("“%(email)s” is no e-mail address.") % {"email": email[:80]}) from error
    name = " ".join(cell for cell in cells if cell is not emails[0])
    if len(name) > NAME_LENGTH:
        raise ValidationError(_("The name of %(email)s is too long.") % {"email": email})
    return Guest(email, name)
