"""Self check-in: the QR of the mail, welcomed by name, printed, and gone from the screen; nobody else's badge comes out."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from badges.codes import new_code
from booking.keys import token_of
from checkin.models import Scan
from checkin.services.devices import add_device
from kernel.clock import now
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import DESK, PHONE
from tests.pages.test_door_desk_in_browser import PRINTED, on_paper, wait_for_print

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def hold_up(page, text):
    """A hand scanner beside the screen; the camera hands its texts to the same place."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_visitor_lets_himself_in_and_takes_his_badge(open_page, faults, refusals):
    fair = make_fair()
    gate, day = make_gate(fair, "K"), make_checkin_list(fair)
    badge = make_badge(make_registration(fair, make_person(full_name="Lê Thu Hà")))
    boss = make_member(fair.organisation, Role.OWNER)
    _, code = add_device(fair, name="Kiosk", gate=gate, checkin_lists=[day], actor_id=boss.pk, now=now())
    page = open_page(f"/door/kiosk/#enrol={code}")
    say, who = page.locator("#say"), page.locator("#who")
    expect(say).to_have_text("Đưa mã QR vào đây", timeout=20_000)
    expect(page.locator("#fair")).to_have_text(fair.name_vi)
    assert faults(page, DESK, PHONE) == []
    page.evaluate(PRINTED)
    hold_up(page, token_of(badge))
    expect(say).to_have_text("Chào mừng quý khách")
    expect(who).to_have_text("Lê Thu Hà")
    wait_for_print(page, 1)
    assert on_paper(page) == (1, [105, 148], [badge.code])
    assert faults(page, DESK, PHONE) == []
    expect(who).to_have_text("", timeout=10_000)  # the name is gone, and so is the drawing
    assert "Lê Thu Hà" not in page.content()
    expect(say).to_have_text("Đưa mã QR vào đây")
    hold_up(page, token_of(badge))
    expect(say).to_have_text("Quý khách đã vào rồi")
    hold_up(page, new_code())
    expect(say).to_have_text("Mời quý khách đến quầy")
    assert page.evaluate("printed.length") == 1
    page.get_by_role("link", name="English").click()
    expect(say).to_have_text("Hold your QR code here", timeout=20_000)
    assert page.url.endswith("/en/door/kiosk/")
    page.context.set_offline(True)
    refusals.append("ERR_INTERNET_DISCONNECTED")
    hold_up(page, token_of(badge))
    expect(say).to_have_text("Please go to the desk")
    assert Scan.objects.count() == 3


def test_a_device_prints_whom_it_let_in_and_nobody_else(client):
    fair = make_fair()
    gate, day = make_gate(fair, "K"), make_checkin_list(fair)
    badge = make_badge(make_registration(fair, make_person()))
    kiosk, other = make_device(gate, day), make_device(gate, day)

    def ask(method, path, body=None, *, device=kiosk):
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(
            f"/api/v1/door/{path}", headers={"Authorization": f"Device {device.key}"}, **more
        )

    look = {"text": badge.code, "checkin_list": day.public_id}
    for seq, verdict in ((1, "ok"), (2, "already_in")):
        assert ask("post", "scans/", look | {"seq": seq, "nonce": f"look-000{seq}"}).json()["verdict"] == verdict
    assert ask("get", "prints/look-0001.svg").status_code == 200
    assert ask("get", "prints/look-0002.svg").status_code == 404
    assert ask("get", "prints/look-0001.svg", device=other).status_code == 404
    assert [one.cause for one in badge.prints.all()] == ["kiosk"]
