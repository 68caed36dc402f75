"""How long a story takes to read."""

from __future__ import annotations

import math
import re
from typing import Any

from django.utils.html import strip_tags

WORDS_A_MINUTE = 200
#: In scripts without spaces each sign counts; about this many are read as fast as one word.
SIGNS_A_WORD = 2.5
SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def minutes(body: Any, *more: str) -> int:
    """Return how many minutes the words in the blocks of `body`, and `more`, take; at least one."""
    parts = [*more, *body.stream_block.get_searchable_content(body)] if body else [*more]
    text = strip_tags(" ".join(str(part) for part in parts))
    signs = len(SIGNS.findall(text))
    words = len(re.findall(r"\w+", SIGNS.sub(" ", text)))
    return max(1, math.ceil((words + signs / SIGNS_A_WORD) / WORDS_A_MINUTE))
