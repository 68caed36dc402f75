"""A small pack, about felting, that tests take apart."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from PIL import Image

from mentorship.packs import checking
from mentorship.packs.checking import Pack

Manifest = dict[str, Any]


def manifest(**values: Any) -> Manifest:
    """Return a whole and right pack.json with one of everything, changed by `values`."""
    return {
        "format": 1,
        "slug": "felting",
        "name": "Felting",
        "description": "Wool, water and patience.",
        "version": "1.0.0",
        "language": "en",
        "licence": "CC-BY-4.0",
        "author": "The chapter",
        "discipline": {
            "slug": "felting",
            "name": "Felting",
            "description": "Making cloth without a thread.",
            "media_types": [{"kind": "image", "hint": "By a window."}, {"kind": "object"}],
        },
        "skills": [skill(), skill("dyeing", "Dyeing", needs=["wet-felting"])],
        "rubrics": [rubric()],
        "tasks": [task(), task("second-ball", title="A second ball", level=2)],
        "supplies": [
            {"name": "Felting wool", "kind": "consumable", "unit": "g", "skills": ["wet-felting"]},
            {"name": "Felting needle", "kind": "loan", "loan_days": 60},
        ],
        "kits": [kit()],
        "badges": [badge()],
        "prompts": [{"text": "What did the wool do?"}, {"text": "How warm was it?", "skill": "wet-felting"}],
        **values,
    }


def skill(slug: str = "wet-felting", name: str = "Wet felting", levels: int = 2, **values: Any) -> Manifest:
    steps = [{"number": number, "name": f"Step {number}", "can": "Felts."} for number in range(1, levels + 1)]
    return {"slug": slug, "name": name, "description": "", "tags": ["wool"], "levels": steps, **values}


def rubric(**values: Any) -> Manifest:
    criteria = [{"name": name, "levels": steps("thin", "even")} for name in ("Evenness", "Shape")]
    return {"slug": "felt", "name": "Felt", "criteria": criteria, **values}


def steps(*texts: str) -> list[Manifest]:
    return [{"number": number, "description": text} for number, text in enumerate(texts, start=1)]


def task(slug: str = "first-ball", **values: Any) -> Manifest:
    told = {
        "slug": slug,
        "title": "A first ball",
        "brief": "Felt a ball.\n\nThen another.",
        "skill": "wet-felting",
    }
    return {**told, "level": 1, "rubric": "felt", "hours": 1.5, "due_days": 7, **values}


def kit(**values: Any) -> Manifest:
    lines = [{"supply": "Felting wool", "quantity": 0.5}, {"supply": "Felting needle"}]
    return {"slug": "felting-start", "name": "First wool", "skill": "wet-felting", "lines": lines, **values}


def badge(**values: Any) -> Manifest:
    told = {"slug": "felting-first", "name": "First felt", "description": "Felted a ball."}
    return {**told, "criteria": {"skill": "wet-felting", "level": 1}, **values}


def files(manifest_: Any = None, **others: bytes) -> dict[str, bytes]:
    """Return the files of a pack; `drawing_png=b"…"` is the file drawing.png."""
    told = {"pack.json": json.dumps(manifest() if manifest_ is None else manifest_).encode()}
    return told | {name.replace("_", "."): data for name, data in others.items()}


def pack(**values: Any) -> Pack:
    return checking.check(files(manifest(**values)))


def pack_with_picture(colour: str = "red", **values: Any) -> Pack:
    shown = {"file": "drawing.png", "alt": "A ball of wool"}
    return checking.check(files(manifest(tasks=[task(picture=shown)], **values), drawing_png=png(colour)))


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    out.seek(0)
    return out
