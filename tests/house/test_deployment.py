"""The files of a deployment tell the truth: compose, Dockerfile, Makefile, .env.example and settings agree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HOUSE = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
READ_OUTSIDE_SETTINGS = {
    "WEB_CERTIFICATE",
    "WEB_CERTIFICATE_KEY",
    "WEB_BIND",
    "WEB_CONCURRENCY",
    "WEB_THREADS",
    "PROMETHEUS_MULTIPROC_DIR",
    "BEAT_HEARTBEAT_FILE",
}


def settings_read() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (HOUSE / "backend/settings.py").read_text()))


def example() -> dict[str, str]:
    lines = (HOUSE / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        cwd=HOUSE,
        env=plain | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_example_lists_every_setting_and_no_other():
    assert set(example()) == settings_read() | READ_OUTSIDE_SETTINGS


def test_the_settings_start_from_the_example_and_pass_the_deployment_check():
    secret = {"SECRET_KEY": "k" * 30 + "".join(map(chr, range(97, 122))), "BADGE_SIGNING_SEED": "1f" * 32}
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **(example() | secret))
    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_PORT", "many"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "nonsense"),
        ("SECRET_KEY", ""),
        ("BADGE_SIGNING_SEED", "12"),
    ],
)
def test_a_malformed_setting_refuses_to_start(name, value):
    result = run("manage.py", "check", **(example() | {name: value}))
    assert result.returncode != 0


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-a-file-" + "x" * 60)
    environment = {name: value for name, value in example().items() if name != "SECRET_KEY"}
    code = "import django; django.setup(); from django.conf import settings; print(settings.SECRET_KEY[:12])"
    result = run("-c", code, **environment, SECRET_KEY_FILE=str(secret), DJANGO_SETTINGS_MODULE="backend.settings")
    assert result.stdout.strip() == "from-a-file-", result.stderr[-500:]


def test_compose_has_the_parts_each_healthy_and_not_root():
    assert set(SERVICES) == {"db", "redis", *OURS}
    for name in OURS:
        assert SERVICES[name]["user"] == "10001"
        assert SERVICES[name]["image"] == "phien:latest"
    for name in ("db", "redis", "web", "worker", "beat"):
        assert "healthcheck" in SERVICES[name], name
        assert SERVICES[name]["restart"] == "unless-stopped"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_compose_sets_only_what_the_settings_read():
    given = {name for service in OURS for name in SERVICES[service].get("environment", {})}
    assert given <= settings_read() | READ_OUTSIDE_SETTINGS


def test_the_broker_drops_nothing_and_keeps_its_messages():
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"
    addresses = SERVICES["web"]["environment"]
    assert addresses["REDIS_URL"] != addresses["CACHE_URL"]


def test_demo_and_compose_start_the_same_programs():
    demo = (HOUSE / "embedded/demo.py").read_text()
    assert "python:backend.serving" in demo
    assert "python:backend.serving" in SERVICES["web"]["command"]
    for name, module in {"worker": "worker", "beat": "worker.beat"}.items():
        assert f'[*python, "{module}"]' in demo
        assert SERVICES[name]["command"] == ["python", "-m", module]


def test_the_image_is_made_from_the_lock_and_runs_as_its_own_user():
    lines = (HOUSE / "Dockerfile").read_text()
    assert "--require-hashes -r /tmp/base.txt" in lines
    assert re.search(r"^USER phien$", lines, re.MULTILINE)
    assert "uid 10001" in lines
    for path in re.findall(r"^COPY (?!--from)(?:--\S+ )?(\S+) ", lines, re.MULTILINE):
        assert (HOUSE / path).exists(), path


def test_no_committed_file_names_a_registry_or_a_path_of_a_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    asked = [
        sys.executable,
        "-c",
        "from pip._internal.models.index import PyPI as p; print(p.netloc, p.file_storage_domain)",
    ]
    hosts = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert len(hosts) == 2
    here = [str(HOUSE) + "/", str(Path.home()) + "/."]
    shapes = [r"registry\.[a-z]+js\b", r"\bdeb\.[a-z]+\.org"]  # the other registries' hosts
    forbidden = re.compile("|".join([*map(re.escape, hosts + here), *shapes]))
    for name in filter(None, listed):
        path = HOUSE / name
        if path.suffix in {".woff2", ".ttf", ".wasm", ".png", ".xlsx"} or name == "tests/house/test_deployment.py":
            continue
        found = forbidden.search(path.read_text(errors="replace"))
        assert found is None, f"{name}: {found.group() if found else ''}"
