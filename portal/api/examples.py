"""One example of each operation, shown in the description of the API and run as a test (test_operations.py).

Ids are made up; the test puts those of its own rows in their places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PARTICIPANT, MENTOR = "amina-okoye", "maria-lindqvist"
TASK, HANDED_IN = "7kq2mwx9dtbh", "q5zb8gk3dvxt"
PIECE, SAID = "c4n8rzv6gpsj", "m3w7xk5fqd2t"
WORK, POT, ORDER, LISTED = "h9xb4tkm7wqz", "p6vj2cs8nrfd", "10042", "d8gw5rk3zxnb"
DAY, GOAL, MET, NOTED = "t2fz9hv4kqmc", "w7bs6dpx3jgn", "k5rn8cqt4vwz", "z3mg7xhd9fkb"
TALK, DRAWN, HANDED, PAID_OUT = "b6qt4wn2sxrj", "v9kd5zjc7mpf", "x2hg8fbw6tvq", "r4pm3ngz9skd"
SITE_COPY, PICTURE = "n7cx2vkq5hdw", "5f0c3ad2-1c55-4b0e-9f41-2f3c1c6d7a10"
MATERIAL, SALE, LINE, NOTICE, AWARD, PAGE = 3, 17, 118, 204, 9, 41
SKILL = "throwing"
ADDRESS, NEW_ADDRESS, PASSWORD = "amina@example.org", "nadia@example.org", "a-long-password-of-hers"
ACCESS, REFRESH = "eyJhbGciOiJIUzI1NiJ9.access.c2lnbmVk", "eyJhbGciOiJIUzI1NiJ9.refresh.c2lnbmVk"
ETAG, KEY = '"0a7f3c5d1e9b2846"', "4d9f2a1c-post-1"
CLIENT_ID = "b1946ac9-2492-4d23-8c4e-7e3f2f0c9a11"
SITE = "https://portal.example.org"
DONE, LATER = "2026-05-04T09:30:00Z", "2026-05-06T16:05:00Z"


@dataclass(frozen=True)
class Example:
    """What `who` sends (`said` by the names of parameters, `body`), and what they are answered."""

    answer: Any
    said: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int = 200
    who: str = "participant"


def listed(row: Any) -> dict[str, Any]:
    return {"count": 1, "next": None, "previous": None, "results": [row]}


def fed(row: Any) -> dict[str, Any]:
    return {"next": None, "previous": None, "results": [row]}


FILE = {"id": PICTURE, "kind": "image", "url": f"{SITE}/works/files/{PICTURE}/original/"}
DATES = {"created_at": DONE, "updated_at": LATER}

TASK_ROW = {
    "id": TASK,
    "participant": PARTICIPANT,
    "title": "Throw a bowl",
    "brief": "As thin as you dare.",
    "skill": SKILL,
    "due_at": "2026-06-01T12:00:00Z",
    "status": "assigned",
    **DATES,
}
WORK_ROW = {
    "id": WORK,
    "owner": PARTICIPANT,
    "title": "A bowl",
    "description": "Thrown in spring.",
    "media_type": "object",
    "skills": [SKILL],
    "visibility": "public",
    "status": "finished",
    "url": f"{SITE}/works/{WORK}/a-bowl/",
    "files": [FILE],
    **DATES,
}
ENTRY_ROW = {
    "id": DAY,
    "owner": PARTICIPANT,
    "text": "The rim stayed even.",
    "happened_on": "2026-05-04",
    "minutes": 90,
    "mood": "proud",
    "skill": SKILL,
    "task": None,
    "prompt": None,
    "visibility": "mentor",
    "files": [],
    "version": 1,
    **DATES,
}
GOAL_ROW = {
    "id": GOAL,
    "owner": PARTICIPANT,
    "set_by": PARTICIPANT,
    "title": "A wheel of my own",
    "target_amount": "300.00",
    "currency": "EUR",
    "skill": None,
    "level": None,
    "status": "open",
    "reached_at": None,
    "dropped_at": None,
    **DATES,
}
NOTED_ROW = {
    "id": NOTED,
    "prospect": None,
    "person": PARTICIPANT,
    "by": MENTOR,
    "channel": "phone",
    "happened_at": DONE,
    "minutes": 20,
    "outcome": "reached",
    "notes": "Wants to try the large wheel.",
    "visibility": "staff",
    "next_step": "Show the large wheel",
    "next_step_date": "2026-05-11",
    "done_at": None,
    **DATES,
}
MESSAGE_ROW = {
    "seq": 2,
    "client_id": CLIENT_ID,
    "author": PARTICIPANT,
    "state": "sent",
    "text": "May I come on Monday?",
    "reply_to": 1,
    "is_edited": False,
    "is_deleted": False,
    "is_hidden": False,
    "signs": {},
    "files": [],
    "sent_at": DONE,
}
NOTICE_ROW = {
    "id": NOTICE,
    "kind": "task_assigned",
    "words": "Maria Lindqvist gave you a task: Throw a bowl",
    "text": "",
    "url": f"{SITE}/my/tasks/{TASK}/",
    "created_at": DONE,
    "read_at": None,
}
COPY_ROW = {
    "id": SITE_COPY,
    "state": "waiting",
    "base_url": "https://amina.example.org",
    "requested_at": DONE,
    "finished_at": None,
    "done_count": 0,
    "total_count": 0,
    "reason": "",
    "size_bytes": 0,
    "sha256": "",
    "page_count": 0,
    "work_count": 0,
    "archive": "",
}

#: {name of the list: (one row, what narrows the list, who asks)}.
ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "skills": (
        {
            "slug": SKILL,
            "name": "Throwing",
            "discipline": "clay",
            "levels": [{"number": 1, "name": "Starts"}, {"number": 2, "name": "Throws"}],
        },
        {"q": "throw"},
        "participant",
    ),
    "participants": (
        {
            "id": PARTICIPANT,
            "handle": PARTICIPANT,
            "display_name": "Amina Okoye",
            "place": "Turin",
            "skills": [{"skill": SKILL, "level": 1}],
            "date_joined": DONE,
        },
        {"q": "amina"},
        "mentor",
    ),
    "mentors": (
        {
            "id": MENTOR,
            "handle": MENTOR,
            "display_name": "Maria Lindqvist",
            "about": "I throw large pots.",
            "languages": ["en", "sv"],
            "skills": [SKILL],
            "capacity": 5,
            "free_count": 4,
            "waiting_count": 0,
            "takes_requests": True,
            "paused_until": None,
            "updated_at": LATER,
        },
        {"is_free": "true"},
        "participant",
    ),
    "prospects": (
        {
            "id": MET,
            "mentor": MENTOR,
            "name": "Timo",
            "phone": "+39 011 555 0101",
            "email": "timo@example.org",
            "place": "Turin",
            "skills": [SKILL],
            "source": "event",
            "source_note": "Spring market",
            "stage": "new",
            "stage_changed_at": DONE,
            "staff_note": "",
            "account": None,
            "last_contact_at": None,
            "next_due": None,
            "next_words": None,
            **DATES,
        },
        {"stage": "new"},
        "mentor",
    ),
    "interactions": (NOTED_ROW, {"person": PARTICIPANT}, "mentor"),
    "tasks": (TASK_ROW, {"status": "assigned", "ordering": "due_at"}, "participant"),
    "submissions": (
        {
            "id": PIECE,
            "task": HANDED_IN,
            "participant": PARTICIPANT,
            "number": 1,
            "project": WORK,
            "note": "The foot is thick.",
            "hours": "2.5",
            "files": [FILE],
            "submitted_at": DONE,
            "answered_at": None,
            **DATES,
        },
        {"ordering": "-submitted_at"},
        "mentor",
    ),
    "feedback": (
        {
            "id": SAID,
            "task": HANDED_IN,
            "submission": PIECE,
            "reviewer": MENTOR,
            "status": "released",
            "decision": "approved",
            "scores": [],
            "strengths": "Even walls.",
            "overall": "",
            "next_steps": [{"text": "Thin the foot.", "done_at": None}],
            "files": [],
            "released_at": LATER,
            **DATES,
        },
        {"status": "released"},
        "participant",
    ),
    "preferences": (
        {
            "id": DRAWN,
            "rater": MENTOR,
            "side": "A",
            "reason": "The rim of A is calm.",
            "drawn_at": DONE,
            "answered_at": LATER,
        },
        {"rater": MENTOR},
        "mentor",
    ),
    "journals": (ENTRY_ROW, {"happened_from": "2026-05-01"}, "participant"),
    "goals": (GOAL_ROW, {"status": "open"}, "participant"),
    "resources": (
        {
            "id": MATERIAL,
            "name": "Stoneware clay",
            "kind": "consumable",
            "unit": "kg",
            "skills": [SKILL],
            "loan_days": 14,
            "in_stock": None,
            "updated_at": LATER,
        },
        {"kind": "consumable"},
        "participant",
    ),
    "issues": (
        {
            "id": HANDED,
            "to": PARTICIPANT,
            "by": MENTOR,
            "location": "Workshop",
            "kit": None,
            "state": "accepted",
            "note": "",
            "lines": [
                {
                    "resource": "Stoneware clay",
                    "item": None,
                    "wanted": "2.000",
                    "quantity": "2.000",
                    "used": "0.000",
                    "returned": "0.000",
                    "lost": "0.000",
                    "due_date": None,
                }
            ],
            "issued_at": DONE,
            "answered_at": LATER,
            "decline_reason": "",
            "closed_at": None,
            **DATES,
        },
        {"ordering": "-issued_at"},
        "participant",
    ),
    "projects": (WORK_ROW, {"fields": "id,title", "limit": "10"}, "participant"),
    "portfolios": (
        {
            "id": PARTICIPANT,
            "handle": PARTICIPANT,
            "display_name": "Amina Okoye",
            "tagline": "Bowls for every day",
            "place": "Turin",
            "skills": [{"skill": SKILL, "level": 1}],
            "url": f"{SITE}/people/{PARTICIPANT}/",
            "last_published_at": DONE,
        },
        {"ordering": "display_name"},
        "participant",
    ),
    "listings": (
        {
            "id": LISTED,
            "project": WORK,
            "title": "A bowl",
            "maker": PARTICIPANT,
            "kind": "original",
            "status": "live",
            "price": "25.00",
            "currency": "EUR",
            "left": 1,
            "can_be_bought": True,
            "can_be_picked_up": False,
            "url": f"{SITE}/market/{LISTED}/a-bowl/",
            **DATES,
        },
        {"available": "true"},
        "participant",
    ),
    "orders": (
        {
            "id": ORDER,
            "status": "paid",
            "is_paid": True,
            "total": "25.00",
            "currency": "EUR",
            "lines": [{"title": "A bowl", "quantity": 1, "price": "25.00", "status": "paid", "listing": LISTED}],
            "date_placed": DONE,
        },
        {"ordering": "-date_placed"},
        "buyer",
    ),
    "sales": (
        {
            "id": SALE,
            "order": ORDER,
            "title": "A bowl",
            "quantity": 1,
            "currency": "EUR",
            "gross": "25.00",
            "fee": "0.60",
            "share": "2.50",
            "coop": "0.00",
            "savings": "2.19",
            "net": "19.71",
            "needs_shipping": True,
            "paid_at": DONE,
            "release_date": "2026-05-18",
            "released_at": None,
            "shipped_at": None,
            "updated_at": LATER,
        },
        {"paid_from": "2026-01-01"},
        "participant",
    ),
    "ledger": (
        {
            "id": LINE,
            "kind": "sale",
            "purse": "earnings_pending",
            "pot": None,
            "amount": "19.71",
            "currency": "EUR",
            "created_at": DONE,
        },
        {"currency": "EUR"},
        "participant",
    ),
    "payouts": (
        {
            "id": PAID_OUT,
            "amount": "19.71",
            "currency": "EUR",
            "method": "cash",
            "state": "requested",
            "requested_at": DONE,
            "sent_at": None,
            "paid_at": None,
            "failed_at": None,
            "cancelled_at": None,
            "reason": "",
            "updated_at": LATER,
        },
        {"method": "cash"},
        "participant",
    ),
    "conversations": (
        {
            "id": TALK,
            "kind": "direct",
            "title": "",
            "task": None,
            "people": [
                {"handle": PARTICIPANT, "display_name": "Amina Okoye"},
                {"handle": MENTOR, "display_name": "Maria Lindqvist"},
            ],
            "state": "member",
            "new_count": 0,
            "read_seq": 2,
            "is_pinned": False,
            "is_archived": False,
            "is_muted": False,
            "last_seq": 2,
            "last_at": DONE,
            "joined_at": DONE,
        },
        {"limit": "10"},
        "participant",
    ),
    "notifications": (NOTICE_ROW, {"unread": "true"}, "participant"),
    "badges": (
        {
            "id": AWARD,
            "badge": "sold-one",
            "name": "Sold one",
            "description": "A piece of yours found somebody.",
            "rarity": "common",
            "holder": PARTICIPANT,
            "skill": None,
            "level": None,
            "level_name": None,
            "evidence": "Seen.",
            "awarded_by": MENTOR,
            "is_hidden": False,
            "awarded_at": DONE,
        },
        {"ordering": "-awarded_at"},
        "participant",
    ),
    "pages": (
        {
            "id": PAGE,
            "kind": "portfoliopage",
            "title": "Amina Okoye",
            "slug": PARTICIPANT,
            "description": "",
            "language": "en",
            "url": f"{SITE}/people/{PARTICIPANT}/",
            "first_published_at": DONE,
            "last_published_at": DONE,
        },
        {"language": "en"},
        "participant",
    ),
    "exports": ({**COPY_ROW}, {"limit": "10"}, "participant"),
}
FEEDS = ("ledger", "notifications")
#: What the path of a detail calls its row, where it is not `public_id`.
NAMED = {
    "skills": {"slug": SKILL},
    "participants": {"handle": PARTICIPANT},
    "mentors": {"handle": MENTOR},
    "portfolios": {"handle": PARTICIPANT},
    "orders": {"number": ORDER},
    **{name: {"id": ROWS[name][0]["id"]} for name in ("resources", "sales", "ledger", "notifications", "badges")},
    "pages": {"id": PAGE},
}


def _of_rows() -> dict[str, Example]:
    found = {}
    for name, (row, narrowed, who) in ROWS.items():
        shown = {key: row[key] for key in narrowed["fields"].split(",")} if "fields" in narrowed else row
        many = fed(shown) if name in FEEDS else listed(shown)
        found[f"{name}_list"] = Example(many, narrowed, who=who)
        place = NAMED.get(name) or {"public_id": row["id"]}
        found[f"{name}_retrieve"] = Example(row, place, who=who)
    return found


ONCE = {"Idempotency-Key": KEY}
EXAMPLES: dict[str, Example] = {
    **_of_rows(),
    "auth_token_create": Example(
        {"access": ACCESS, "refresh": REFRESH}, body={"email": ADDRESS, "password": PASSWORD}, who="visitor"
    ),
    "auth_refresh_create": Example(
        {"access": ACCESS, "refresh": REFRESH}, body={"refresh": REFRESH}, who="visitor"
    ),
    "auth_revoke_create": Example(None, body={"refresh": REFRESH}, status=204, who="visitor"),
    "dashboard_retrieve": Example(
        {
            "skills": [{"skill": SKILL, "level": 1}],
            "tasks": [TASK_ROW],
            "earnings": [
                {"currency": "EUR", "resting": "19.71", "ready": "0.00", "saved": "2.19", "on_its_way": "0.00"}
            ],
            "savings": [{"name": "A wheel", "amount": "2.19", "target_amount": "300.00", "currency": "EUR"}],
            "goals": [
                {
                    "id": GOAL,
                    "title": "A wheel of my own",
                    "target_amount": "300.00",
                    "currency": "EUR",
                    "status": "open",
                }
            ],
            "milestones": [
                {"name": "First piece sold", "is_reached": True, "reached_at": DONE, "rewards": ["Sold one"]}
            ],
            "unread": 2,
        }
    ),
    "participants_create": Example(
        {
            "id": "nadia",
            "handle": "nadia",
            "display_name": "Nadia",
            "invitation_url": f"{SITE}/my/invitations/",
        },
        ONCE,
        {
            "email": NEW_ADDRESS,
            "display_name": "Nadia",
            "location": "Turin",
            "skills": [{"skill": SKILL, "level": 1}],
            "goals": [{"title": "A wheel of my own", "target_amount": "300.00", "currency": "EUR"}],
        },
        201,
        "mentor",
    ),
    "tasks_create": Example(
        TASK_ROW,
        ONCE,
        {
            "participant": PARTICIPANT,
            "title": "Throw a bowl",
            "brief": "As thin as you dare.",
            "skill": SKILL,
            "due_at": "2099-06-01T12:00:00Z",
        },
        201,
        "mentor",
    ),
    "projects_create": Example(
        {**WORK_ROW, "files": []},
        ONCE,
        {
            "title": "A bowl",
            "description": "Thrown in spring.",
            "media_type": "object",
            "skills": [SKILL],
            "visibility": "public",
            "task": TASK,
        },
        201,
    ),
    "projects_files_create": Example(WORK_ROW, {"public_id": WORK}, {"file": ["bowl.jpg"]}, 201),
    "feedback_create": Example(
        {
            "id": SAID,
            "task": HANDED_IN,
            "task_status": "approved",
            "decision": "approved",
            "strengths": "Even walls.",
            "next_steps": ["Thin the foot."],
            "released_at": LATER,
        },
        ONCE,
        {
            "task": HANDED_IN,
            "scores": {},
            "strengths": "Even walls.",
            "next_steps": ["Thin the foot."],
            "decision": "approve",
        },
        201,
        "mentor",
    ),
    "marketplace_sell_create": Example(
        {
            "listing": LISTED,
            "status": "live",
            "kind": "original",
            "product_url": f"{SITE}/market/{LISTED}/a-bowl/",
        },
        ONCE,
        {"project": WORK, "price": "25.00", "currency": "EUR", "quantity": 1},
        201,
    ),
    "interactions_create": Example(
        NOTED_ROW,
        ONCE,
        {
            "person": PARTICIPANT,
            "channel": "phone",
            "minutes": 20,
            "notes": "Wants to try the large wheel.",
            "next_step": "Show the large wheel",
            "next_step_date": "2099-05-11",
        },
        201,
        "mentor",
    ),
    "journals_create": Example(
        ENTRY_ROW,
        ONCE,
        {"text": "The rim stayed even.", "minutes": 90, "mood": "proud", "skill": SKILL, "visibility": "mentor"},
        201,
    ),
    "journals_partial_update": Example(
        {**ENTRY_ROW, "minutes": 120, "version": 2}, {"public_id": DAY, "If-Match": ETAG}, {"minutes": 120}
    ),
    "goals_create": Example(
        GOAL_ROW, ONCE, {"title": "A wheel of my own", "target_amount": "300.00", "currency": "EUR"}, 201
    ),
    "goals_partial_update": Example(
        {**GOAL_ROW, "status": "dropped", "dropped_at": LATER}, {"public_id": GOAL}, {"status": "dropped"}
    ),
    "savings_list": Example(
        listed(
            {
                "id": POT,
                "name": "A wheel of my own",
                "goal": GOAL,
                "amount": "2.19",
                "resting": "0.00",
                "target_amount": "300.00",
                "currency": "EUR",
            }
        )
    ),
    "conversations_messages_list": Example(fed(MESSAGE_ROW), {"public_id": TALK, "author": PARTICIPANT}),
    "conversations_messages_create": Example(
        MESSAGE_ROW,
        {"public_id": TALK},
        {"text": "May I come on Monday?", "client_id": CLIENT_ID, "reply_to": 1},
        201,
    ),
    "notifications_read_create": Example({**NOTICE_ROW, "read_at": LATER}, {"id": NOTICE}),
    "notifications_read_all": Example({"count": 2}),
    "leaderboard_retrieve": Example(
        {
            "top": [
                {
                    "place": 1,
                    "is_tied": False,
                    "points": 45,
                    "name": "Amina Okoye",
                    "handle": PARTICIPANT,
                    "is_own": True,
                }
            ],
            "near": [],
            "own": {
                "place": 1,
                "is_tied": False,
                "points": 45,
                "name": "Amina Okoye",
                "handle": PARTICIPANT,
                "is_own": True,
            },
            "to_next": 0,
        },
        {"metric": "total", "period": "month"},
    ),
    "points_list": Example(
        fed(
            {
                "number": 4,
                "rule": "task_approved",
                "points": 10,
                "day": "2026-05-06",
                "skill": SKILL,
                "created_at": LATER,
            }
        ),
        {"rule": "task_approved"},
    ),
    "portfolios_export_create": Example(
        COPY_ROW, {"handle": PARTICIPANT}, {"base_url": "https://amina.example.org"}, 202
    ),
    "exports_create": Example(COPY_ROW, ONCE, {"base_url": "https://amina.example.org"}, 202),
    "search_list": Example(
        listed(
            {"kind": "works", "id": WORK, "title": "A bowl", "url": f"{SITE}/works/{WORK}/a-bowl/"},
        ),
        {"q": "bowl"},
    ),
}
