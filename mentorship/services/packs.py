"""Crafts come and go as files: loaded whole or not at all, looked at before, taken along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship.models import PackVersion, SkillPack
from mentorship.packs.checking import Pack, order_of
from mentorship.services.pack_writing import Change, Writer
from mentorship.signals import pack_loaded
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class Older(DomainError):
    """A newer version is here."""


class SameVersion(DomainError):
    """Another pack is here under the same name and version."""


class NamesInTheWay(DomainError):
    message = gettext_lazy(
        "Names in it are being taken by somebody else at this moment. Look again, then try again."
    )


@dataclass(frozen=True)
class Loaded:
    #: Of a preview: without a row in the database.
    row: SkillPack
    #: What differs now; empty when the pack was here already.
    changes: list[Change]


def load(*, pack: Pack, by: User | None, now: datetime) -> Loaded:
    """Make or change what `pack` says, all or nothing; what people have stays. `by` None: from the console.

    Loading a version again changes nothing. Raises NotAllowed, Older, SameVersion, NamesInTheWay, InTheWay.
    """
    try:
        with transaction.atomic():
            return _load(pack, by, now)
    except IntegrityError as error:
        raise NamesInTheWay from error


def preview(*, pack: Pack, by: User | None, now: datetime) -> list[Change]:
    """Return what `load` would change, and change nothing. Raises what `load` raises."""
    try:
        with transaction.atomic():
            changes = _load(pack, by, now, keeps_files=False).changes
            transaction.set_rollback(True)
    except IntegrityError as error:
        raise NamesInTheWay from error
    return changes


def _load(pack: Pack, by: User | None, now: datetime, *, keeps_files: bool = True) -> Loaded:
    standing = SkillPack.objects.select_for_update().filter(slug=pack.slug).first()
    require(by is None or can(by, "load", SkillPack), _("Only a coordinator brings a craft here."))
    if standing is not None:
        if standing.checksum == pack.checksum:
            return Loaded(standing, [])
        _require_newer(pack, standing)
    before = standing.versions.get(version=standing.version).manifest if standing else None
    writer = Writer(pack, before=before, now=now, keeps_files=keeps_files)
    discipline = writer.write()
    row = _note(pack, standing, {"discipline": discipline, "loaded_at": now}, by)
    log(instance=row, action="mentorship.pack.load", user=by, data={"version": pack.version})
    announce(pack_loaded, sender=SkillPack, pack=row, badges=pack.manifest["badges"], by=by)
    return Loaded(row, writer.changes)


def _require_newer(pack: Pack, standing: SkillPack) -> None:
    words = {"name": standing.name, "here": standing.version, "new": pack.version}
    if order_of(pack.version) < order_of(standing.version):
        raise Older(_("Version %(here)s of “%(name)s” is here; %(new)s is older.") % words)
    if pack.version == standing.version:
        raise SameVersion(
            _("“%(name)s” %(here)s is here already and says something else. Give it a higher version.") % words
        )


def _note(pack: Pack, standing: SkillPack | None, values: dict[str, Any], by: User | None) -> SkillPack:
    row = standing or SkillPack(slug=pack.slug)
    told = ("name", "description", "version", "language", "licence", "author")
    for name, value in {**{name: pack.manifest[name] for name in told}, **values}.items():
        setattr(row, name, value)
    row.checksum = pack.checksum
    row.save()
    PackVersion.objects.create(
        pack=row,
        version=row.version,
        checksum=row.checksum,
        manifest=pack.manifest,
        loaded_at=row.loaded_at,
        loaded_by=by,
    )
    return row
