"""Pictures, sounds, styles, fonts and scripts: taken along when something refers to them, each once."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.http.response import HttpResponseBase

from cms_pages.export import paths, scope
from cms_pages.export.tree import Tree
from cms_pages.export.visitor import Visitor, blocks
from mentorship.models import Project, ProjectFile
from portal.accounts.models import Profile, User
from portal.core import copies, stores

#: Endings by content type, for addresses without one; always the same, whatever the machine's own table says.
ENDINGS = {
    "application/pdf": ".pdf",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "text/vtt": ".vtt",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
VIEWS = frozenset(
    {"mentorship:file", "media"}
    | {f"cms_pages:{name}" for name in ("document", "look", "picture", "share_person")}
)
CSS_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3""")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*")
#: A module without these does the same as a classic script, which also runs from a disk. An `await` needs a module
#: only outside of functions, and there it stands at the beginning of its line.
NOT_CLASSIC = re.compile(r"^\s*(?:import|export)\b|^await\b|\bimport\s*\(|\bimport\.meta\b", re.MULTILINE)
MOST_INLINE = 12 * 1024


class Assets:
    """The files of an export that are not pages; knows where each address of the site ended up."""

    def __init__(self, visitor: Visitor, tree: Tree, *, person: User) -> None:
        self._visitor = visitor
        self._person = person
        self._tree = tree
        self._known: dict[str, str | None] = {}

    def is_asset(self, url: str) -> bool:
        """Whether `url` (of this site or of its public storage) names a file rather than a page."""
        return self._name_in(url, _static_base()) is not None or self._goes_through_view(url) or _is_stored(url)

    def take(self, url: str) -> str | None:
        """Take the file at `url` along and return where it is, or None when an anonymous visitor gets none."""
        url = url.partition("#")[0]
        if url not in self._known:
            self._known[url] = None  # a style sheet that imports itself ends here
            self._known[url] = self._take(url)
        return self._known[url]

    def known(self, url: str) -> str | None:
        """Return where the file at `url` is if something has referred to it."""
        return self._known.get(url)

    def text_of(self, url: str) -> str | None:
        """Return the text of the static file at `url`, without taking it along."""
        name = self._name_in(url, _static_base())
        return self._static_text(name) if name else None

    def inline(self, url: str) -> str | None:
        """Return the captions at `url` as a data address, or None when an anonymous visitor gets none."""
        with self._visitor.open(url) as response:
            if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/vtt"):
                return None
            return f"data:text/vtt;base64,{base64.b64encode(b''.join(blocks(response))).decode()}"

    def copy_static(self, name: str, path: str) -> None:
        """Write the static file `name` to `path`, where those look who ask for no link."""
        with _open_static(name) as file:
            if file is not None:
                self._tree.write(path, file.read())

    def take_classic(self, url: str) -> str | None:
        """Take the module script at `url` along as a classic one, or return None when it cannot be one."""
        key = f"{url}#classic"
        if key not in self._known:
            name = self._name_in(url, _static_base())
            code = self._static_text(name) if name else None
            if name is None or code is None or NOT_CLASSIC.search(code):
                self._known[key] = None
            else:
                where = PurePosixPath("static", _safe(name))
                path = self._tree.free(str(where.with_name(f"{where.stem}.classic.js")))
                wrapped = f'(function () {{\n"use strict";\n{SOURCE_MAP.sub("", code)}\n}})();\n'
                self._known[key] = self._tree.write(path, wrapped)
        return self._known[key]

    def rewrite_styles(self, css: str, *, base: str, file: str) -> str:
        """Return `css`, found at the address `base`, for the file `file`: what it refers to comes along."""

        def changed(found: re.Match[str]) -> str:
            target = found[2] if found[2] is not None else found[4]
            new = self._style_target(target, base=base, file=file)
            return f'url("{new}")' if found[2] is not None else f'@import "{new}"'

        return CSS_URL.sub(changed, SOURCE_MAP.sub("", css))

    # What lies behind an address --------------------------------------------------------------------------

    def _take(self, url: str) -> str | None:
        name = self._name_in(url, _static_base())
        if name is not None:
            return self._take_static(name, url)
        if _is_stored(url):
            return self._take_stored(url)
        return self._take_answer(url) if self._goes_through_view(url) else None

    def _take_static(self, name: str, url: str) -> str | None:
        suffix = PurePosixPath(name).suffix
        path = f"static/{_safe(name)}"
        if suffix == ".css":
            text = self._static_text(name)
            if text is None:
                return None
            path = self._tree.free(path)
            return self._tree.write(path, self.rewrite_styles(text, base=url, file=path))
        with _open_static(name) as file:
            if file is None:
                return None
            path = self._tree.free(path)
            return self._tree.write_blocks(path, iter(lambda: file.read(256 * 1024), b""))

    def _take_stored(self, url: str) -> str | None:
        storage = stores.public()
        name = unquote(self._name_in(url, storage.url("")) or "")
        if not name or not storage.exists(name) or self._is_of_somebody_else(url):
            return None
        with storage.open(name) as file:
            return self._tree.write_blocks(self._tree.free(f"media/{_safe(name)}"), file.chunks())

    def _take_answer(self, url: str) -> str | None:
        match = scope.match_of(urlsplit(url).path)
        if match and match.view_name == "mentorship:file" and not self._is_own(match.kwargs["public_id"]):
            return None
        if self._is_of_somebody_else(url):
            return None
        with self._visitor.open(url) as response:
            if response.status_code != 200:
                return None
            path = self._tree.free(_path_of(url, response))
            if not response.headers.get("Content-Type", "").startswith("text/css"):
                return self._tree.write_blocks(path, blocks(response))
            css = b"".join(blocks(response)).decode()
            return self._tree.write(path, self.rewrite_styles(css, base=url, file=path))

    def _is_own(self, file: Any) -> bool:
        """Whether a work's file is the person's: what others made stays with them, though anybody sees it."""
        return ProjectFile.objects.filter(public_id=file, project__owner=self._person).exists()

    def _is_of_somebody_else(self, url: str) -> bool:
        """Whether `url` is the public copy of a picture of another person, or of their work."""
        token = copies.token_in(url)
        if not token:
            return False
        return (
            Project.objects.filter(public_token=token).exclude(owner=self._person).exists()
            or Profile.objects.filter(public_token=token).exclude(user=self._person).exists()
        )

    def _goes_through_view(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.netloc:
            return False
        match = scope.match_of(parts.path)
        return match is not None and match.view_name in VIEWS

    def _name_in(self, url: str, base: str) -> str | None:
        path = url.partition("?")[0]
        return unquote(path.removeprefix(base)) if path.startswith(base) and path != base else None

    def _static_text(self, name: str) -> str | None:
        with _open_static(name) as file:
            return file.read().decode() if file is not None else None

    def _style_target(self, target: str, *, base: str, file: str) -> str:
        if target.startswith(("data:", "#")):
            return target
        url = urljoin(base, target)
        if PurePosixPath(urlsplit(url).path).suffix == ".svg" and (drawing := self._small_drawing(url)):
            return drawing
        path = self.take(url)
        return paths.relative(path, page=file) if path else "data:,"

    def _small_drawing(self, url: str) -> str:
        """Return a small SVG as a data address: masks that are files of their own are refused from a disk."""
        name = self._name_in(url.partition("#")[0], _static_base())
        text = self._static_text(name) if name else None
        if text is None or len(text) > MOST_INLINE or "#" in url:
            return ""
        return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def _static_base() -> str:
    return str(staticfiles_storage.base_url or settings.STATIC_URL)


@contextmanager
def _open_static(name: str) -> Iterator[IO[bytes] | None]:
    """Open a static file by the name in its address: as collected, with its hash, or where it is written."""
    opener: Callable[[], Any]
    if settings.STATIC_ROOT and Path(settings.STATIC_ROOT).is_dir() and staticfiles_storage.exists(name):
        opener = lambda: staticfiles_storage.open(name)  # noqa: E731  closes over the name
    elif found := finders.find(name):
        opener = lambda: Path(found).open("rb")  # noqa: E731, SIM115  closed below
    else:
        yield None
        return
    with opener() as file:
        yield file


def _is_stored(url: str) -> bool:
    """Whether `url` lies in a public storage that is no folder of ours; those in ours go through the site."""
    storage = stores.public()
    return not isinstance(storage, FileSystemStorage) and url.startswith(storage.url(""))


def _path_of(url: str, response: HttpResponseBase) -> str:
    path = _safe(unquote(urlsplit(url).path).strip("/"))
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    has_ending = bool(re.fullmatch(r"\.[A-Za-z0-9]{1,5}", PurePosixPath(path).suffix))
    if has_ending:
        return path
    return path + (ENDINGS.get(kind) or _ending_of_download(response) or ".bin")


def _ending_of_download(response: HttpResponseBase) -> str:
    """Return the ending of the file name that the site gives a download; never one that a browser would run."""
    name = re.search(r'filename="?([^";]+)', response.headers.get("Content-Disposition", ""))
    suffix = PurePosixPath(name[1]).suffix.lower() if name else ""
    return f"{suffix}.txt" if suffix in (".htm", ".html", ".xhtml", ".svg", ".xml", ".js", ".mjs") else suffix


def _safe(path: str) -> str:
    return "/".join(paths.segment(part, otherwise="file") for part in path.split("/") if part)
