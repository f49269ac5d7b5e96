"""Folders and programs that the servers' account can reach, without opening anybody else's folder."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from embedded.account import can_use, service_account
from embedded.errors import DataUnusable
from embedded.places import copy_programs, make_place, socket_folder, write_private
from embedded.postgres import PostgresServer
from embedded.programs import postgres_programs, valkey_program

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")


def modes(folder):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.parents]}


@pytest.fixture
def closed(data):
    """A checkout in a folder that only its owner may enter."""
    folder = data / "closed"
    folder.mkdir(mode=0o700)
    checkout = folder / "checkout"
    checkout.mkdir()
    yield checkout
    remembered = checkout / ".data" / "home"
    if remembered.exists():
        home = Path(remembered.read_text().strip())
        home.with_name(f"{home.name}.for").unlink(missing_ok=True)
        shutil.rmtree(home)


@as_root
def test_root_in_a_closed_folder_gets_a_home_elsewhere_and_opens_nothing(closed):
    account = service_account()
    before = modes(closed)
    place = make_place(closed / ".data", account)
    server = PostgresServer(place, durable=False)
    server.start()
    server.stop()
    assert modes(closed) == before
    assert not place.home.is_relative_to(closed)
    assert (stat.S_IMODE(place.home.stat().st_mode), place.home.stat().st_uid) == (0o700, account.uid)
    assert make_place(closed / ".data", account).home == place.home


@as_root
def test_who_deletes_the_data_folder_begins_anew(closed):
    account = service_account()
    place = make_place(closed / ".data", account)
    (place.home / "postgres").mkdir()
    shutil.rmtree(closed / ".data")
    again = make_place(closed / ".data", account)
    assert again.home == place.home
    assert list(again.home.iterdir()) == []


@as_root
def test_a_copied_checkout_does_not_take_the_originals_data(closed, data):
    account = service_account()
    original = make_place(closed / ".data", account)
    copied = closed.parent / "copy"
    shutil.copytree(closed, copied)
    copy = make_place(copied / ".data", account)
    assert copy.home != original.home
    copy.home.with_name(f"{copy.home.name}.for").unlink()
    shutil.rmtree(copy.home)


@as_root
def test_programs_in_a_closed_folder_are_copied_for_everybody(closed, data):
    account = service_account()
    source = closed / "package"
    (source / "bin").mkdir(parents=True)
    program = source / "bin" / "server"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    (source / "share").mkdir(mode=0o700)
    (source / "share" / "words").write_text("words")
    assert not can_use(account, [program])
    copy_programs([source], data / "programs")
    copied = data / "programs" / "package"
    assert can_use(account, [copied / "bin" / "server", copied / "share" / "words"])
    assert stat.S_IMODE((copied / "bin" / "server").stat().st_mode) == 0o755
    assert stat.S_IMODE(program.stat().st_mode) == 0o700
    copy_programs([source], data / "programs")  # a second copier finds it done


@as_root
def test_a_folder_of_a_third_account_is_not_taken_over(closed):
    home = closed.parent.parent / ".data" / "servers"
    home.mkdir(parents=True)
    os.chown(home, 65534, 65534)
    place = make_place(home.parent, service_account())
    assert place.home != home
    assert home.stat().st_uid == 65534
    place.home.with_name(f"{place.home.name}.for").unlink()
    shutil.rmtree(place.home)


def test_an_ordinary_users_data_stays_in_the_checkout(data):
    place = make_place(data / ".data", None)
    assert place.home == data / ".data" / "servers"
    assert stat.S_IMODE(place.home.stat().st_mode) == 0o700


@as_root
def test_an_ordinary_user_is_told_when_root_made_the_data(data):
    make_place(data / ".data", service_account())
    with pytest.raises(DataUnusable, match="belongs to another user"):
        make_place(data / ".data", None)


def test_a_long_path_gets_a_short_socket_folder(data):
    deep = data / ("x" * 60) / ("y" * 60)
    account = service_account()
    place = make_place(deep, account)
    sockets = socket_folder(place)
    try:
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 107
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert can_use(account, [sockets])
    finally:
        sockets.rmdir()


def test_a_server_in_a_long_path_works_and_clears_its_sockets_away(data):
    server = PostgresServer(make_place(data / ("x" * 60) / ("y" * 60), service_account()), durable=False)
    server.start()
    sockets = server.sockets
    server.stop()
    assert not sockets.exists()


def test_the_programs_found_can_be_used():
    account = service_account()
    found = postgres_programs(account)
    assert found.major >= 15
    assert can_use(account, [found.folder / "postgres", found.folder / "initdb", valkey_program(account)])


def test_a_private_file_is_whole_and_for_its_owner_only(tmp_path):
    path = tmp_path / "secret"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
