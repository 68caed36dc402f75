"""Documents that people upload: of a listed kind, what their name says, and without their author's name.

Word, Excel, PowerPoint and OpenDocument files are zip archives: the parts that name author, place and history are
emptied, pictures in them lose their metadata. A PDF has no parts that could be emptied without a library for it.
"""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from portal.core import pictures_in_documents, uploads
from portal.core.images import BadUpload

MAX_PARTS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PICTURE = 20 * 1024 * 1024
IN_MEMORY = 2 * 1024 * 1024

TEXTS = frozenset({"csv", "txt"})
#: The part that makes an archive what its name says.
OFFICE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#: What stands in place of the parts that tell about the author.
EMPTIED = {
    "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}"/>',
    "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"/>',
    "docProps/custom.xml": f'{_XML}<Properties xmlns="{_OFFICE}/custom-properties"/>',
    "meta.xml": f'{_XML}<office:document-meta xmlns:office="{_ODF}" office:version="1.2"><office:meta/>'
    "</office:document-meta>",
}


class CleanDocument(File):  # type: ignore[type-arg]  # generic in the stubs only
    """A document that has been looked at."""


def clean(upload: Any) -> CleanDocument:
    """Return what may be stored of `upload` (a Django File). Raises BadUpload."""
    uploads.refuse_above(upload.size, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    name = uploads.clean_filename(upload.name)
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise BadUpload(
            _("Files of this kind cannot be handed out here. Choose one of these: %(kinds)s.")
            % {"kinds": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)}
        )
    upload.seek(0)
    if extension in TEXTS:
        return CleanDocument(ContentFile(uploads.plain_text(upload.read()).encode()), name=name)
    if extension == "pdf":
        return CleanDocument(_pdf(upload), name=name)
    return CleanDocument(_archive(upload, extension), name=name)


def _pdf(upload: Any) -> Any:
    if not upload.read(8).startswith(b"%PDF-"):
        raise _mislabelled("pdf")
    upload.seek(0)
    return upload


def _archive(upload: Any, extension: str) -> IO[bytes]:
    try:
        with zipfile.ZipFile(upload) as archive:
            _check_parts(archive)
            if extension not in OFFICE:
                upload.seek(0)
                return upload  # type: ignore[no-any-return]
            if OFFICE[extension] not in archive.namelist():
                raise _mislabelled(extension)
            return _without_author(archive)
    except BadUpload:
        raise
    except Exception as error:  # hostile archives fail in every way there is
        raise BadUpload(_("The file is damaged or is not what its name says. Save it again.")) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadUpload(_("The file unpacks to too much. Take out some of its content."))
    for part in parts:
        path = PurePosixPath(part.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or path.name.lower() == "vbaproject.bin":
            raise BadUpload(_("The file holds parts that could do harm, such as macros. Save it without them."))


def _without_author(archive: zipfile.ZipFile) -> IO[bytes]:
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever stores it reads it, and then it is gone
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as cleaned:
        for part in archive.infolist():
            packed = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            cleaned.writestr(zipfile.ZipInfo(part.filename), _part(archive, part), packed)
    out.seek(0)
    return out


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.filename in EMPTIED:
        return EMPTIED[part.filename].encode()
    data = archive.read(part)
    return pictures_in_documents.stripped(data) if len(data) <= MAX_PICTURE else data


def _mislabelled(extension: str) -> BadUpload:
    return BadUpload(_("This is no %(kind)s file, whatever its name says.") % {"kind": extension.upper()})
