"""When somebody may be reached, in their own time."""

from __future__ import annotations

from datetime import datetime, timedelta

from messaging.models import Reception


def end_of_quiet(reception: Reception, now: datetime) -> datetime:
    """Return `now`, or, within the quiet hours, the moment at which they end."""
    begin, end = reception.quiet_from, reception.quiet_until
    if begin is None or end is None or begin == end:
        return now
    local = now.astimezone(reception.zone)
    clock = local.time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return now
    last = datetime.combine(local.date(), end, tzinfo=reception.zone)
    return last if last > local else datetime.combine(local.date() + timedelta(days=1), end, tzinfo=reception.zone)


def daily_period(reception: Reception, now: datetime) -> str | None:
    """Return which day's digest is due at `now`, or None before its hour."""
    local = now.astimezone(reception.zone)
    return local.date().isoformat() if local.hour >= reception.digest_hour else None


def weekly_period(reception: Reception, now: datetime) -> str | None:
    """Return which week's digest is due at `now`, or None before its day and hour; a missed one is made up for."""
    local = now.astimezone(reception.zone)
    if (local.weekday(), local.hour) < (reception.digest_weekday, reception.digest_hour):
        return None
    year, week, _day = local.isocalendar()
    return f"{year}-{week:02}"
