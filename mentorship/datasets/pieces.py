"""A piece that was handed in, as the completion of a prompt; and what it answers, as that prompt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from mentorship.datasets.people import AT_HAND, People
from mentorship.models import Criterion, KeptFile, Submission, SubmissionFile, Task

#: Characters of one text that was handed in; what is longer is cut.
MOST_WORDS = 60_000
CUT = "[…]"
#: Stands for the words of a file that the chapter itself has no more.
LOST = "[missing]"


@dataclass(frozen=True)
class Piece:
    """What stands for a piece in lines, and the files that lie beside them: [(path in the dataset, the file)]."""

    text: str
    files: tuple[tuple[str, SubmissionFile], ...]

    @property
    def words(self) -> str:
        """The text without the names of files, which are never alike."""
        text = self.text
        for path, _file in self.files:
            text = text.replace(path, "")
        return text


class Pieces:
    """Describes pieces and tasks; keeps the last few hundred at hand. Needs tasks, templates and files loaded."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._rubric = lru_cache(maxsize=AT_HAND)(self._rubric_in_words)
        self._known: dict[int, Piece] = {}

    def piece(self, submission: Submission) -> Piece:
        if submission.pk not in self._known:
            if len(self._known) >= AT_HAND:
                del self._known[next(iter(self._known))]
            self._known[submission.pk] = self._describe(submission)
        return self._known[submission.pk]

    def prompt(self, one: Task, other: Task | None = None) -> str:
        """Return what the task, or both, asked for; "" if whoever wrote it has not agreed.

        The words of a craft belong to the chapter; those that somebody wrote for one task are theirs.
        """
        other = other or one
        if one.template is not None and one.template_id == other.template_id:
            return self._brief(one.template.title, one.template.brief, one)
        if one.pk == other.pk or (one.batch and one.batch == other.batch):
            agreed = {one.assigned_by_id, other.assigned_by_id} <= self._people.agreed
            return self._brief(one.title, one.brief, one) if agreed else ""
        return self._rubric(one.rubric_id) if one.rubric_id else ""

    def about(self, task: Task) -> tuple[int, int]:
        """The people whom the words of a task and of its pieces are about."""
        return task.participant_id, task.assigned_by_id

    def _brief(self, title: str, brief: str, task: Task) -> str:
        return self._people.without("\n\n".join(part for part in (title, brief) if part), self.about(task))

    def _rubric_in_words(self, number: int) -> str:
        rows = Criterion.objects.filter(rubric=number).select_related("rubric").order_by("position", "pk")
        lines = [f"{each.name}: {each.description}" if each.description else each.name for each in rows]
        return "\n".join([rows[0].rubric.name, *lines]) if rows else ""

    def _describe(self, submission: Submission) -> Piece:
        about = self.about(submission.task)
        files = sorted(submission.files.all(), key=lambda each: (each.position, each.pk))
        beside = tuple((self._path(each), each) for each in files if not each.is_words)
        paths = {each.pk: path for path, each in beside}
        parts = [self._people.without(submission.note, about)] if submission.note else []
        for file in files:
            parts += list(self._file(file, paths.get(file.pk, ""), about))
        return Piece(text="\n\n".join(parts), files=beside)

    def _file(self, file: SubmissionFile, path: str, about: tuple[int, ...]) -> Iterator[str]:
        """Its words if it has any, otherwise where it lies and what it shows."""
        if file.is_words:
            yield self._people.without(read(file), about)
        else:
            shown = self._people.without(file.alt_text, about)
            yield f"[{file.kind}: {path}]" + (f" {shown}" if shown else "")

    def _path(self, file: KeptFile) -> str:
        name = self._people.pseudonyms.of("file", file.pk)
        return f"files/{name[5:7]}/{name}{PurePath(str(file.original.name)).suffix}"


def read(file: KeptFile) -> str:
    """Return the words of `file`, cut where they are very long, or LOST."""
    try:
        with file.original.open("rb") as stored:
            data = stored.read(4 * MOST_WORDS + 4)
    except FileNotFoundError:
        return LOST
    text: str = data.decode(errors="ignore")
    return text if len(text) <= MOST_WORDS else text[:MOST_WORDS] + CUT
