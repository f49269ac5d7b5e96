"""The pages for people tell the truth: links lead somewhere, commands exist, the API's examples run as they say."""

import csv
import json
import re
import shlex
import string
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.db import connection

from accounts.roles import Role
from accounts.services.tokens import make_token
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import make_company, make_member
from tests.web_process import web_process

HOUSE = Path(__file__).resolve().parents[2]
PAGES = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(page):
    return str(page.relative_to(HOUSE))


def commands_in(page) -> list[str]:
    """The command lines of its shell blocks, continued lines joined."""
    blocks = [block for language, block in FENCE.findall(page.read_text()) if language in {"sh", "bash", "console"}]
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    text = FENCE.sub("", page.read_text())
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    for link in links:
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{link} leads nowhere"
        assert found.is_relative_to(HOUSE), f"{link} leads out of the house"
        if anchor:
            assert anchor in anchors_of(found), f"{link}: no such heading"


def anchors_of(page) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    kept = set(string.ascii_lowercase + string.digits + " -_")
    return {"".join(c for c in heading.lower() if c in kept or c.isalpha()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    named = set(re.findall(r"`make ([a-z]+)", text))
    named |= {words[1] for line in commands_in(page) if (words := shlex.split(line))[0] == "make" and len(words) > 1}
    assert named <= targets


@pytest.mark.django_db
def test_every_query_of_the_runbook_is_understood_by_the_database():
    queries = [
        words[words.index("-c") + 1]
        for line in commands_in(HOUSE / "docs" / "runbook.md")
        if "psql" in (words := shlex.split(line)) and "-c" in words
    ]
    assert len(queries) >= 2
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(query)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_management_command_shown_is_understood(page):
    for line in commands_in(page):
        words = shlex.split(line)
        if "manage.py" not in words[:8]:
            continue
        name, *arguments = words[words.index("manage.py") + 1 :]
        assert name in get_commands(), line
        app = get_commands()[name]
        parser = (load_command_class(app, name) if isinstance(app, str) else app).create_parser("manage.py", name)
        arguments = arguments[: next((n for n, word in enumerate(arguments) if word in {"|", ">", "<", "&&"}), None)]
        parser.parse_args([word for word in arguments if word])


def called(line, known):
    """What a line of curl would do. Its flags are those of the page; another one is an error here."""
    words = iter(shlex.split(line)[1:])
    method, headers, body, url = None, {}, None, None
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = string.Template(value).substitute(known)
        elif word == "-d":
            body = next(words).encode()
        elif word != "-s":
            assert url is None, line
            assert not word.startswith("-"), line
            url = string.Template(word).substitute(known)
    request = urllib.request.Request(url, data=body, headers=headers, method=method or ("POST" if body else "GET"))
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as exc:
        with exc:
            return exc.code, exc.headers, exc.read()


def examples() -> list[tuple[str, int]]:
    text = (HOUSE / "docs/api/README.md").read_text()
    found = re.findall(r"^(curl .+)\n# (\d{3})$", text, re.MULTILINE)
    assert len(found) == len(re.findall(r"^curl ", text, re.MULTILINE)), "an example does not say its status"
    return [(line, int(status)) for line, status in found]


@pytest.mark.slow
def test_the_examples_of_the_api_answer_as_they_say(process_environment):
    fair = make_fair()
    hall = make_hall(fair)
    booth, *_ = make_booths(hall, 6)
    _, secret = make_token(
        make_member(make_company().organisation, Role.ADMIN), name="docs", scopes=["read", "book", "meet"]
    )
    known = {"TOKEN": secret, "FAIR": fair.slug, "HALL": hall.public_id, "BOOTH": booth.public_id}
    with web_process(process_environment) as port:
        known["SITE"] = f"http://127.0.0.1:{port}"
        for line, status in examples():
            found, headers, body = called(line, known)
            assert found == status, f"{line}\n{body.decode()}"
            if "ETag" in headers:
                known["ETAG"] = headers["ETag"]
            if status == 201:
                known["BOOKING"] = json.loads(body)["id"]
            if status >= 400:
                assert headers["Content-Type"] == "application/problem+json"
                assert f"`{json.loads(body)['code']}`" in (HOUSE / "docs/api/problems.md").read_text()
    assert len(examples()) > 10


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_service_of_compose_that_is_named_exists(page):
    services = set(yaml.safe_load((HOUSE / "docker-compose.yml").read_text())["services"])
    verbs_with_services = {"up", "stop", "restart", "logs"}
    for line in commands_in(page):
        words = shlex.split(line)
        if words[:2] != ["docker", "compose"]:
            continue
        verb, *rest = words[2:]
        plain = [word for word in rest if not word.startswith("-") and not re.fullmatch(r"\d+[smh]", word)]
        if verb in verbs_with_services:
            assert set(plain) <= services, line
        elif verb == "exec":
            assert plain[0] in services, line
        else:
            assert (verb, plain) == ("ps", []), line


def test_the_map_of_the_readme_names_every_folder_and_no_other():
    rows = re.findall(r"^\| `([\w.]+)/` \|", (HOUSE / "README.md").read_text(), re.MULTILINE)
    tracked = subprocess.run(["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in tracked.splitlines() if "/" in line and not line.startswith(".")}
    assert sorted(rows) == sorted(folders)


def test_the_log_ins_of_the_readme_open_the_sample_fair():
    text = (HOUSE / "README.md").read_text()
    with (HOUSE / "samples/hanoi-2026/users.csv").open(encoding="utf-8-sig", newline="") as file:
        users = {row["email"]: row["password"] for row in csv.DictReader(file)}
    named = re.findall(r"^\| `([\w.]+@[\w.]+)` \|", text, re.MULTILINE)
    assert len(named) == 5
    for email in named:
        assert f"`{users[email]}`" in text
