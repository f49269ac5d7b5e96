"""The pages of leads without a browser: what is posted, what stands then, what a hand-made form cannot do."""

import pytest

from accounts.models import Membership
from checkin.models import LeadQualifier
from tests.factories.fair import make_fair
from tests.factories.leads import make_lead, make_qualifier
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.visits import make_badge

pytestmark = pytest.mark.django_db


class Stand:
    def __init__(self, client):
        self.client, self.fair = client, make_fair(slug="cnht")
        self.an = make_maker(self.fair)
        self.exhibitor = self.fair.exhibitors.get()
        self.buyer = make_sourcer(self.fair)
        self.need = make_need(self.buyer.company, title_vi="Càng phanh nhôm đúc")
        self.visit = self.buyer.registration
        self.visit.share_contact = True
        self.visit.save()
        make_badge(self.visit)
        self.lead = make_lead(self.exhibitor, self.visit, author=self.an.user)
        self.client.force_login(self.an.user)

    def post(self, path, status=302, **fields):
        answer = self.client.post(f"/cnht/{path}", fields)
        assert answer.status_code == status
        return answer

    def add(self, **fields):
        return self.post(f"leads/{self.lead.public_id}/", **fields)

    def entries(self):
        return list(self.lead.entries.exclude(kind="scan").order_by("pk").values_list("kind", "text", "need", "linked"))


@pytest.fixture
def stand(client):
    return Stand(client)


def test_a_form_sent_twice_is_kept_once(stand):
    for _ in range(2):
        stand.add(act="note", nonce="of-this-form", text="Cần báo giá\r\nGửi mẫu")
    stand.add(act="note", nonce="of-the-next", text="  ")
    assert stand.entries() == [("note", "Cần báo giá\nGửi mẫu", None, True)]
    page = stand.client.get(f"/cnht/leads/{stand.lead.public_id}/").content.decode()
    assert "Ghi chú đang trống." in page
    assert "Cần báo giá\nGửi mẫu" in page


def test_only_answers_that_differ_are_given_anew(stand):
    grade, sample = make_qualifier(stand.exhibitor), make_qualifier(stand.exhibitor, "yes_no", "Gửi mẫu?")
    fields = {f"q-{grade.public_id}": "A", f"q-{sample.public_id}": ""}
    stand.add(act="answers", nonce="form-one", **fields)
    stand.add(act="answers", nonce="form-two", **fields)
    stand.add(act="answers", nonce="form-three", **fields | {f"q-{grade.public_id}": ""})
    stand.add(act="answers", nonce="form-four", **{f"q-{grade.public_id}": "Z"})
    assert stand.entries() == [("answer", "A", None, True), ("answer", "", None, True)]


def test_wanted_parts_are_linked_and_let_go(stand):
    foreign = make_need(make_sourcer(stand.fair).company)
    stand.add(act="needs", nonce="form-one", needs=[stand.need.public_id, foreign.public_id])
    assert "Càng phanh nhôm đúc" in stand.client.get(f"/cnht/leads/{stand.lead.public_id}/").content.decode()
    stand.add(act="needs", nonce="form-two")
    assert stand.entries() == [("need", "", stand.need.pk, True), ("need", "", stand.need.pk, False)]


def test_questions_are_added_changed_and_retired_on_their_page(stand):
    grade = make_qualifier(stand.exhibitor)
    formset = {"q-TOTAL_FORMS": "3", "q-INITIAL_FORMS": "3"}
    formset |= {"q-0-id": grade.public_id, "q-0-question": "", "q-0-kind": "grade", "q-0-choices": ""}
    formset |= {"q-1-question": "Ngành", "q-1-kind": "choice", "q-1-choices": "Ô tô\r\n\r\n Xe máy "}
    formset |= {"q-2-question": "", "q-2-kind": "grade", "q-2-choices": ""}
    stand.post("leads/questions/", **formset)
    seen = [(one.question, one.choices, one.retired_at is None) for one in LeadQualifier.objects.order_by("pk")]
    assert seen == [("Mức quan tâm", [], False), ("Ngành", ["Ô tô", "Xe máy"], True)]
    answer = stand.post("leads/questions/", status=422, **formset | {"q-1-choices": "Ô tô"})
    assert "câu chọn một cần từ hai đến mười lựa chọn" in answer.content.decode()
    assert stand.post("leads/questions/", status=422, **{"q-TOTAL_FORMS": "x"})


def test_who_works_for_two_firms_reads_each_by_itself(stand):
    second = make_maker(stand.fair, "Khuôn mẫu Việt Tiến")
    other = stand.fair.exhibitors.get(company=second.company)
    assert stand.client.get(f"/cnht/leads/?exhibitor={other.public_id}").status_code == 404
    Membership.objects.create(user=stand.an.user, organisation=second.company.organisation, role="staff")
    first = stand.client.get("/cnht/leads/").content.decode()
    assert stand.visit.person.full_name in first
    assert f'href="?exhibitor={other.public_id}"' in first
    page = stand.client.get(f"/cnht/leads/?exhibitor={other.public_id}").content.decode()
    assert "Chưa có khách nào" in page
    assert f"/cnht/leads/scan/?exhibitor={other.public_id}" in page
    scan = stand.client.get(f"/cnht/leads/scan/?exhibitor={other.public_id}").content.decode()
    assert f"/leads/batch/?exhibitor={other.public_id}" in scan


def test_the_visitor_says_it_to_all_and_to_one(stand):
    address = f"pass/{stand.visit.manage_key}/booths/"
    stand.client.logout()
    stand.post(address)
    stand.visit.refresh_from_db()
    assert not stand.visit.share_contact
    assert "Chưa chia sẻ" in stand.client.get(f"/cnht/{address}").content.decode()
    stand.post(f"{address}{stand.lead.public_id}/share/")
    page = stand.client.get(f"/cnht/{address}").content.decode()
    assert "Bạn đang chia sẻ" in page
    assert stand.visit.person.full_name in page
    stand.post(f"{address}{stand.lead.public_id}/other/", status=404)
    other = make_sourcer(stand.fair).registration
    stand.post(f"pass/{other.manage_key}/booths/{stand.lead.public_id}/withdraw/", status=404)
    stand.lead.refresh_from_db()
    assert stand.lead.withdrawn_at is None
    stand.visit.state = "withdrawn"
    stand.visit.save()
    assert stand.client.get(f"/cnht/{address}").status_code == 302
