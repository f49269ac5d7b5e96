"""The end card and the questions after it, as pages: by log-in, at the table, by link; bad input and old tabs."""

import datetime as dt

import pytest

from booking.models import Meeting
from fairday.links import follow_up_key, outcome_key
from fairday.models import FollowUp, FollowUpStep, MeetingOutcome, OutcomeSource
from fairday.services.follow_ups import ask_follow_up
from fairday.services.outcomes import card, record_outcome
from kernel.clock import now
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import begin, make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair, "Toyota"), make_maker(fair, "Đông Anh")
    return fair, buyer, maker, make_meeting(buyer, maker, slots[0])


def address(fair, meeting):
    return f"/{fair.slug}/meetings/{meeting.public_id}/outcome/"


def by_key(fair, meeting, company, days=1):
    key = outcome_key(meeting, company.pk, expires_at=now() + dt.timedelta(days=days))
    return f"/{fair.slug}/outcomes/{key}/"


def test_by_log_in_one_submit_tells_it_and_leads_back(client, world):
    fair, buyer, _, meeting = world
    client.force_login(buyer.user)
    url = address(fair, meeting)
    early = client.get(url)
    assert (early.status_code, "chưa bắt đầu" in early.content.decode()) == (409, True)
    assert client.post(url, {"kinds": ["sample"]}).status_code == 409
    assert url not in client.get(f"/{fair.slug}/meetings/").content.decode()
    begin(meeting)
    assert url in client.get(f"/{fair.slug}/meetings/").content.decode()
    page = client.get(url)
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    answer = client.post(
        url, {"kinds": ["sample", "audit"], "value_band": "2b_10b", "rating": "5", "note": " gửi  mẫu "}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/{fair.slug}/meetings/#meetings")
    told = MeetingOutcome.objects.get()
    assert (told.kinds, told.value_band, told.rating, told.note) == (["sample", "audit"], "2b_10b", 5, "gửi mẫu")
    assert (told.company, told.source, told.told_by) == (buyer.company, OutcomeSource.OWN, buyer.user)
    again = client.post(url, {"kinds": ["sample", "audit"], "value_band": "2b_10b", "rating": "5", "note": "gửi mẫu"})
    assert (again.status_code, MeetingOutcome.objects.get().revision) == (302, 1)
    old_tab = client.post(url, {"kinds": ["mou"], "revision": "0"})
    assert (old_tab.status_code, "đồng nghiệp" in old_tab.content.decode()) == (409, True)
    assert 'name="revision" value="1"' in old_tab.content.decode()
    assert client.post(url, {"kinds": ["mou"], "revision": "1"}).status_code == 302
    assert MeetingOutcome.objects.get().kinds == ["mou"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kinds": ["none", "sample"]},
        {"kinds": ["gift"]},
        {"kinds": ["sample"], "rating": "9"},
        {"kinds": ["sample"], "value_band": "x"},
        {"kinds": ["sample"], "note": "x" * 201},
        {"kinds": ["sample"], "note": "a\u202eb"},
        {"kinds": ["sample"], "revision": "-1"},
        {"kinds": ["sample"], "revision": "x"},
    ],
)
def test_a_card_that_is_wrong_is_shown_again_and_nothing_is_kept(client, world, body):
    fair, buyer, _, meeting = world
    begin(meeting)
    client.force_login(buyer.user)
    answer = client.post(address(fair, meeting), body)
    assert answer.status_code == 422
    assert MeetingOutcome.objects.count() == 0
    for kind in set(body.get("kinds", [])) - {"gift"}:
        assert f'value="{kind}"{" data-none" if kind == "none" else ""} checked' in answer.content.decode()


def test_nothing_for_now_drops_the_sum_that_the_form_still_showed(client, world):
    fair, buyer, _, meeting = world
    begin(meeting)
    client.force_login(buyer.user)
    assert client.post(address(fair, meeting), {"kinds": ["none"], "value_band": "2b_10b"}).status_code == 302
    assert MeetingOutcome.objects.get().value_band == "open"


def test_at_the_table_each_side_gets_the_tablet_in_turn(client, world):
    fair, buyer, maker, meeting = world
    begin(meeting)
    host = make_member(fair.organisation, "door")
    client.force_login(host)
    url = address(fair, meeting)
    page = client.get(url).content.decode()
    for side in (buyer, maker):
        assert f"?side={side.company.public_id}" in page
        answer = client.post(f"{url}?side={side.company.public_id}", {"kinds": ["quotation"]})
        assert (answer.status_code, answer["Location"]) == (302, url)
    told = MeetingOutcome.objects.values_list("company_id", "source", "told_by_id")
    assert set(told) == {(side.company.pk, "table", host.pk) for side in (buyer, maker)}
    stranger = make_maker(fair)
    assert client.get(f"{url}?side={stranger.company.public_id}").status_code == 404
    client.force_login(stranger.user)
    assert client.get(url).status_code == 404
    elsewhere = make_fair()
    client.force_login(buyer.user)
    assert client.get(address(elsewhere, meeting)).status_code == 404


def test_by_the_link_of_the_mail_without_a_log_in(client, world):
    fair, _, maker, meeting = world
    begin(meeting)
    url = by_key(fair, meeting, maker.company)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"kinds": ["none"]})
    assert (answer.status_code, answer["Location"]) == (302, url)
    told = MeetingOutcome.objects.get()
    assert (told.company, told.source, told.told_by) == (maker.company, OutcomeSource.LINK, None)
    assert Meeting.objects.get().state == "done"
    late = client.get(by_key(fair, meeting, maker.company, days=-1))
    assert (late.status_code, "hết hạn" in late.content.decode()) == (410, True)
    assert client.post(by_key(fair, meeting, maker.company, days=-1), {"kinds": ["mou"]}).status_code == 410
    assert client.get(by_key(make_fair(), meeting, maker.company)).status_code == 404
    for forged in (
        url.replace("-low", "-high") if "-low" in url else url.replace("-high", "-low"),
        f"/{fair.slug}/outcomes/x/",
    ):
        assert client.get(forged).status_code == 404


def test_a_question_months_later_takes_one_answer(client, world):
    fair, buyer, _, meeting = world
    begin(meeting)
    record_outcome(meeting, company=buyer.company, card=card(["sample"]), actor_id=None, source=OutcomeSource.LINK)
    step = ask_follow_up(FollowUp.objects.get().pk, months=1)
    url = f"/{fair.slug}/follow-ups/{follow_up_key(step)}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"became": "sold"}).status_code == 422
    assert client.post(url, {"became": "talking", "value_band": "over_10b"}).status_code == 302
    step.refresh_from_db()
    assert (step.became, step.value_band) == ("talking", "open")
    assert "Vẫn đang trao đổi" in client.get(url).content.decode()
    second = ask_follow_up(step.follow_up_id, months=3)
    url = f"/{fair.slug}/follow-ups/{follow_up_key(second)}/"
    assert client.post(url, {"stop": "1"}).status_code == 302
    assert 'name="became"' not in client.get(url).content.decode()
    client.post(url, {"became": "order"})
    assert FollowUpStep.objects.get(pk=second.pk).became == ""
    assert client.get(f"/{make_fair().slug}/follow-ups/{follow_up_key(second)}/").status_code == 404
    FollowUpStep.objects.filter(pk=second.pk).update(expires_at=now())
    second.refresh_from_db()
    assert client.get(f"/{fair.slug}/follow-ups/{follow_up_key(second)}/").status_code == 410
