"""Files in buckets of an S3-compatible object store."""

from __future__ import annotations

import json
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

#: A store that is away is told so in seconds: boto itself would wait five times for a minute.
PATIENCE = Config(connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2})
#: AWS takes this one for granted, and refuses to be told.
USUAL_REGION = "us-east-1"


@deconstructible(path="portal.core.buckets.BucketStorage")
class BucketStorage(S3Storage):  # type: ignore[misc]  # it has no types
    """Files below `location` in a bucket; with a `base_url` they have addresses there, not at the store."""

    def __init__(self, base_url: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.base_url = base_url
        self.client_config: Config = self.client_config.merge(PATIENCE)

    def url(self, name: str, *args: Any, **how: Any) -> str:
        if self.base_url:
            return f"{self.base_url}{filepath_to_uri(clean_name(name))}"
        return str(super().url(name, *args, **how))


def prepare(storage: BucketStorage, *, is_read_by_all: bool) -> bool:
    """Make the bucket of `storage` if it is missing, and let anybody read below its `public/` or not.

    Returns whether it was missing.
    """
    client, name = storage.connection.meta.client, storage.bucket_name
    was_missing = not _is_there(client, name)
    if was_missing:
        region = client.meta.region_name
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=name, **({} if region == USUAL_REGION else elsewhere))
    if is_read_by_all:
        client.put_bucket_policy(Bucket=name, Policy=read_by_all(name))
    return was_missing


def _is_there(client: Any, name: str) -> bool:
    try:
        client.head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        return False
    return True


def read_by_all(bucket: str) -> str:
    """Return the policy by which anybody reads what lies below `public/` whose name they know; nobody lists it."""
    rule = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/public/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [rule]})
