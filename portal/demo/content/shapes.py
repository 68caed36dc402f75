"""The shapes of the demo's content; a `key` is the natural key by which a rerun finds what it made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    slug: str
    name: str
    description: str
    earned_by: str
    rarity: str = "common"
    shape: str = "round"
    motif: str = "star"
    dye: str = "indigo"


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    role: str
    portrait: int
    city: str
    country: str
    bio: str
    experience: str
    #: (skill, level) pairs.
    skills: tuple[tuple[str, int], ...] = ()
    #: Key of the mentor who accompanies them.
    mentor: str = ""
    #: The portfolio page, in one sentence and in a few.
    tagline: str = ""
    welcome: str = ""
    #: Known only where it matters: somebody looks at a minor's pages first.
    age_band: str = "unknown"

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@dataclass(frozen=True)
class Picture:
    subject: str
    seed: int
    alt: str
    caption: str = ""

    @property
    def filename(self) -> str:
        return f"{self.subject.replace('_', '-')}-{self.seed}.jpg"


@dataclass(frozen=True)
class Sound:
    tune: str
    seed: int
    seconds: float
    caption: str
    #: What is heard, for people who cannot hear it.
    words: str = ""

    @property
    def filename(self) -> str:
        return f"{self.tune}-{self.seed}.wav"


@dataclass(frozen=True)
class Film:
    """A cloth that grows on a loom, with captions: (from second, to second, words)."""

    seed: int
    seconds: float
    caption: str
    cues: tuple[tuple[int, int, str], ...]

    @property
    def filename(self) -> str:
        return f"loom-{self.seed}.webm"

    @property
    def captions(self) -> str:
        times = ((f"00:{start:02}.000 --> 00:{end:02}.000", words) for start, end, words in self.cues)
        return "WEBVTT\n\n" + "\n".join(f"{time}\n{words}\n" for time, words in times)


@dataclass(frozen=True)
class Still:
    """The cloth of the film with the same seed, when `part` of it is woven."""

    seed: int
    part: float
    alt: str
    caption: str = ""

    @property
    def filename(self) -> str:
        return f"loom-{self.seed}-{self.part:.2f}.jpg"


@dataclass(frozen=True)
class Document:
    """A text or program that belongs to a work."""

    filename: str
    body: str
    caption: str = ""


@dataclass(frozen=True)
class Work:
    owner: str
    title: str
    kind: str
    skills: tuple[str, ...]
    days_ago: int
    description: str
    pictures: tuple[Picture, ...] = ()
    sounds: tuple[Sound, ...] = ()
    documents: tuple[Document, ...] = ()
    films: tuple[Film, ...] = ()
    #: How it was made, in order.
    making: tuple[Picture | Still, ...] = ()
    commissions: bool = False
    status: str = "finished"
    visibility: str = "public"
    licence: str = "all-rights"

    @property
    def things(self) -> tuple["Thing", ...]:
        """All that it is shown by, in order."""
        return (*self.pictures, *self.films, *self.sounds, *self.documents, *self.making)


@dataclass(frozen=True)
class Post:
    author: str
    title: str
    days_ago: int
    #: Paragraphs apart by blank lines; a line that begins with "## " is a heading.
    body: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Offer:
    """A work for sale, named by its title."""

    work: str
    kind: str
    price: str
    quantity: int | None = 1
    withdrawn: bool = False


@dataclass(frozen=True)
class Order:
    """A purchase by somebody with an account (`buyer`) or by a guest (`name`, `email`)."""

    key: str
    works: tuple[tuple[str, int], ...]
    state: str
    days_ago: int
    name: str
    email: str
    street: str
    town: str
    postcode: str
    country: str
    buyer: str = ""


@dataclass(frozen=True)
class Contact:
    """What passed with somebody; `due_in` days from today the next step is due, none without `next_step`."""

    days_ago: int
    channel: str
    notes: str
    next_step: str = ""
    due_in: int = 0
    outcome: str = "reached"
    done: bool = False
    shared: bool = False
    minutes: int | None = None


@dataclass(frozen=True)
class Met:
    """Somebody whom a mentor met, and how far they came."""

    mentor: str
    name: str
    days_ago: int
    phone: str
    place: str
    skills: tuple[str, ...] = ()
    stage: str = "new"
    email: str = ""
    source: str = "visit"
    note: str = ""
    languages: str = ""
    days: str = ""
    hours: int | None = None
    age_band: str = "adult"
    guardian: str = ""
    guardian_contact: str = ""
    reason: str = ""
    words: str = ""
    #: Key of the account that they have now.
    joined: str = ""
    #: (skill, level, evidence).
    assessments: tuple[tuple[str, int, str], ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Mentoring:
    """What a mentor tells those who look for one."""

    mentor: str
    about: str
    skills: tuple[str, ...]
    languages: str
    capacity: int
    hours: int
    weekdays: str


@dataclass(frozen=True)
class Asking:
    """Somebody asked a mentor; with a `reason` it was declined so many days ago."""

    participant: str
    mentor: str
    days_ago: int
    message: str
    reason: str = ""
    answer: str = ""
    answered_days_ago: int = 0


@dataclass(frozen=True)
class Task:
    participant: str
    title: str
    brief: str
    skill: str
    due_days: int
    is_started: bool = False


@dataclass(frozen=True)
class Cohort:
    """People who learn together; without `weeks` it is always on."""

    name: str
    about: str
    led_by: str
    members: tuple[str, ...]
    began_days_ago: int
    weeks: int = 0
    task: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Goal:
    owner: str
    title: str
    amount: str = ""
    skill: str = ""
    level: int = 0


@dataclass(frozen=True)
class Milestone:
    """What somebody has to sell, reach and save, and the badge (a slug) that it unlocks."""

    name: str
    description: str
    badge: str
    pieces: int = 0
    level: int = 0
    saved: str = ""


@dataclass(frozen=True)
class Saving:
    """A part of each sale that goes into a goal, until so much is in it, then into savings."""

    owner: str
    goal: str
    percent: int
    until: str


@dataclass(frozen=True)
class PaidOut:
    """Money that was handed to its maker in cash."""

    person: str
    amount: str
    receipt: str


@dataclass(frozen=True)
class Invited:
    """Somebody whom a mentor asked to join."""

    inviter: str
    email: str
    name: str
    days_ago: int


#: Whatever a work is shown by.
Thing = Picture | Sound | Film | Still | Document


@dataclass(frozen=True)
class Note:
    """Words at a place of the file at `at`: x and y in percent, a moment, or lines."""

    at: int
    text: str
    x: str = ""
    y: str = ""
    seconds: str = ""
    lines: tuple[int, int] | None = None


@dataclass(frozen=True)
class Said:
    """What the mentor thinks of a piece; an empty outcome with is_draft: they still write."""

    overall: str
    strengths: str = ""
    steps: tuple[str, ...] = ()
    outcome: str = ""
    mentor_note: str = ""
    notes: tuple[Note, ...] = ()
    #: Level of each criterion, in the order of the rubric.
    levels: tuple[int, ...] = ()
    answer: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Piece:
    """What was handed in so many days ago, and what was said about it a day later."""

    days_ago: int
    note: str
    things: tuple[Thing, ...] = ()
    hours: str = ""
    rated: tuple[int, ...] = ()
    said: Said | None = None


@dataclass(frozen=True)
class WorkedOn:
    """A task that somebody has worked on, in one or more iterations."""

    participant: str
    title: str
    brief: str
    skill: str
    given_days_ago: int
    pieces: tuple[Piece, ...]
    due_days: int = 10


@dataclass(frozen=True)
class DiaryEntry:
    """A day in somebody's diary, and what was said about it: (who, words), one a day."""

    owner: str
    days_ago: int
    text: str
    visibility: str = "private"
    minutes: int | None = None
    mood: str = ""
    skill: str = ""
    things: tuple[Thing, ...] = ()
    talk: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Talk:
    """What `people`, by their keys, say: (who, how many minutes ago, words). The first of them begins."""

    people: tuple[str, ...]
    said: tuple[tuple[str, int, str], ...]
    #: The name of a group; those of two have none.
    title: str = ""
    #: The work that the second sells, if it is about one.
    about: str = ""


@dataclass(frozen=True)
class Origin:
    """What the maker of a work for sale tells about where it comes from; `materials` a line each."""

    work: str
    materials: str
    method: str


@dataclass(frozen=True)
class MadeToOrder:
    """What `asker` (a handle) wants made after `work`, and what its maker offers; it stands in `state`.

    `price` is in the chapter's money. Until `state`, everything happens as in the shop: both sides agree and pay.
    """

    work: str
    asker: str
    message: str
    budget: str
    title: str
    included: str
    price: str
    deposit_percent: int
    in_days: int
    state: str


@dataclass(frozen=True)
class Bought:
    """What the buyer of a work says about it, found by the address in the order; `answer` is the maker's."""

    work: str
    email: str
    stars: int
    text: str
    answer: str = ""


@dataclass(frozen=True)
class Asked:
    """What somebody (`asker`, a handle) asks about a work; without `answer` it waits."""

    work: str
    asker: str
    text: str
    answer: str = ""


@dataclass(frozen=True)
class Code:
    """A voucher of the maker of `work`."""

    work: str
    code: str
    percent: int
    most_uses: int | None = None
