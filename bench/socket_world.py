"""Fills the database of bench/sockets.py; prints the room, then one cookie for each person who is in it."""

import os
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from messaging.models import Conversation, Membership  # noqa: E402
from portal.accounts.models import User  # noqa: E402

PEOPLE = 50


def cookie_of(person: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> None:
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    people = [
        User.objects.create_user(f"talker{number}@example.org", display_name=f"Talker {number}")
        for number in range(PEOPLE)
    ]
    room = Conversation.objects.create(kind=Conversation.Kind.GROUP, title="Room", begun_by=people[0])
    for person in people:
        Membership.objects.create(conversation=room, user=person)
    print(room.public_id, *map(cookie_of, people))


if __name__ == "__main__":
    main()
