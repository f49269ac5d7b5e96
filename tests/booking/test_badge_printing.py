"""Badges designed, printed one by one and in batches, replaced with a reason: services, rows and what the door then says."""

from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
import zxingcpp

from accounts.roles import Role
from badges.designs import Line, Paper
from booking.access.badges import stack_content
from booking.errors.badges import BadBadgeDesign, BatchAtWork, DesignChanged, NothingToPrint, NotReady
from booking.errors.registrations import NotRegistered
from booking.models import Badge, BadgeDesign, BadgePrint, BadgeStack
from booking.queries.badge_designs import design_of
from booking.queries.badge_prints import Choice, badges_to_print, proof_of, with_progress
from booking.rules.badge_designs import FairDesign, as_json, from_json, unreadable
from booking.services import badge_batches
from booking.services.badge_batches import make_next_stack, start_batch, sweep_stacks, throw_away
from booking.services.badge_designs import save_design
from booking.services.badge_prints import print_badge
from booking.services.badges import reissue_badge
from booking.states import BatchState, PrintCause, ReissueReason, StackState
from checkin.access.posts import Post
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from kernel.errors import IllegalMove
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN = as_json(FairDesign())


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def manager(fair):
    return make_member(fair.organisation, Role.MANAGER)


def make_visitor(fair, name, firm="Denko Việt Nam", *, role="visitor", **person):
    company = make_company(firm) if firm else None
    return make_badge(make_registration(fair, make_person(company=company, full_name=name, **person), role=role))


def text_of(pdf):
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def started(fair, user, *, paper=None, language="", **chosen):
    return start_batch(fair, choice=Choice(**chosen), paper=paper, language=language, user=user)


def made(batch):
    while make_next_stack(batch.pk):
        pass
    return with_progress(type(batch).objects.filter(pk=batch.pk)).get()


def test_a_design_is_saved_as_versions_and_read_back_as_it_was(fair, manager):
    assert design_of(fair) == FairDesign()
    content = PLAIN | {
        "paper": "a7",
        "lines": [["company", "large"], ["name", "small"], ["place", "normal"]],
        "code_side": 30,
        "title": "CNHT 2026",
        "roles": {"buyer": {"colour": "#0a5f2c", "vi": "KHÁCH MUA", "en": "BUYER"}},
    }
    first = save_design(fair, content=content, seen=0, actor_id=manager.pk)
    second = save_design(fair, content=content | {"has_days": False}, seen=1, actor_id=manager.pk)
    assert design_of(fair) == second
    assert (first.version, second.version) == (1, 2)
    assert [line for line, _ in second.design.lines] == [Line.COMPANY, Line.NAME, Line.PLACE]
    assert second.roles["buyer"].words == {"vi": "KHÁCH MUA", "en": "BUYER", "ja": ""}
    assert second.roles["visitor"] == from_json(PLAIN).roles["visitor"]
    assert list(BadgeDesign.objects.order_by("version").values_list("version", "content__has_days")) == [
        (1, True),
        (2, False),
    ]
    with pytest.raises(DesignChanged):
        save_design(fair, content=content, seen=1, actor_id=manager.pk)
    assert BadgeDesign.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lines": [["company", "normal"]]}, "/lines"),
        ({"lines": [["name", "normal"], ["name", "large"]]}, "/lines"),
        ({"lines": [["name", "huge"]]}, "/lines"),
        ({"paper": "a5"}, "/lines"),
        ({"code_side": 12}, "/code_side"),
        ({"code_side": "30"}, "/code_side"),
        ({"paper": "roll62", "shown": "both"}, "/shown"),
        ({"title": "x" * 61}, "/title"),
        ({"roles": {"visitor": {"colour": "red"}}}, "/roles/visitor/colour"),
        ({"roles": {"king": {}}}, "/roles"),
        ({"roles": {"visitor": "red"}}, "/roles/visitor"),
        ({"logo": 7}, "/logo"),
        ({"roles": {"visitor": {"vi": "x" * 41}}}, "/roles/visitor/vi"),
    ],
)
def test_no_badge_can_look_like_this(fair, manager, change, pointer):
    with pytest.raises(BadBadgeDesign) as refused:
        save_design(fair, content=PLAIN | change, seen=0, actor_id=manager.pk)
    assert refused.value.pointer == pointer
    assert (BadgeDesign.objects.count(), HistoryEntry.objects.count()) == (0, 0)


def test_a_strap_on_which_no_word_can_be_read_is_named_with_its_contrast():
    assert unreadable(FairDesign()) == {}
    found = unreadable(from_json(PLAIN | {"roles": {"door": {"colour": "#808080"}}}))
    assert set(found) == {"door"}
    assert 3 < found["door"] < 4.5


def test_who_has_no_badge_that_opens_is_printed_none(fair):
    badge = make_visitor(fair, "Vũ An")
    Badge.objects.update(state="revoked", ended_at=now())
    with pytest.raises(NotRegistered):
        print_badge(badge.registration, cause=PrintCause.SINGLE)
    assert BadgePrint.objects.count() == 0


def test_a_badge_is_printed_as_designed_and_counted(fair, manager):
    badge = make_visitor(fair, "Tanaka Kenji", "Denko", role="buyer", other_name="田中 健二", job_title="Trưởng phòng")
    content = PLAIN | {"paper": "roll62", "lines": [["name", "normal"], ["second_name", "large"], ["place", "normal"]]}
    save_design(fair, content=content | {"roles": {"buyer": {"vi": "Khách mua"}}}, seen=0, actor_id=manager.pk)
    printed = print_badge(badge.registration, cause=PrintCause.SINGLE, actor_id=manager.pk)
    (said,) = text_of(printed)
    said = "".join(said.split())
    assert all(text in said for text in ("TanakaKenji", "田中健二", "HàNội", "Kháchmua"))
    assert "Denko" not in said
    print_badge(badge.registration, cause=PrintCause.KIOSK, paper=Paper.A4, language="ja")
    assert list(BadgePrint.objects.order_by("pk").values_list("badge", "cause", "printed_by")) == [
        (badge.pk, "single", manager.pk),
        (badge.pk, "kiosk", None),
    ]


def test_a_batch_is_made_stack_by_stack_and_prints_each_badge_once(fair, manager, monkeypatch):
    monkeypatch.setattr(badge_batches, "STACK", 3)
    names = [f"Khách số {n}" for n in range(7)]
    badges = [make_visitor(fair, name, "Denko") for name in names]
    gone = make_badge(make_registration(fair, role="visitor"), state="revoked")
    batch = started(fair, manager, paper=Paper.A7)
    assert OutboxEvent.objects.filter(name="badge_batch.started", payload={"batch_id": batch.pk}).count() == 1
    with pytest.raises(BatchAtWork):
        started(fair, manager)
    assert make_next_stack(batch.pk)
    halfway = with_progress(type(batch).objects.all()).get()
    assert (halfway.state, halfway.printed, halfway.stacks_made, halfway.stack_count) == (BatchState.WORKING, 3, 1, 3)
    with pytest.raises(NotReady):
        stack_content(batch, 2)
    reissue_badge(badges[5].registration, actor_id=manager.pk, reason=ReissueReason.LOST)
    ready = made(batch)
    assert (ready.state, ready.printed, ready.total) == (BatchState.READY, 6, 7)
    pages = [page for number in (1, 2, 3) for page in text_of(stack_content(batch, number))]
    assert [next(name for name in names if name in page) for page in pages] == [n for n in names if n != names[5]]
    assert set(BadgePrint.objects.values_list("badge", flat=True)) == {b.pk for b in badges if b is not badges[5]}
    fresh = badges_to_print(fair, Choice(only_new=True))
    assert [badge.registration_id for badge in fresh] == [badges[5].registration_id]
    assert gone.pk not in badges_to_print(fair, Choice(only_new=False)).values_list("pk", flat=True)


def test_a_batch_chooses_by_role_firm_and_what_was_printed(fair, manager):
    tung = make_visitor(fair, "Tùng", "Cơ khí Đông Anh", role="exhibitor")
    tung.registration.company.search_text = "co khi dong anh"
    tung.registration.company.save()
    make_visitor(fair, "Hoa", "Denko", role="buyer")
    for chosen, expected in (
        ({"role": "exhibitor"}, ["Tùng"]),
        ({"company": "Đông Anh"}, ["Tùng"]),
        ({}, ["Hoa", "Tùng"]),
    ):
        found = badges_to_print(fair, Choice(**chosen)).values_list("registration__person__full_name", flat=True)
        assert list(found) == expected
    print_badge(tung.registration, cause=PrintCause.SINGLE)
    with pytest.raises(NothingToPrint):
        started(fair, manager, role="exhibitor")
    assert started(fair, manager, role="exhibitor", only_new=False).total == 1


def test_what_is_thrown_away_was_not_printed(fair, manager):
    make_visitor(fair, "Hoa")
    batch = started(fair, manager)
    assert made(batch).state == BatchState.READY
    throw_away(batch, actor_id=manager.pk)
    assert BadgePrint.objects.count() == 0
    with pytest.raises(NotReady):
        stack_content(batch, 1)
    with pytest.raises(IllegalMove):
        throw_away(batch, actor_id=manager.pk)
    stopped = started(fair, manager)
    throw_away(stopped, actor_id=manager.pk)
    assert not make_next_stack(stopped.pk)
    assert made(started(fair, manager)).printed == 1


def test_a_stack_thrown_away_while_it_is_set_is_not_kept(fair, manager, monkeypatch):
    make_visitor(fair, "Hoa")
    batch = started(fair, manager)
    real = badge_batches.badges_pdf
    monkeypatch.setattr(badge_batches, "badges_pdf", lambda *given: (throw_away(batch, actor_id=None), real(*given))[1])
    assert make_next_stack(batch.pk)
    assert (BadgePrint.objects.count(), BadgeStack.objects.get().content) == (0, None)


def test_a_stack_whose_maker_died_waits_again_and_a_broken_one_fails_the_batch(fair, manager, monkeypatch):
    make_visitor(fair, "Hoa")
    batch = started(fair, manager)
    BadgeStack.objects.update(state=StackState.MAKING, holder="dead", lease_until=now(), attempts=1)
    assert not make_next_stack(batch.pk)
    assert sweep_stacks() == 1
    assert badge_batches.waiting_batches() == [batch.pk]

    def broken(*_given):
        raise RuntimeError("the press is out of paper")

    monkeypatch.setattr(badge_batches, "badges_pdf", broken)
    assert made(batch).state == BatchState.FAILED
    assert BadgeStack.objects.get().attempts == 3
    assert BadgePrint.objects.count() == 0
    monkeypatch.undo()
    assert made(started(fair, manager)).state == BatchState.READY


def test_who_lost_a_stack_to_another_gives_back_nothing_when_the_press_breaks(fair, manager, monkeypatch):
    make_visitor(fair, "Vũ An")
    batch = started(fair, manager)

    def broken(*_given):
        BadgeStack.objects.update(holder="another")
        raise RuntimeError("the press is out of paper")

    monkeypatch.setattr(badge_batches, "badges_pdf", broken)
    assert make_next_stack(batch.pk)
    assert BadgeStack.objects.values_list("state", "holder", "attempts").get() == ("making", "another", 1)
    batch.refresh_from_db()
    assert (batch.state, badge_batches.waiting_batches(), BadgePrint.objects.count()) == ("working", [], 0)


def test_the_proof_counts_roles_and_names_what_deserves_a_look(fair, django_assert_max_num_queries):
    make_visitor(fair, "Nguyễn Thị Hồng Nhung", "Denko", role="buyer")
    make_visitor(fair, "Trần Văn Bảy", None)
    make_visitor(fair, "Somchai ไทย", "Denko")
    long = make_visitor(
        fair,
        "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương " * 4,
        None,
        company_name="Công ty Cổ phần Cơ khí Chính xác Đông Anh " * 5,
    )
    with django_assert_max_num_queries(4):
        proof = proof_of(badges_to_print(fair, Choice()), FairDesign().on(Paper.ROLL))
    assert (proof.total, dict(proof.by_role)) == (4, {"buyer": 1, "visitor": 3})
    assert dict(proof.counts) == {"missing_company": 1, "letters": 1, "small_name": 1, "small_company": 1}
    assert {(doubt.what, doubt.detail) for doubt in proof.doubts if doubt.what == "letters"} == {("letters", "ไทย")}
    assert {doubt.badge.pk for doubt in proof.doubts if doubt.what.startswith("small")} == {long.pk}
    assert proof.first.name == "Nguyễn Thị Hồng Nhung"


def test_a_replaced_badge_says_why_and_the_door_refuses_the_old_one_with_the_time(fair, manager):
    old = make_visitor(fair, "Trần Thị Hao", other_name="")
    registration = old.registration
    reissue_badge(
        registration,
        actor_id=manager.pk,
        reason=ReissueReason.NAME_CHANGED,
        full_name="Trần Thị Hoa",
        other_name="ホア",
    )
    reissue_badge(registration, actor_id=manager.pk, reason=ReissueReason.LOST)
    told = list(
        Badge.objects.filter(registration=registration).order_by("version").values_list("version", "state", "reason")
    )
    assert told == [(1, "replaced", ""), (2, "replaced", "name"), (3, "live", "lost")]
    person = Badge.objects.get(pk=old.pk).registration.person
    assert (person.full_name, person.other_name, "hoa" in person.search_text) == ("Trần Thị Hoa", "ホア", True)

    gate, checkin_list = make_gate(fair), make_checkin_list(fair)
    post = Post(fair.pk, fair.token_number, ZoneInfo(fair.timezone), gate.pk, gate.code, checkin_list.pk, manager.pk)
    printed = print_badge(registration, cause=PrintCause.SINGLE, paper=Paper.A6)
    with pdfium.PdfDocument(printed) as document:
        picture = document[0].render(scale=200 / 72).to_pil()
    (code,) = [found.text for found in zxingcpp.read_barcodes(picture)]
    old.refresh_from_db()
    refused = scan_badge(post, ScanRequest(text=old.code, nonce="nonce-old-1"), now=now())
    welcome = scan_badge(post, ScanRequest(text=code, nonce="nonce-new-1"), now=now())
    assert (refused.verdict, refused.ended_at) == ("replaced", old.ended_at)
    assert (welcome.verdict, welcome.full_name) == ("ok", "Trần Thị Hoa")
