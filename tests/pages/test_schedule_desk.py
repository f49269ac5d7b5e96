"""The schedule desk as pages: every state of a run stands, acts say what came of them, strangers see nothing of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from booking.models import Meeting, MeetingRequest, ScheduleRun
from booking.services.meeting_locks import lock_in_place
from booking.services.meetings import accept_request, cancel_meeting
from booking.services.schedule_job import compute_run, compute_what_if
from kernel.models import OutboxEvent
from tests.factories.people import make_member
from tests.factories.schedule import make_ground

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
ASKED = {"priorities": ["1", "2", "3"], "seconds": "0", "only_wished_times": "on", "with_interpreters": "on"}


def desk(ground, *path):
    return "/".join([f"/{ground.fair.slug}/desk/schedule", *path, ""])


def test_a_run_from_its_start_to_its_end(client):
    ground = make_ground(buyers=2, makers=5, slots=4, tables=1)
    client.force_login(ground.manager)
    assert "Chưa xếp lịch lần nào" in client.get(desk(ground)).content.decode()
    nothing = client.post(desk(ground), {**ASKED, "priorities": []})
    assert (nothing.status_code, ScheduleRun.objects.count()) == (422, 0)
    started = client.post(desk(ground), ASKED)
    run = ScheduleRun.objects.get()
    page = started["Location"]
    assert page == desk(ground, run.public_id)
    again = client.post(desk(ground), ASKED)
    assert (again.status_code, ScheduleRun.objects.count()) == (409, 1)
    assert f'<a href="{page}">Mở lần xếp do {ground.manager.full_name}' in again.content.decode()
    waiting = client.get(page).content.decode()
    assert "Đang chờ đến lượt" in waiting
    assert f'hx-get="{page}?part=progress"' in waiting
    assert "Dừng lần xếp" in client.get(f"{page}?part=progress", headers=HTMX).content.decode()
    compute_run(run.pk, time_is_up=TimeoutError)
    assert client.get(f"{page}?part=progress", headers=HTMX)["HX-Refresh"] == "true"
    preview = client.get(page)
    html = preview.content.decode()
    for words in ("4 / 10", "6 lời mời chưa xếp được", "Thêm 1 bàn: thêm", "nhận đúng một thư"):
        assert words in html, words
    assert "style=" not in html
    for kind in ("", "new", "moved", "clash", "kept", "nonsense"):
        assert client.get(f"{page}?show=list&kind={kind}").status_code == 200
    assert client.get(f"{page}?day=never").status_code == 200

    late = client.post(f"{page}publish/", {"seen": _someone_accepts(ground, preview)})
    assert (late.status_code, Meeting.objects.count()) == (409, 1)
    assert "Chưa công bố gì cả" in late.content.decode()
    for _ in range(2):  # a double click publishes once
        done = client.post(f"{page}publish/", {"seen": late.context["board"].seen}, follow=True)
        assert done.redirect_chain == [(page, 302)]
    made = Meeting.objects.count() - 1
    assert made == late.context["counts"]["new"] > 0
    assert f"{made} cuộc gặp mới" in done.content.decode()
    told = OutboxEvent.objects.filter(name="schedule.published").count()
    assert told == late.context["people"]

    cancel_meeting(Meeting.objects.filter(schedule_changes__run=run).first(), user=ground.buyers[0].user)
    asked = client.get(page)
    assert (len(asked.context["outlook"].undone), len(asked.context["outlook"].left)) == (made - 1, 1)
    assert "1 cuộc giữ nguyên: đã có người thay đổi" in asked.content.decode()
    for _ in range(2):
        back = client.post(f"{page}roll-back/", follow=True)
        assert back.redirect_chain == [(page, 302)]
    assert "đã hoàn tác" in back.content.decode()
    assert Meeting.objects.filter(state="confirmed").count() == 1
    assert OutboxEvent.objects.filter(name="schedule.rolled_back").count() == asked.context["outlook"].people


def _someone_accepts(ground, preview) -> str:
    """Returns what was seen before the two agreed themselves."""
    accept_request(ground.wishes[-1], user=ground.makers[-1].user)
    return preview.context["board"].seen


def test_moving_by_hand_refuses_what_cannot_be_and_tells_what_is_soft(client):
    ground = make_ground(buyers=1, makers=3, slots=6, tables=2)
    client.force_login(ground.manager)
    for wish in ground.wishes:
        wish.requested_slots.exclude(slot__in=ground.slots[:3]).delete()
    run = ground.compute()
    page = desk(ground, run.public_id)
    key = f"w{ground.wishes[0].pk}"
    before = run.placements[key]
    other = run.placements[f"w{ground.wishes[1].pk}"]
    slots, tables = {s.pk: s.public_id for s in ground.slots}, {t.pk: t.public_id for t in ground.tables}
    item = {"item": ground.wishes[0].public_id, "show": "board"}

    hard = client.post(f"{page}place/", item | {"slot": slots[other["slot"]], "table": tables[other["table"]]})
    assert hard.status_code == 409
    assert "Một trong hai người có cuộc gặp khác" in hard.content.decode()
    part = client.post(
        f"{page}place/", item | {"slot": slots[other["slot"]], "table": tables[other["table"]]}, headers=HTMX
    )
    assert part.status_code == 409
    assert f'data-slot="{slots[other["slot"]]}"' in part.content.decode()
    assert "<html" not in part.content.decode()
    run.refresh_from_db()
    assert run.placements[key] == before

    free = {"slot": ground.slots[5].public_id, "table": ground.tables[1].public_id}
    soft = client.post(f"{page}place/", item | free, headers=HTMX)
    assert soft.status_code == 200
    assert "Giờ này nằm ngoài các giờ hai bên đã chọn" in soft.content.decode()
    run.refresh_from_db()
    assert run.placements[key]["slot"] == ground.slots[5].pk
    assert "Bỏ thay đổi vừa rồi" in client.get(page).content.decode()
    client.post(f"{page}undo/")
    run.refresh_from_db()
    assert run.placements[key] == before
    nowhere = client.post(f"{page}place/", item | {"slot": "x", "table": "y"})
    assert nowhere.status_code == 409
    gone = client.post(f"{page}take-out/", {"item": ground.wishes[0].public_id}, follow=True)
    assert "1 lời mời chưa xếp được" in gone.content.decode()
    assert client.post(f"{page}take-out/", {"item": ground.wishes[0].public_id}).status_code == 409
    panel = client.get(f"{page}items/{ground.wishes[0].public_id}/", headers=HTMX).content.decode()
    assert "Tự chọn chỗ" in panel
    times = client.get(f"{page}items/{ground.wishes[0].public_id}/times/").json()
    assert set(times["clashes"]) == {slots[run.placements[f"w{w.pk}"]["slot"]] for w in ground.wishes[1:]}
    assert set(times["outside"]) == {slot.public_id for slot in ground.slots[3:]}
    client.post(f"{page}mark/must/", {"item": ground.wishes[0].public_id})
    assert MeetingRequest.objects.get(pk=ground.wishes[0].pk).is_must
    assert client.post(f"{page}mark/nonsense/", {"item": ground.wishes[0].public_id}).status_code == 404


def test_a_locked_meeting_stays_until_it_is_unlocked(client):
    ground = make_ground(buyers=1, makers=2, slots=4, tables=2)
    client.force_login(ground.manager)
    meeting = accept_request(ground.wishes[0], user=ground.makers[0].user, slot=ground.slots[0])
    lock_in_place(meeting, user=ground.manager)
    run = ground.compute(move_unlocked=True)
    page = desk(ground, run.public_id)
    there = {"item": meeting.public_id, "slot": ground.slots[3].public_id, "table": ground.tables[0].public_id}
    refused = client.post(f"{page}place/", there)
    assert (refused.status_code, "Cuộc gặp đã khóa" in refused.content.decode()) == (409, True)
    assert "Mở khóa" in client.get(f"{page}items/{meeting.public_id}/", headers=HTMX).content.decode()
    client.post(f"{page}mark/unlock/", {"item": meeting.public_id})
    assert client.post(f"{page}place/", there, headers=HTMX).status_code == 200
    assert client.get(page).context["counts"]["moved"] == 1
    client.post(f"{page}mark/lock/", {"item": meeting.public_id})
    meeting.refresh_from_db()
    assert meeting.is_locked
    assert client.get(page).context["counts"]["clash"] == 1
    away = client.post(f"{page}cancel/", follow=True)
    assert "Chưa công bố gì cả" in away.content.decode()
    assert "Lần xếp này đã bị bỏ" in client.get(page).content.decode()
    assert client.get(f"{page}items/{meeting.public_id}/").status_code == 404


def test_a_wish_without_a_place_names_who_took_it(client):
    ground = make_ground(buyers=1, makers=2, slots=1, tables=2)
    client.force_login(ground.manager)
    html = client.get(desk(ground, ground.compute().public_id)).content.decode()
    buyer, first, second = (one.company.short_name for one in (*ground.buyers, *ground.makers))
    after = html.split("Thế chỗ:")[1]
    assert f"{buyer} × {first}" in after or f"{buyer} × {second}" in after


def test_people_stand_by_how_well_they_are_served_and_are_found_by_name(client):
    ground = make_ground(buyers=2, makers=3, slots=2, tables=2)
    MeetingRequest.objects.filter(pk__in=[wish.pk for wish in ground.wishes[:3]]).update(priority=1)
    stands = accept_request(ground.wishes[3], user=ground.makers[0].user, slot=ground.slots[0])
    client.force_login(ground.manager)
    run = ground.compute()
    page = desk(ground, run.public_id)
    served = client.get(f"{page}?show=people").context["served"]
    shares = [line.served.share for line in served.lines]
    assert len(shares) == 5
    assert shares == sorted(shares)
    of = {line.person.pk: line for line in served.lines}
    busy, calm = (of[buyer.person.pk] for buyer in ground.buyers)
    assert (busy.served.wished, busy.served.placed, busy.served.unmet) == (3, 2, 1)
    assert busy.served.by_priority == {1: [2, 3]}
    assert (busy.first, busy.last, busy.served.idle) == (ground.slots[0], ground.slots[1], 0)
    assert (calm.served.wished, calm.served.placed, calm.served.meetings) == (2, 1, 2)  # with the one that stands
    assert calm.first.pk == stands.slot_id
    assert sum(line.served.placed for line in served.lines) == 2 * run.statistics["placed"]
    assert served.points < served.points_wished == sum(line.served.points_wished for line in served.lines)
    assert [line.is_below for line in served.lines] == [
        share < served.points / served.points_wished for share in shares
    ]
    alone = ground.makers[1].person
    found = client.get(f"{page}?show=people&q={alone.full_name}").context["served"]
    assert [line.person for line in found.lines] == [alone]
    assert (found.points, found.points_wished) == (served.points, served.points_wished)
    html = client.get(f"{page}?show=people&q=nobody-of-that-name").content.decode()
    assert "Không tìm thấy ai" in html


def test_more_tables_are_asked_for_shown_and_made_and_what_would_help_is_counted_again(client):
    ground = make_ground(buyers=2, makers=4, slots=2, tables=1)
    client.force_login(ground.manager)
    plain = ground.compute()
    page = desk(ground, plain.public_id)
    html = client.get(page).content.decode()
    assert f'href="{desk(ground)}?extra_tables=1#start-h"' in html
    assert "Ít nhất là chừng ấy, tính trên bản xem trước này." in html
    interpreters = {"kind": "interpreters", "count": 1, "language": "vi-ja", "meetings": 2, "weight": 8}
    ScheduleRun.objects.filter(pk=plain.pk).update(what_if=[*plain.what_if, interpreters])
    html = client.get(page).content.decode()
    assert "Thêm 1 phiên dịch Tiếng Việt – Tiếng Nhật: thêm 2 cuộc gặp" in html
    taken = next(wish for wish in ground.wishes if f"w{wish.pk}" in plain.placements)
    client.post(f"{page}take-out/", {"item": taken.public_id})
    assert "Tính trước khi sửa tay." in client.get(page).content.decode()
    assert client.post(f"{page}what-if/", {"show": "list"})["Location"] == f"{page}?show=list"
    waiting = client.get(f"{page}?part=what-if", headers=HTMX).content.decode()
    assert ("every 1s" in waiting, "Đang tính cho bản xem trước hiện tại." in waiting) == (True, True)
    compute_what_if(plain.pk)
    fresh = client.get(f"{page}?part=what-if", headers=HTMX).content.decode()
    assert ("every 1s" in fresh, "Thêm 1 bàn: thêm" in fresh, "trên bản xem trước này" in fresh) == (False, True, True)
    client.post(f"{page}cancel/")
    assert client.post(f"{page}what-if/").status_code == 302
    assert client.post(f"{page}what-if/", headers=HTMX)["HX-Refresh"] == "true"

    assert 'name="extra_tables" value="3"' in client.get(f"{desk(ground)}?extra_tables=3").content.decode()
    assert client.get(f"{desk(ground)}?extra_tables=x").status_code == 200
    assert client.post(desk(ground), {**ASKED, "extra_tables": "201"}).status_code == 422
    page = client.post(desk(ground), {**ASKED, "extra_tables": "2"})["Location"]
    run = ScheduleRun.objects.latest("pk")
    compute_run(run.pk, time_is_up=TimeoutError)
    preview = client.get(page)
    html = preview.content.decode()
    assert "thêm 2 bàn" in html
    assert "1 bàn được thêm vào hội chợ: T2." in html
    run.refresh_from_db()
    wish = next(wish for wish in ground.wishes if run.placements.get(f"w{wish.pk}", {}).get("table") == -1)
    slot = next(slot for slot in ground.slots if slot.pk == run.placements[f"w{wish.pk}"]["slot"])
    there = {"item": wish.public_id, "slot": slot.public_id, "table": "extra-2"}
    moved = client.post(f"{page}place/", there, headers=HTMX)
    assert "Đã đặt vào bàn 3" in moved.content.decode()
    assert client.post(f"{page}place/", there | {"table": "extra-3"}).status_code == 409
    done = client.post(f"{page}publish/", {"seen": moved.context["board"].seen}, follow=True)
    assert "Đã công bố" in done.content.decode()
    assert Meeting.objects.get(request=wish).table.number == 3


def test_a_run_that_found_nothing_says_what_to_do(client):
    ground = make_ground(buyers=1, makers=1, tables=0)
    client.force_login(ground.manager)
    run = ground.compute()
    html = client.get(desk(ground, run.public_id)).content.decode()
    assert "Không có bản xem trước" in html
    assert "Hội chợ chưa có bàn" in html


def test_the_board_costs_the_same_for_few_meetings_and_for_many(client):
    counts = []
    for makers in (2, 8):
        ground = make_ground(buyers=2, makers=makers, slots=8, tables=4)
        client.force_login(ground.manager)
        run = ground.compute()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(desk(ground, run.public_id)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40, counts


def test_nobody_else_finds_the_desk(client):
    ground = make_ground(buyers=1, makers=1)
    run = ground.compute()
    pages = [
        desk(ground),
        desk(ground, run.public_id),
        desk(ground, run.public_id, "items", ground.wishes[0].public_id),
    ]
    client.force_login(make_member(ground.fair.organisation, Role.SALES))
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    stranger = make_ground(buyers=1, makers=1)
    client.force_login(stranger.manager)
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(desk(ground, run.public_id, "publish"), {"seen": ground.seen(run)}).status_code == 404
    assert client.get(desk(stranger, run.public_id)).status_code == 404
    assert Meeting.objects.count() == 0
