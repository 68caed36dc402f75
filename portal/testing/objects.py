"""An object store on the loopback interface that does what S3 promises, and nothing that it does not.

It keeps objects of one bucket in memory, checks the signatures of what is asked of it (AWS Signature Version 4, as
Amazon's reference describes it) and lets nobody read below `private/` without one that is still good.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from urllib.request import urlopen
from xml.sax.saxutils import escape

from portal.settings.storage import object_store

BUCKET, KEY, SECRET, REGION = "chapter", "key-of-tests", "secret-of-tests", "eu-test-1"
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
    """`url` is where it listens; `objects` is {key: what is stored}."""

    url: str = ""
    #: Added to the clock, so that an address grows old without anybody waiting.
    later: timedelta = timedelta()
    objects: dict[str, Stored] = field(default_factory=dict)

    def storages(self) -> dict[str, dict[str, object]]:
        """Return the two storages of `settings.STORAGES`, made the way production makes them."""
        public, private = object_store(
            bucket_name=BUCKET,
            endpoint_url=self.url,
            region_name=REGION,
            access_key=KEY,
            secret_key=SECRET,
        )
        return {"public": public, "private": private}


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


class _Handler(BaseHTTPRequestHandler):
    holds: ObjectStore
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        if not self._is_signed():
            return self._answer(403)
        kind, kept = self.headers.get("Content-Type", ""), self.headers.get("Cache-Control", "")
        self.holds.objects[self._key] = Stored(body, kind, kept)
        return self._answer(200, headers={"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'})

    def do_DELETE(self) -> None:
        if not self._is_signed():
            return self._answer(403)
        self.holds.objects.pop(self._key, None)
        return self._answer(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not (self._key.startswith("public/") or self._is_signed()):
            return self._answer(403)
        if not self._key:
            return self._answer(200, self._listing(), headers={"Content-Type": "application/xml"})
        found = self.holds.objects.get(self._key)
        if found is None:
            return self._answer(404)
        headers = {"Content-Type": found.content_type, "Cache-Control": found.cache_control}
        headers |= {DRESSES[name]: value for name, value in self._query.items() if name in DRESSES}
        moment = format_datetime(datetime.now(UTC), usegmt=True)
        return self._answer(200, found.data, headers={**headers, "Last-Modified": moment, "ETag": '"0"'})

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}").lstrip("/")

    @property
    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def _listing(self) -> bytes:
        """What lies directly in the folder that was asked for, and the folders in it (ListObjectsV2)."""
        prefix = self._query.get("prefix", "")
        inside = [key.removeprefix(prefix) for key in sorted(self.holds.objects) if key.startswith(prefix)]
        folders = sorted({name.partition("/")[0] for name in inside if "/" in name})
        files = [name for name in inside if name and "/" not in name]
        rows = [f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in files]
        rows += [f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders]
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(rows)}</ListBucketResult>".encode()

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
