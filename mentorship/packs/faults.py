"""What is wrong with a pack: all of it, each with its place and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.exceptions import DomainError

#: Nobody reads more at once.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Fault:
    file: str
    #: Such as "$.skills[0].levels[1]"; "" for the whole file.
    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.file, self.path)))}: {self.sentence}"


class PackRefused(DomainError):
    """The pack cannot be loaded; `faults` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(dict.fromkeys(faults))
        self.faults = found[:MOST_SHOWN]
        self.left_out = len(found) - len(self.faults)
        super().__init__(self._words())

    def _words(self) -> str:
        lines = [str(fault) for fault in self.faults]
        if self.left_out:
            lines.append(_("… and %(count)s more.") % {"count": self.left_out})
        return "\n".join(lines)


def refuse(file: str, sentence: str) -> PackRefused:
    """Return the refusal for one fault of a whole file."""
    return PackRefused([Fault(file, "", sentence)])
