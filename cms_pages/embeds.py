"""Which other sites' players a page may hold. Nothing is asked of them: the address says all that is needed.

Read by the settings too (which frames a browser may open), so nothing here needs Django to be ready.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from portal.core.exceptions import DomainError


@dataclass(frozen=True)
class Host:
    name: str
    #: Matches the address of a page, without scheme and "www."; its groups fill `player`.
    page: str
    player: str
    #: Height to width; None for players of one row.
    is_wide: bool = True


HOSTS = (
    Host(
        "YouTube",
        r"(?:(?:m\.)?youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/)|youtu\.be/)(?P<id>[\w-]{11})(?:[?&#].*)?",
        "https://www.youtube-nocookie.com/embed/{id}",
    ),
    Host("Vimeo", r"vimeo\.com/(?P<id>\d{5,12})(?:[/?#].*)?", "https://player.vimeo.com/video/{id}?dnt=1"),
    Host(
        "SoundCloud",
        r"(?P<whole>soundcloud\.com/[\w-]+/(?:sets/)?[\w-]+)(?:[?#].*)?",
        "https://w.soundcloud.com/player/?url=https%3A//{whole}",
        is_wide=False,
    ),
    Host(
        "Spotify",
        r"open\.spotify\.com/(?:intl-\w+/)?(?P<kind>track|album|episode|playlist)/(?P<id>\w{10,40})(?:[?#].*)?",
        "https://open.spotify.com/embed/{kind}/{id}",
        is_wide=False,
    ),
    Host(
        "Internet Archive",
        r"archive\.org/details/(?P<id>[\w.-]{2,100})(?:[/?#].*)?",
        "https://archive.org/embed/{id}",
    ),
    Host(
        "Scratch",
        r"scratch\.mit\.edu/projects/(?P<id>\d{3,12})/?.*",
        "https://scratch.mit.edu/projects/{id}/embed",
    ),
    Host(
        "CodePen",
        r"codepen\.io/(?P<user>[\w-]+)/(?:pen|full|details)/(?P<id>\w+)(?:[/?#].*)?",
        "https://codepen.io/{user}/embed/{id}",
    ),
)
#: What a content security policy must let into frames.
FRAME_SOURCES = tuple(sorted({"{0.scheme}://{0.netloc}".format(urlsplit(host.player)) for host in HOSTS}))


class UnknownHost(DomainError):
    """The address lies on no site of the list, or names nothing that can be shown from there."""


@dataclass(frozen=True)
class Player:
    host: str
    address: str
    is_wide: bool


def names() -> str:
    return ", ".join(host.name for host in HOSTS)


def player_of(url: str) -> Player | None:
    """Return the player of what stands at `url`, or None when no site of the list has it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return None
    bare = re.sub(r"^(https?:)?//(www\.)?", "", url, flags=re.IGNORECASE)
    for host in HOSTS:
        if found := re.fullmatch(host.page, bare):
            filling = {name: quote(value) for name, value in found.groupdict().items()}
            return Player(host.name, host.player.format(**filling), host.is_wide)
    return None


def require_player(url: str) -> Player:
    """Return the player of what stands at `url`. Raises UnknownHost."""
    player = player_of(url)
    if player is None:
        site = urlsplit(url).hostname or url
        raise UnknownHost(
            _(
                "Nothing at this address of “%(site)s” can be shown here. You can show things from: %(hosts)s. "
                "For other sites put a link or a button."
            )
            % {"site": site, "hosts": names()}
        )
    return player
