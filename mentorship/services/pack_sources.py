"""Packs that somebody looks at before loading them: uploaded ones are kept for a day, shipped ones are here."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import mentorship.packs
from mentorship.models import SkillPack
from mentorship.models.kept_files import private_storage
from mentorship.packs import archive, checking, source
from mentorship.packs.checking import Pack
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

FOLDER = "pack-uploads"
KEPT = timedelta(days=1)
SALT = "mentorship.pack"
SHIPPED = Path(mentorship.packs.__file__).parent


class Gone(DomainError):
    message = gettext_lazy("This pack is no longer kept for you. Choose it again.")


@cache
def shipped() -> dict[str, str]:
    """Return the packs that come with the platform: {slug: name}."""
    folders = sorted(path.parent for path in SHIPPED.glob("*/pack.json"))
    return {folder.name: checking.check(source.read(folder)).manifest["name"] for folder in folders}


def shipped_and_not_here() -> dict[str, str]:
    """Return those of `shipped` that were not loaded. One query."""
    here = set(SkillPack.objects.filter(slug__in=shipped()).values_list("slug", flat=True))
    return {slug: name for slug, name in shipped().items() if slug not in here}


def of_shipped(slug: str) -> tuple[Pack, str]:
    """Return the shipped pack `slug` and the ticket for it."""
    return checking.check(source.read(SHIPPED / slug)), signing.dumps({"shipped": slug}, salt=SALT)


def keep(*, file: IO[bytes], by: User, now: datetime) -> tuple[Pack, str]:
    """Return the pack in the zip file `file`, and a ticket by which `again` finds it within a day.

    Raises NotAllowed, PackRefused.
    """
    require(can(by, "load", SkillPack), _("Only a coordinator brings a craft here."))
    pack = checking.check(source.read_zip(file))
    data = archive.zipped(pack)  # what was checked, and not what was sent
    name = hashlib.sha256(data).hexdigest()
    _forget_old(now)
    if not _storage().exists(_path(name)):
        _storage().save(_path(name), ContentFile(data))
    return pack, signing.dumps({"kept": name, "by": by.pk}, salt=SALT)


def again(*, ticket: str, by: User) -> Pack:
    """Return the pack of `ticket`. Raises Gone."""
    told = _told(ticket)
    if "shipped" in told:
        return of_shipped(told["shipped"])[0]
    if told["by"] != by.pk or not _storage().exists(_path(told["kept"])):
        raise Gone
    with _storage().open(_path(told["kept"])) as file:
        return checking.check(source.read_zip(file))


def forget(*, ticket: str) -> None:
    """Keep the pack of `ticket` no longer."""
    told = _told(ticket)
    if "kept" in told:
        _storage().delete(_path(told["kept"]))


def _told(ticket: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = signing.loads(ticket, salt=SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise Gone from error
    return told


def _forget_old(now: datetime) -> None:
    storage = _storage()
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        if re.fullmatch(r"[0-9a-f]{64}\.zip", name) and storage.get_modified_time(f"{FOLDER}/{name}") < now - KEPT:
            storage.delete(f"{FOLDER}/{name}")


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.zip"


def _storage() -> Storage:
    return private_storage()
