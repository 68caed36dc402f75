"""The files that hosts read have the shape that hosts expect, and the processes in them can be started."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

from portal import serving
from portal.testing import composed

ROOT = settings.ROOT
SCHEMAS = Path(__file__).parent / "schemas"
COMPOSE = composed.of("docker-compose.yml")
WITH_OBJECTS = composed.of("docker-compose.yml", "docker-compose.objects.yml")
MORE = composed.of("docker-compose.more.yml")
RENDER = yaml.safe_load((ROOT / "render.yaml").read_text())
FLY = tomllib.loads((ROOT / "fly.toml").read_text())
PROCFILE = [line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines()]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FILES = {"compose": COMPOSE, "render": RENDER, "fly": FLY, "procfile": dict(PROCFILE)}
FILES |= {"compose with objects": WITH_OBJECTS, "compose of more": MORE}


def shape(name: str) -> Any:
    return yaml.safe_load((SCHEMAS / f"{name.partition(' ')[0]}.yaml").read_text())


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_shape_that_its_host_expects(name):
    jsonschema.Draft202012Validator.check_schema(shape(name))

    jsonschema.validate(FILES[name], shape(name))


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("compose", "services web helthcheck", {"test": ["CMD", "true"]}),
        ("compose", "services web healthcheck interval", "soon"),
        ("compose", "services db image", "postgres:latest"),
        ("compose", "services db ports", ["a:b"]),
        ("compose with objects", "services objects ports", ["0.0.0.0:8333:8333"]),
        ("compose of more", "services web environmnt", {}),
        ("compose", "services web depends_on migrate condition", "service_done"),
        ("render", "services 1 type", "website"),
        ("render", "services 1 dockerComand", "scripts/serve.sh"),
        ("render", "databases 0 postgresMajorVersion", "15.2"),
        ("fly", "http_service internal_port", "8000"),
        ("fly", "http_service checks 0 interval", "15"),
        ("fly", "deploy strategy", "slowly"),
        ("procfile", "We B", "scripts/serve.sh"),
    ],
)
def test_a_slip_in_such_a_file_is_found(name, path, value):
    file = yaml.safe_load(yaml.safe_dump(FILES[name]))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(" ")]
    place = file
    if name == "procfile":
        way, last = [], path
    for step in way:
        place = place[step]
    place[last] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, shape(name))


def commands() -> dict[str, list[str]]:
    """Return what each file starts, as words."""
    found = {f"Procfile {name}": shlex.split(command) for name, command in PROCFILE}
    found |= {f"fly.toml {name}": shlex.split(command) for name, command in FLY["processes"].items()}
    found["fly.toml release"] = shlex.split(FLY["deploy"]["release_command"])
    for service in RENDER["services"]:
        for key in ("dockerCommand", "preDeployCommand"):
            if key in service:
                found[f"render.yaml {service['name']} {key}"] = shlex.split(service[key])
    for kind in ("compose with objects", "compose of more"):
        for name, service in FILES[kind]["services"].items():
            if service["image"] == "portal:local" and "command" in service:
                found[f"{kind} {name}"] = service["command"]
    for name, words in re.findall(r"^(?:HEALTHCHECK .*\\\n *)?(CMD) (\[.*\])$", DOCKERFILE, re.MULTILINE):
        found[f"Dockerfile {name} {words}"] = yaml.safe_load(words)
    return found


@pytest.mark.parametrize("where", commands())
def test_what_a_file_starts_is_there_and_takes_these_options(where):
    program, *words = commands()[where]

    if program == "python":
        script, *words = words
        assert (ROOT / script).is_file()
        if script == "manage.py":
            name, *options = words
            command = load_command_class(get_commands()[name], name)
            command.create_parser("manage.py", name).parse_args(options)
    else:
        assert os.access(ROOT / program, os.X_OK), f"{program} cannot be started"
        assert (ROOT / program).read_text().startswith("#!")


def test_every_address_within_names_the_port_that_is_served(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    port = str(serving.port())
    nginx = (ROOT / "deploy/nginx.conf").read_text()
    caddy = (ROOT / "deploy/Caddyfile").read_text()
    own = [
        str(service["healthcheck"])
        for file in (COMPOSE, MORE)
        for service in file["services"].values()
        if service["image"] == "portal:local"
    ]
    published = [port for service in MORE["services"].values() for port in service.get("ports", [])]

    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE) == [port]
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", DOCKERFILE + "".join(own))) == {port}
    assert re.findall(r"upstream portal { server 127\.0\.0\.1:(\d+) max_fails=0; }", nginx) == [port]
    assert re.findall(r"reverse_proxy .*?(\w+):(\d+)", caddy) == [("sockets", port), ("web", port)]
    assert str(FLY["http_service"]["internal_port"]) == port
    assert {each.rpartition(":")[2] for each in published} == {port}


def test_proxies_send_people_to_services_that_exist():
    for name, _port in re.findall(r"reverse_proxy .*?(\w+):(\d+)", (ROOT / "deploy/Caddyfile").read_text()):
        assert name in COMPOSE["services"]
        assert COMPOSE["services"]["proxy"]["depends_on"][name]["condition"] == "service_healthy"
        assert f",{name}," in COMPOSE["services"][name]["environment"]["ALLOWED_HOSTS"], (
            "its health is asked by name"
        )


def test_what_a_health_check_looks_for_is_what_the_process_touches():
    for name, path in (("worker", settings.JOBS_ALIVE_FILE), ("scheduler", settings.CLOCK_ALIVE_FILE)):
        assert f"/var/lib/portal/{path.name} " in COMPOSE["services"][name]["healthcheck"]["test"][1]
    assert "VAR_DIR=/var/lib/portal" in DOCKERFILE


def test_what_web_processes_ask_of_the_database_goes_through_the_pool():
    listens = re.search(r"^listen_port = (\d+)$", (ROOT / "deploy/pool/pgbouncer.ini").read_text(), re.MULTILINE)
    assert listens is not None

    for name in ("web", "sockets"):
        environment = COMPOSE["services"][name]["environment"]
        assert environment["DATABASE_URL"].endswith(f"@pool:{listens[1]}/portal")
        assert environment["DATABASE_POOLED"] == "true"
    for name in ("migrate", "worker", "scheduler"):
        environment = COMPOSE["services"][name]["environment"]
        assert environment["DATABASE_URL"].endswith("@db:5432/portal"), "a lock or a dump needs its own session"
        assert "DATABASE_POOLED" not in environment
    assert listens[1] in COMPOSE["services"]["pool"]["healthcheck"]["test"][-1]
    for name in re.findall(
        r"^COPY (.*) /etc/pgbouncer/$", (ROOT / "deploy/pool/Dockerfile").read_text(), re.MULTILINE
    ):
        assert all((ROOT / "deploy/pool" / each).is_file() for each in name.split())
