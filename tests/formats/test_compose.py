"""Compose files."""

from __future__ import annotations

import pytest

from readiness.formats.compose import is_compose, looks_like_compose, read_compose
from readiness.formats.yaml_documents import read_first

TEXT = """\
x-default: &default
  restart: always
  logging: {driver: json-file}
services:
  web:
    <<: *default
    build:
      context: .
      dockerfile: web.Dockerfile
    ports: ["8080:80", {target: 90, published: 9090}]
    environment:
      - KEY=value=x
      - PASSED
    env_file: .env
    depends_on: {db: {condition: service_healthy}}
    healthcheck: {test: ["CMD", "curl", "localhost"]}
    deploy:
      replicas: 3
      resources:
        limits: {cpus: "2", memory: 4G}
  db:
    image: ${DB_IMAGE:-postgres:16}
    healthcheck: {disable: true, test: x}
    mem_limit: 512m
    profiles: [full]
include:
  - other.yml
volumes:
  data:
"""


def test_services() -> None:
    found = read_compose(TEXT)
    web, db = found.services
    assert (web.build, web.dockerfile, web.restart, web.replicas) == (".", "web.Dockerfile", ("always", 2), ("3", 18))
    assert web.ports == (("8080:80", 10), ("9090:90", 10))
    assert web.environment == (("KEY", "value=x", 12), ("PASSED", "", 13))
    assert (web.memory[0], web.cpus[0], web.depends_on, web.env_files) == ("4G", "2", ("db",), (".env",))
    assert web.has_healthcheck
    assert (db.image, db.tag, db.image_line, db.memory) == ("postgres:16", "16", 22, ("512m", 24))
    assert not db.has_healthcheck
    assert db.profiles == ("full",)
    assert (found.includes, found.volumes) == (("other.yml",), ("data",))


def test_the_first_format_has_no_services_key() -> None:
    assert [service.name for service in read_compose("web:\n  image: a\ndb:\n  build: .\n").services] == ["web", "db"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docker-compose.yml", True),
        ("compose.yaml", True),
        ("deploy/docker-compose.prod.yml", True),
        ("compose.gpu.yaml", True),
        ("prod.docker-compose.yml", True),
        ("docker-compose.md", False),
        ("decompose.yml", False),
        ("composer.json", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert is_compose(path) is expected


def test_a_compose_file_is_known_by_its_services() -> None:
    assert looks_like_compose(read_first(TEXT))
    assert not looks_like_compose(read_first("kind: X\nservices: {a: {image: b}}"))
    assert not looks_like_compose(read_first("services:\n  a: {type: web}"))
