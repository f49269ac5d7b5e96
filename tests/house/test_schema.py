"""docs/api/openapi.yaml is what the code says, in English, without a warning."""

from pathlib import Path

import yaml
from django.core.management import call_command

HOUSE = Path(__file__).resolve().parents[2]
COMMITTED = HOUSE / "docs/api/openapi.yaml"
COMMAND = "INSECURE_LOCAL=true .venv/bin/python manage.py spectacular --lang en --file docs/api/openapi.yaml"


def read(text):
    return yaml.load(text, Loader=yaml.CSafeLoader)  # the loader in C: six times as quick


def test_the_committed_schema_is_the_code_s(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", lang="en", validate=True, fail_on_warn=True, file=str(fresh))
    assert COMMITTED.read_text() == fresh.read_text(), f"write it anew: {COMMAND}"


def test_every_operation_has_a_name_and_says_that_it_may_answer_a_problem():
    operations = [
        operation for methods in read(COMMITTED.read_text())["paths"].values() for operation in methods.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) > 60
    for operation in operations:
        assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


def test_the_served_schema_is_the_committed_one(client, db):
    served = client.get("/api/schema.yaml", headers={"Accept-Language": "en"})
    assert served.status_code == 200
    assert read(served.content) == read(COMMITTED.read_text())


def test_the_schema_is_asked_for_again_without_its_bytes_and_each_language_and_format_is_its_own(client, db):
    first = client.get("/api/schema.yaml", headers={"Accept-Language": "en"})
    again = client.get("/api/schema.yaml", headers={"Accept-Language": "en", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    tags = {
        client.get(f"/api/schema.yaml?lang={language}", headers={"Accept": accept})["ETag"]
        for language, accept in (("vi", "application/yaml"), ("vi", "application/json"), ("ja", "application/json"))
    }
    assert len(tags) == 3
    assert first["ETag"] not in tags


def test_a_language_nobody_speaks_is_answered_in_the_reader_s(client, db):
    asked = client.get("/api/schema.yaml?lang=../xx", headers={"Accept-Language": "en"})
    assert asked["ETag"] == client.get("/api/schema.yaml?lang=en")["ETag"]
