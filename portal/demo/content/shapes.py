"""The shapes of the demo's content; a `key` is the natural key by which a rerun finds what it made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    name: str
    can: str


@dataclass(frozen=True)
class Skill:
    slug: str
    name: str
    description: str
    levels: tuple[Level, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Discipline:
    slug: str
    name: str
    description: str
    skills: tuple[Skill, ...]


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

    @property
    def filename(self) -> str:
        return f"{self.tune}-{self.seed}.wav"


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
    status: str = "finished"
    visibility: str = "public"
    licence: str = "all-rights"


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
