"""An object store on the loopback interface that does what S3 promises, and nothing that it does not.

It keeps objects in memory, checks the signatures of what is asked of it (AWS Signature Version 4, as Amazon's
reference describes it) and gives away without one that is still good only what a bucket's policy gives to all.
A listing has pages; large objects come in parts and are fetched by ranges. `portal/tests/test_seaweed.py` asks a
real store the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from urllib.request import urlopen
from xml.sax.saxutils import escape

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField

from portal.core import buckets
from portal.settings.storage import object_store

BUCKET, KEY, SECRET, REGION = "chapter", "key-of-tests", "secret-of-tests", "eu-test-1"
#: Where the backups lie.
SHELF = "chapter-backups"
#: What a signed address may ask the store to answer with.
DRESSES = {
    "response-content-type": "Content-Type",
    "response-cache-control": "Cache-Control",
    "response-content-disposition": "Content-Disposition",
}


@dataclass
class Stored:
    data: bytes
    content_type: str
    cache_control: str


@dataclass
class ObjectStore:
    """`url` is where it listens; `buckets` is {bucket: {key: what is stored}}, `policies` {bucket: its policy}."""

    url: str = ""
    #: Added to the clock, so that an address grows old without anybody waiting.
    later: timedelta = timedelta()
    buckets: dict[str, dict[str, Stored]] = field(default_factory=lambda: {BUCKET: {}, SHELF: {}})
    policies: dict[str, str] = field(default_factory=lambda: {BUCKET: buckets.read_by_all(BUCKET)})
    #: How many keys one page of a listing has at most.
    page: int = 1000
    #: It takes what it is asked and says nothing, as one that dies.
    is_away: bool = False
    #: {number of an upload: {number of a part: its bytes}}
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)

    @property
    def objects(self) -> dict[str, Stored]:
        """What is stored in the bucket of files."""
        return self.buckets[BUCKET]

    def storages(self, public_url: str = "") -> dict[str, dict[str, Any]]:
        """Return storages of `settings.STORAGES`, made the way production makes them."""
        public, private = object_store(
            public_url=public_url,
            bucket_name=BUCKET,
            endpoint_url=self.url,
            region_name=REGION,
            access_key=KEY,
            secret_key=SECRET,
        )
        shelf = {**private, "OPTIONS": {**private["OPTIONS"], "bucket_name": SHELF}}
        return {"public": public, "private": private, "dbbackup": shelf}

    def environment(self) -> dict[str, str]:
        """Return what another process needs to find this store."""
        named = {"S3_BUCKET": BUCKET, "BACKUP_BUCKET": SHELF, "S3_ENDPOINT": self.url, "S3_REGION": REGION}
        return {**named, "S3_ACCESS_KEY": KEY, "S3_SECRET_KEY": SECRET}


@contextmanager
def running() -> Iterator[ObjectStore]:
    """Run a store on a free port of 127.0.0.1 until the block ends."""
    store = ObjectStore()

    class Handler(_Handler):
        holds = store

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def in_place(monkeypatch: pytest.MonkeyPatch, public_url: str = "") -> Iterator[ObjectStore]:
    """Let all files, and the backups, lie in a store until the block ends."""
    with running() as store:
        made = {name: storages.create_storage(options) for name, options in store.storages(public_url).items()}
        for name, storage in made.items():
            # Not by the settings: all storages would be made anew.
            monkeypatch.setitem(storages._storages, name, storage)  # type: ignore[attr-defined]  # Django's own dict
        for each in _fields_of_files():
            monkeypatch.setattr(each, "storage", each._storage_callable())
        yield store
        for storage in made.values():
            storage.connection.meta.client.close()  # type: ignore[attr-defined]  # S3Storage's


def _fields_of_files() -> Iterator[Any]:
    """Those that were told who has their storage: they keep what they were given when their class was made."""
    for model in apps.get_models():
        for each in model._meta.local_fields:
            if isinstance(each, FileField) and hasattr(each, "_storage_callable"):
                yield each


class _Handler(BaseHTTPRequestHandler):
    holds: ObjectStore
    #: With which headers an object of many parts was begun, by the number of its upload.
    begun: ClassVar[dict[str, dict[str, str]]] = {}
    protocol_version = "HTTP/1.1"

    def parse_request(self) -> bool:
        if self.holds.is_away:
            self.close_connection = True
            return False
        return super().parse_request()

    def do_PUT(self) -> None:
        body = self._body()
        if not self._is_signed():
            return self._answer(403)
        if not self._key:
            return self._change_bucket(body)
        if self._bucket not in self.holds.buckets:
            return self._answer(404)
        if upload := self._query.get("uploadId"):
            self.holds.parts[upload][int(self._query["partNumber"])] = body
        else:
            self._store(body, self.headers)
        return self._answer(200, headers={"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'})

    def do_POST(self) -> None:
        """Begin an object of many parts, or put them together."""
        self._body()
        if not self._is_signed():
            return self._answer(403)
        upload = self._query.get("uploadId", "")
        if "uploads" in self._query:
            upload = uuid.uuid4().hex
            self.holds.parts[upload] = {}
            self.begun[upload] = dict(self.headers)
            answer = (
                f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
            )
        else:
            parts = self.holds.parts.pop(upload)
            self._store(b"".join(parts[number] for number in sorted(parts)), self.begun.pop(upload))
            answer = '<CompleteMultipartUploadResult><ETag>"0"</ETag></CompleteMultipartUploadResult>'
        return self._answer(200, answer.encode(), headers={"Content-Type": "application/xml"})

    def do_DELETE(self) -> None:
        if not self._is_signed():
            return self._answer(403)
        self.holds.buckets[self._bucket].pop(self._key, None)
        return self._answer(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not (self._is_read_by_all() or self._is_signed()):
            return self._answer(403)
        if self._bucket not in self.holds.buckets:
            return self._answer(404)
        if not self._key:
            return self._answer(200, self._listing(), headers={"Content-Type": "application/xml"})
        found = self.holds.buckets[self._bucket].get(self._key)
        if found is None:
            return self._answer(404)
        headers = {"Content-Type": found.content_type, "Cache-Control": found.cache_control}
        headers |= {DRESSES[name]: value for name, value in self._query.items() if name in DRESSES}
        headers |= {"Last-Modified": format_datetime(datetime.now(UTC), usegmt=True), "ETag": '"0"'}
        if not (asked := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))):
            return self._answer(200, found.data, headers=headers)
        begin, size = int(asked[1]), len(found.data)
        piece = found.data[begin : int(asked[2] or size) + 1]
        headers["Content-Range"] = f"bytes {begin}-{begin + len(piece) - 1}/{size}"
        return self._answer(206, piece, headers=headers)

    @property
    def _bucket(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[0]

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    @property
    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def _change_bucket(self, body: bytes) -> None:
        if "policy" in self._query:
            self.holds.policies[self._bucket] = body.decode()
        else:
            self.holds.buckets[self._bucket] = {}
        return self._answer(200)

    def _store(self, body: bytes, headers: Mapping[str, str]) -> None:
        kind, kept = headers.get("Content-Type", ""), headers.get("Cache-Control", "")
        self.holds.buckets[self._bucket][self._key] = Stored(body, kind, kept)

    def _is_read_by_all(self) -> bool:
        """Whether the bucket's policy lets anybody read this one object."""
        policy = json.loads(self.holds.policies.get(self._bucket, '{"Statement": []}'))
        given = [each["Resource"] for each in policy["Statement"] if each["Principal"] == "*"]
        return bool(self._key) and any(
            f"arn:aws:s3:::{self._bucket}/{self._key}".startswith(each.removesuffix("*")) for each in given
        )

    def _listing(self) -> bytes:
        """A page of what lies below a prefix; with a delimiter only what lies directly in it, and its folders."""
        prefix, mark = self._query.get("prefix", ""), self._query.get("marker", "")
        rows: dict[str, str] = {}
        for key in sorted(self.holds.buckets[self._bucket]):
            if key.startswith(prefix):
                name, slash, _rest = key.removeprefix(prefix).partition(self._query.get("delimiter") or "\0")
                is_folder = bool(slash)
                rows[prefix + name + slash] = "CommonPrefixes><Prefix" if is_folder else "Contents><Key"
        left = [name for name in rows if name > mark]
        shown = left[: self.holds.page]
        ends = {"CommonPrefixes><Prefix": "Prefix></CommonPrefixes", "Contents><Key": "Key></Contents"}
        told = "".join(f"<{rows[name]}>{escape(name)}</{ends[rows[name]]}>" for name in shown)
        if len(left) > len(shown):
            told += f"<IsTruncated>true</IsTruncated><NextMarker>{escape(shown[-1])}</NextMarker>"
        return f"<ListBucketResult>{told}</ListBucketResult>".encode()

    def _body(self) -> bytes:
        """The bytes that were sent, without the frames of a chunked signed upload."""
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            sent = b"".join(self._chunks(self.rfile))
        else:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return sent
        return b"".join(self._chunks(BytesIO(sent)))

    @staticmethod
    def _chunks(stream: object) -> Iterator[bytes]:
        while size := int(stream.readline().split(b";")[0], 16):  # type: ignore[attr-defined]  # a file
            yield stream.read(size)  # type: ignore[attr-defined]
            stream.readline()  # type: ignore[attr-defined]
        while stream.readline().strip():  # type: ignore[attr-defined]  # checksums after the last chunk
            pass

    def _is_signed(self) -> bool:
        """Whether the request carries a signature of ours that is still good, in a header or in the address."""
        if "X-Amz-Signature" in self._query:
            made = datetime.strptime(self._query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            ends = made + timedelta(seconds=int(self._query["X-Amz-Expires"]))
            if datetime.now(UTC) + self.holds.later > ends:
                return False
            names, given = self._query["X-Amz-SignedHeaders"], self._query["X-Amz-Signature"]
            return hmac.compare_digest(
                given, self._signature(self._query["X-Amz-Date"], names, "UNSIGNED-PAYLOAD")
            )
        scheme, _space, rest = self.headers.get("Authorization", "").partition(" ")
        if scheme != "AWS4-HMAC-SHA256":
            return False
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        content = self.headers["x-amz-content-sha256"]
        expected = self._signature(self.headers["X-Amz-Date"], parts["SignedHeaders"], content)
        return hmac.compare_digest(parts["Signature"], expected)

    def _signature(self, moment: str, names: str, content: str) -> str:
        query = sorted((name, value) for name, value in self._query.items() if name != "X-Amz-Signature")
        asked = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query)
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names.split(";"))
        path = urlsplit(self.path).path
        canonical = f"{self.command}\n{path}\n{asked}\n{headers}\n{names}\n{content}"
        scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}".encode(), "sha256").hex()

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked stands in the assertions."""


def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and bytes; what is refused is an answer too."""
    if not url.startswith("http://127.0.0.1:"):
        raise ValueError(f"Not on this machine: {url}")
    try:
        with urlopen(url) as answer:  # noqa: S310  the lines above
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), b""
