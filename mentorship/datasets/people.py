"""Who agreed to give away, and which names may stand nowhere in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from mentorship.anonymous import Names, Pseudonyms, without_people
from mentorship.models import Prospect
from portal.accounts.models import Consent, Guardian, User
from portal.accounts.selectors import consenting

#: Of how many people or rows the words are kept at hand.
AT_HAND = 512
CHUNK = 500


@dataclass
class People:
    """Everybody who agreed when this was made, and everybody's names. Three queries, and one for each group."""

    pseudonyms: Pseudonyms
    agreed: frozenset[int] = field(init=False)
    _everybody: Names = field(init=False)

    def __post_init__(self) -> None:
        self.agreed = frozenset(consenting(Consent.Kind.TRAINING).values_list("pk", flat=True))
        self._everybody = Names()
        for names in self._names_of_all():
            self._everybody.add(names)
        self._of = lru_cache(maxsize=AT_HAND)(self._names_of)

    def pseudonym(self, person: int) -> str:
        return self.pseudonyms.of("person", person)

    def without(self, text: str, about: Iterable[int]) -> str:
        """Return `text` without names; of those whom it is `about` (numbers) not even a part of theirs."""
        return without_people(text, self._everybody, *(self._of(each) for each in sorted(set(about))))

    def _names_of_all(self) -> Iterable[list[str]]:
        users = User.objects.values_list("display_name", "first_name", "last_name", "handle", "email")
        for shown, first, last, handle, email in users.iterator(chunk_size=CHUNK):
            yield [shown, f"{first} {last}" if first else "", handle, email.partition("@")[0]]
        for model in (Guardian, Prospect):
            for name in model._default_manager.values_list("name", flat=True).iterator(chunk_size=CHUNK):
                yield [name]

    def _names_of(self, person: int) -> Names:
        """All parts of the names of one person, of who answers for them, and as they were met. Three queries."""
        user = User.objects.filter(pk=person)
        own = [
            name for row in user.values_list("display_name", "first_name", "last_name", "handle") for name in row
        ]
        theirs = Guardian.objects.filter(person=person).values_list("name", flat=True)
        met = Prospect.objects.filter(onboarded_user=person).values_list("name", flat=True)
        return Names().add([*own, *theirs, *met], every_part=True)
