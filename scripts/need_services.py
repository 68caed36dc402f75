"""Fails, in words, unless the PostgreSQL of DATABASE_URL and the Redis of REDIS_URL answer."""

import os
import sys

import psycopg
import redis


def main() -> None:
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
            print("PostgreSQL", connection.info.server_version)
    except psycopg.Error as error:
        sys.exit(f"PostgreSQL does not answer at DATABASE_URL: {error}")
    try:
        print(
            "Redis",
            redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=5).info("server")["redis_version"],
        )
    except redis.RedisError as error:
        sys.exit(f"Redis does not answer at REDIS_URL: {error}")


if __name__ == "__main__":
    main()
