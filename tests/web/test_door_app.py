"""The door's app: kept whole on a device, the same for everybody, renewed when anything in it changes."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.roles import Role
from tests.factories.fair import make_fair
from tests.factories.people import make_member
from web.views import checkin_app

STATIC = Path(settings.BASE_DIR) / "web" / "static"
ASKED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']|url\(([^)"']+)\)""")


def asked_by(name: str) -> set[str]:
    """What a style sheet or a module loads, as names of the static folder."""
    path = STATIC / name
    if path.suffix not in {".js", ".css"} or path.parts[-2] == "ed25519":
        return set()
    found = {one or other for one, other in ASKED.findall(path.read_text())}
    return {(path.parent / one).resolve().relative_to(STATIC.resolve()).as_posix() for one in found}


def test_all_that_the_page_and_its_files_load_is_kept(client):
    page = client.get("/door/app/").content.decode()
    on_page = set(re.findall(r'(?:href|src|data-wasm)="/static/([^"#]+)', page))
    by_files = {name for file in checkin_app.FILES for name in asked_by(file)}
    assert on_page | by_files == set(checkin_app.FILES)
    assert len(by_files) > 20
    assert len(set(checkin_app.FILES)) == len(checkin_app.FILES)


@pytest.mark.django_db
def test_the_page_is_the_same_for_everybody_and_asks_for_no_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        anybody = client.get("/ja/door/app/")
    client.force_login(make_member(make_fair().organisation, Role.DOOR))
    with django_assert_num_queries(0):
        member = client.get("/ja/door/app/")
    assert anybody.content == member.content
    assert "Cookie" not in member.get("Vary", "")
    assert not member.cookies
    assert member["Cache-Control"] == "no-cache"
    policy = member["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in f"{policy};"
    assert "'wasm-unsafe-eval'" not in client.get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


def test_the_worker_keeps_one_language_and_is_another_when_a_file_is_another(client, tmp_path, monkeypatch):
    scripts = {prefix: client.get(f"{prefix}/door/app/worker.js") for prefix in ("", "/en", "/ja")}
    for prefix, script in scripts.items():
        assert script["Content-Type"] == "text/javascript; charset=utf-8"
        assert f'const PAGE = "{prefix}/door/app/";'.encode() in script.content.replace(b"\\u002D", b"-")
    versions = {re.search(rb"phien\.door\.(\w{16})", script.content)[1] for script in scripts.values()}
    assert len(versions) == 3
    changed = tmp_path / "sight.js"
    changed.write_text("// another")
    found = checkin_app.finders.find
    monkeypatch.setattr(
        checkin_app.finders, "find", lambda name: changed if name == "js/door/sight.js" else found(name)
    )
    assert client.get("/door/app/worker.js").content != scripts[""].content


def test_where_names_carry_hashes_the_worker_is_made_once(client, monkeypatch):
    checkin_app._worker_for_good.cache_clear()
    with override_settings(INSECURE_LOCAL=False):
        first = client.get("/en/door/app/worker.js").content
        monkeypatch.setattr(checkin_app, "_page", lambda: pytest.fail("made again"))
        assert client.get("/en/door/app/worker.js").content == first
    checkin_app._worker_for_good.cache_clear()


def test_the_manifest_opens_the_app_in_its_language(client):
    manifest = json.loads(client.get("/en/door/app/manifest.json").content)
    assert (manifest["start_url"], manifest["scope"], manifest["lang"]) == ("/en/door/app/", "/en/door/app/", "en")
    assert manifest["icons"][0]["src"] == "/static/favicon.svg"
