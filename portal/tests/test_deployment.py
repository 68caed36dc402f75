"""The deployment files name things that exist; no engine is needed to see that."""

import re
import tomllib

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from portal.core.handler import ThreadHandler
from portal.testing import composed

ROOT = settings.ROOT
COMPOSE = composed.of("docker-compose.yml")
SERVICES = COMPOSE["services"]
WITH_OBJECTS = composed.of("docker-compose.yml", "docker-compose.objects.yml")
MORE = composed.of("docker-compose.more.yml")
EVERY = {
    f"{kind} {name}": (file["services"], service)
    for kind, file in (("one", COMPOSE), ("objects", WITH_OBJECTS), ("more", MORE))
    for name, service in file["services"].items()
}
RENDER = yaml.safe_load((ROOT / "render.yaml").read_text())
FLY = tomllib.loads((ROOT / "fly.toml").read_text())
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
OURS = [name for name, service in SERVICES.items() if service.get("image") == "portal:local"]
#: What ends when its work is done.
ENDING = ("migrate", "buckets")


def test_every_part_of_the_site_is_there():
    assert set(SERVICES) == {
        "db",
        "pool",
        "redis",
        "migrate",
        "web",
        "sockets",
        "worker",
        "scheduler",
        "proxy",
        "mail",
    }


def test_with_an_object_store_there_is_what_it_needs_and_a_further_machine_serves():
    assert set(WITH_OBJECTS["services"]) == {*SERVICES, "objects", "buckets"}
    assert set(MORE["services"]) == {"web", "sockets", "worker"}


@pytest.mark.parametrize("where", EVERY)
def test_every_service_that_stays_up_has_a_health_check(where):
    check = EVERY[where][1]["healthcheck"]

    assert check.get("disable") or check["test"][0] in {"CMD", "CMD-SHELL"}
    assert check.get("disable", False) == (where.partition(" ")[2] in ENDING)


@pytest.mark.parametrize("where", EVERY)
def test_services_wait_only_for_services_that_exist_and_can_become_ready(where):
    services, service = EVERY[where]
    for other, wait in service.get("depends_on", {}).items():
        condition = wait["condition"]
        assert other in services
        if condition == "service_healthy":
            assert "test" in services[other]["healthcheck"]
        else:
            assert condition == "service_completed_successfully"
            assert services[other]["restart"] == "no"


def test_only_the_proxy_is_open_to_the_outside():
    open_ports = {
        name: [port for port in service.get("ports", []) if not str(port).startswith("127.0.0.1:")]
        for name, service in SERVICES.items()
    }

    assert {name for name, ports in open_ports.items() if ports} == {"proxy"}
    for where, (_services, service) in EVERY.items():
        for port in service.get("ports", []):
            assert where.endswith(" proxy") or port.startswith(("127.0.0.1:", "${PRIVATE_ADDRESS:"))


def test_who_shares_files_shares_where_they_lie():
    def places(service):
        return {key: value for key, value in service["environment"].items() if key.startswith(("S3_", "BACKUP_"))}

    objects = WITH_OBJECTS["services"]
    first = [places(objects[name]) for name in (*OURS, "buckets")]

    assert all(each == first[0] for each in first)
    for service in MORE["services"].values():
        there, reached = (
            places(service),
            {"S3_ENDPOINT": "http://${FIRST_ADDRESS:?Fill in FIRST_ADDRESS in .env}:8333"},
        )
        assert there == first[0] | reached
    for name, service in MORE["services"].items():
        others = {"ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "S3_ENDPOINT"}
        ours = objects[name]["environment"]
        assert set(service["environment"]) == set(ours)
        assert {key: service["environment"][key] for key in set(ours) - others} == {
            key: ours[key] for key in set(ours) - others
        }
        assert (
            service["environment"]["DATABASE_URL"].partition("@")[2].rpartition(":")[2]
            == (ours["DATABASE_URL"].rpartition(":")[2])
        )


def test_the_proxy_asks_for_the_bucket_that_files_lie_in():
    caddy = (ROOT / "deploy/objects.caddy").read_text()
    environment = WITH_OBJECTS["services"]["web"]["environment"]

    assert f"rewrite * /{environment['S3_BUCKET']}/public{{path}}" in caddy
    assert f"reverse_proxy {environment['S3_ENDPOINT'].removeprefix('http://')} {{" in caddy
    assert (
        "./deploy/objects.caddy:/etc/caddy/with/objects.caddy:ro" in WITH_OBJECTS["services"]["proxy"]["volumes"]
    )


@pytest.mark.parametrize("file", [COMPOSE, WITH_OBJECTS, MORE], ids=["one", "objects", "more"])
def test_named_volumes_are_declared(file):
    used = {
        volume.split(":")[0]
        for service in file["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }

    assert used == set(file.get("volumes", {}))


@pytest.mark.parametrize("name", ["docker-compose.yml", "docker-compose.objects.yml", "docker-compose.more.yml"])
def test_no_image_floats_and_no_secret_has_a_default(name):
    text = (ROOT / name).read_text()

    assert all(":" in service["image"] and "latest" not in service["image"] for _all, service in EVERY.values())
    for secret in ("SECRET_KEY", "POSTGRES_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY"):
        assert f"${{{secret}:?" in text or (name, secret[:3]) == ("docker-compose.yml", "S3_")
        assert not re.search(rf"\${{{secret}(:?-[^}}]*)?}}", text)


def test_every_variable_is_documented():
    documented = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text()))
    documented |= {"FORWARDED_ALLOW_IPS"}  # read by uvicorn (scripts/serve.sh), not by our settings
    used = {
        name for _all, each in EVERY.values() if each["image"] == "portal:local" for name in each["environment"]
    }
    used |= {variable["key"] for service in RENDER["services"] for variable in service.get("envVars", [])}
    used |= set(FLY["env"]) | set(re.findall(r"[A-Z0-9]+_[A-Z0-9_]+", (ROOT / "fly.toml").read_text()))

    assert used <= documented


def test_every_host_runs_the_same_processes():
    in_compose = {" ".join(SERVICES[name].get("command", ["scripts/serve.sh"])) for name in OURS}
    on_render = {service["dockerCommand"] for service in RENDER["services"] if "dockerCommand" in service}
    before = RENDER["services"][1]["preDeployCommand"]

    assert set(PROCFILE.values()) == in_compose
    assert {*on_render, before} == in_compose
    assert {*FLY["processes"].values(), FLY["deploy"]["release_command"]} == in_compose


def test_hosts_ask_the_address_that_says_whether_it_can_serve():
    assert RENDER["services"][1]["healthCheckPath"] == "/readyz"
    assert [check["path"] for check in FLY["http_service"]["checks"]] == ["/readyz"]
    assert FLY["http_service"]["processes"] == ["web"]


def test_what_render_refers_to_is_in_its_blueprint():
    names = {each["name"] for each in RENDER["services"] + RENDER["databases"]}

    for service in RENDER["services"]:
        for variable in service.get("envVars", []):
            source = variable.get("fromDatabase") or variable.get("fromService")
            assert source is None or source["name"] in names
            assert source is not None or "value" in variable or variable["sync"] is False


def test_every_setting_read_from_the_environment_is_documented():
    text = (ROOT / "docs/settings.md").read_text()
    source = "".join(path.read_text() for path in (ROOT / "portal/settings").glob("*.py"))

    for name in set(re.findall(r'env\.\w+\("([A-Z0-9_]+)"', source)):
        assert f"`{name}`" in text, name


@pytest.mark.parametrize(
    "script",
    [
        "docker-compose.yml",
        "docker-compose.objects.yml",
        "docker-compose.more.yml",
        "render.yaml",
        "fly.toml",
        "Procfile",
        "Makefile",
        "Dockerfile",
    ],
)
def test_commands_that_scripts_call_exist(script):
    for command in re.findall(r"manage\.py[\" ,]+([a-z_]+)", (ROOT / script).read_text()):
        assert command in get_commands(), command


def test_files_that_the_image_needs_exist():
    text = (ROOT / "Dockerfile").read_text()

    for path in re.findall(r"(?:requirements|scripts)/[\w.]+", text):
        assert (ROOT / path).exists(), path


def test_lock_files_have_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        pins = re.findall(r"^[a-zA-Z0-9][\w.\-\[\]]*==", text, re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "index-url" not in text


def test_smaller_sets_repeat_the_versions_of_the_full_one():
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^([\w.\-\[\]]+==[^\s;\\]+)", (ROOT / "requirements" / name).read_text(), re.M))

    full = versions("dev.txt")
    for path in (ROOT / "requirements").glob("*.txt"):
        assert versions(path.name) <= full, path.name


def test_each_request_is_answered_in_one_thread():
    from portal.asgi import application

    assert isinstance(application.application_mapping["http"].app, ThreadHandler)
