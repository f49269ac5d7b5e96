"""The organiser's badges: designed with a live picture, proved, made in a batch, printed one by one, replaced with a reason."""

import io
import os
import re
import zipfile

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE as IMAGE

from accounts.roles import Role
from booking.models import Badge, BadgeBatch, BadgeDesign, BadgeLogo, BadgePrint
from booking.queries.badge_designs import design_of
from booking.services.badge_batches import make_next_stack
from tests.badges.test_logos import png
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import DESK, PHONE
from tests.pages.windows import look_of

pytestmark = pytest.mark.django_db(transaction=True)


class Ground:
    def __init__(self):
        self.fair = make_fair()
        self.manager = make_member(self.fair.organisation, Role.MANAGER)
        self.path = f"/{self.fair.slug}/desk/badges/"
        self.hoa = self.visitor("Trần Thị Hoa", "Denko Việt Nam", role="buyer", job_title="Trưởng phòng Mua hàng")
        self.visitor("Nguyễn Văn Bảy", "Cơ khí Đông Anh", role="exhibitor")
        self.visitor("Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương Quỳnh Trâm Anh " * 3, None)
        self.person = f"/{self.fair.slug}/desk/people/{self.hoa.registration.public_id}/"

    def visitor(self, name, firm, *, role="visitor", **person):
        company = make_company(firm) if firm else None
        made = make_person(company=company, full_name=name.strip(), **person)
        return make_badge(make_registration(self.fair, made, role=role, days=[self.fair.starts_on]))


@pytest.fixture
def ground(db):
    return Ground()


@pytest.fixture
def desk(client, ground):
    client.force_login(ground.manager)
    return client


def fields_of(html):
    """The form of the designer as a browser would send it."""
    sent = dict(re.findall(r'<input type="(?:hidden|number|text|color)" name="([^"]+)"(?: value="([^"]*)")?', html))
    chosen = re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL)
    sent |= {name: re.search(r'value="([^"]*)" selected', inside).group(1) for name, inside in chosen}
    for name, value in re.findall(
        r'<input type="(?:radio|checkbox)" name="([^"]+)"(?: value="([^"]*)")?[^>]* checked', html
    ):
        sent[name] = value or "on"
    return sent


def test_the_design_is_saved_from_its_form_and_an_older_page_is_refused(desk, ground):
    page = desk.get(f"{ground.path}design/").content.decode()
    sent = fields_of(page)
    assert sent["seen"] == "0"
    sent |= {
        "paper": "roll62",
        "size_place": "large",
        "place_place": "1",
        "word_buyer_vi": "Khách mua",
        "code_side": "32",
    }
    answer = desk.post(f"{ground.path}design/", sent, follow=True)
    assert "phiên bản 1" in answer.content.decode()
    saved = design_of(ground.fair)
    assert (saved.version, saved.design.code_side, saved.roles["buyer"].words["vi"]) == (1, 32, "Khách mua")
    assert [line for line, _ in saved.design.lines] == ["name", "place", "second_name", "company", "position"]
    assert desk.post(f"{ground.path}design/", sent).status_code == 409
    assert BadgeDesign.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code_side": "49", "paper": "a7"}, "rộng từ 24 đến 34 mm"),
        ({"shown": "both", "paper": "label100x62"}, "không đủ chỗ cho hai mã QR"),
        ({"colour_buyer": "red"}, "hợp lệ"),
    ],
)
def test_what_cannot_be_printed_is_said_in_the_picture_and_at_the_field(desk, ground, change, words):
    sent = fields_of(desk.get(f"{ground.path}design/").content.decode()) | change
    preview = desk.post(f"{ground.path}design/preview/", sent)
    assert (preview.status_code, words in preview.content.decode()) == (200, True)
    refused = desk.post(f"{ground.path}design/", sent)
    assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert BadgeDesign.objects.count() == 0


def test_a_strap_that_is_hard_to_read_gets_a_sentence(desk, ground):
    sent = fields_of(desk.get(f"{ground.path}design/").content.decode()) | {"colour_door": "#808080"}
    assert "khó đọc trên dải màu" in desk.post(f"{ground.path}design/preview/", sent).content.decode()


def test_a_batch_is_proved_made_and_printed(desk, ground):
    proof = desk.get(f"{ground.path}?which=new&role=&company=&paper=a7&language=").content.decode()
    assert "Thiếu công ty" in proof
    assert "Tên in nhỏ" in proof
    assert '<svg role="img"' in proof
    answer = desk.post(ground.path, {"which": "new", "role": "buyer", "paper": "a7"})
    batch = BadgeBatch.objects.get()
    assert answer.headers["Location"].endswith(f"/batches/{batch.public_id}/")
    assert "progress" in desk.get(answer.headers["Location"], headers={"HX-Request": "true"}).content.decode()
    assert desk.get(f"{answer.headers['Location']}1.pdf").status_code == 302
    make_next_stack(batch.pk)
    assert desk.get(answer.headers["Location"], headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    pdf = desk.get(f"{answer.headers['Location']}1.pdf")
    with pdfium.PdfDocument(pdf.content) as document:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [74, 105]
    assert BadgePrint.objects.get().badge == ground.hoa
    desk.post(f"{answer.headers['Location']}throw-away/")
    assert BadgePrint.objects.count() == 0


def test_a_logo_comes_in_is_looked_at_saved_printed_and_batched(desk, ground):
    page = f"{ground.path}design/"

    def sent_in(content, name="Denko"):
        return desk.post(f"{page}logos/", {"name": name, "file": SimpleUploadedFile("logo.png", content)}, follow=True)

    bad = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
    for content, words in ((bad.encode(), "chứa chương trình"), (b"GIF89a", "không phải PNG"), (b"", "Tệp trống")):
        assert words in sent_in(content).content.decode()
    assert BadgeLogo.objects.count() == 0
    shown = sent_in(png())
    logo = BadgeLogo.objects.get()
    html = shown.content.decode()
    assert "data:image/png" in html, "the picture beside the form has it already"
    picture = desk.get(f"{page}logos/{logo.public_id}.svg")
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")
    assert "sandbox" in picture["Content-Security-Policy"]
    sent = fields_of(html)
    assert (sent["logo"], sent["place_logo"]) == (logo.public_id, "1")
    assert "data:image/png" in desk.post(f"{page}preview/", sent).content.decode()
    desk.post(page, sent | {"size_logo": "large"})
    saved = design_of(ground.fair)
    assert (saved.logo, saved.design.logo.alt, saved.design.lines[0]) == (logo.public_id, "Denko", ("logo", "large"))
    foreign = BadgeLogo.objects.create(fair=make_fair(), name="x", drawing=logo.drawing, ratio=1)
    for stranger in (foreign.public_id, "x'--", "\0"):
        assert desk.post(page, sent | {"seen": "1", "logo": stranger}).status_code == 422
    assert desk.get(f"{page}logos/{foreign.public_id}.svg").status_code == 404
    printed = desk.post(f"{ground.person}print/", {"paper": "", "language": ""})
    assert images_of(printed.content) == 1
    desk.post(ground.path, {"which": "new"})
    batch = BadgeBatch.objects.get()
    assert desk.get(f"{ground.path}batches/{batch.public_id}/all.zip").status_code == 302, "not made yet"
    while make_next_stack(batch.pk):
        pass
    answer = desk.get(f"{ground.path}batches/{batch.public_id}/all.zip")
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"{ground.fair.slug}-badges-01.pdf"]
        assert images_of(archive.read(archive.namelist()[0])) == 2


def images_of(pdf):
    """How many pages show a picture of pixels: the codes are paths."""
    with pdfium.PdfDocument(pdf) as document:
        return sum(any(one.type == IMAGE for one in page.get_objects(max_depth=8)) for page in document)


def test_nobody_to_print_is_said(desk, ground):
    refused = desk.post(ground.path, {"which": "new", "role": "organiser"})
    assert (refused.status_code, "Không ai khớp" in refused.content.decode()) == (422, True)
    assert BadgeBatch.objects.count() == 0


def test_a_person_is_printed_and_replaced_with_a_reason(desk, ground):
    printed = desk.post(f"{ground.person}print/", {"paper": "", "language": ""})
    assert printed["Content-Type"] == "application/pdf"
    assert BadgePrint.objects.get().cause == "single"
    given = {"reason": "name", "full_name": "Trần Thị Hòa", "other_name": "ホア"}
    page = desk.post(f"{ground.person}replace/", given, follow=True).content.decode()
    assert "Đã thay 1 thẻ" in page
    assert "Sửa họ tên" in page
    ground.hoa.refresh_from_db()
    assert (ground.hoa.state, Badge.objects.get(state="live", registration=ground.hoa.registration).reason) == (
        "replaced",
        "name",
    )
    assert desk.post(f"{ground.person}replace/", {"reason": "", "full_name": ""}).status_code == 422
    assert desk.post(f"/{ground.fair.slug}/desk/people/{'x' * 22}/print/").status_code == 404


@pytest.mark.browser
def test_the_pages_are_whole_at_both_widths_and_the_picture_follows_the_form(open_page, faults, ground):
    page = open_page(f"{ground.path}design/", user=ground.manager)
    expect(page.locator("#preview svg[role=img]")).to_have_count(1)
    page.locator("select[name=sample]").select_option("long")
    expect(page.locator("#preview svg[role=img]")).to_have_attribute("aria-label", re.compile("Công Tằng Tôn Nữ"))
    page.get_by_label("Cuộn nhãn").check()
    expect(page.locator("#preview figure")).to_have_class(re.compile("roll62"))
    assert faults(page, DESK, PHONE) == []
    shoot(page, "design")
    page.goto(page.url.replace("design/", "?which=new"))
    expect(page.locator("#proof")).to_be_visible()
    assert faults(page, DESK, PHONE) == []
    shoot(page, "proof")
    page.get_by_role("button", name="Tạo 3 thẻ").click()
    expect(page.locator("progress")).to_be_visible()
    shoot(page, "progress")
    batch = BadgeBatch.objects.get()
    make_next_stack(batch.pk)
    expect(page.get_by_role("link", name="Mở PDF")).to_be_visible()
    page.goto(f"{page.url.split('/desk/')[0]}/desk/badges/batches/{batch.public_id}/")
    assert faults(page, DESK, PHONE) == []
    shoot(page, "batch")
    page.goto(f"{page.url.split('/desk/')[0]}/desk/people/{ground.hoa.registration.public_id}/")
    assert faults(page, DESK, PHONE) == []
    shoot(page, "person")


def shoot(page, name):
    """Where somebody wants to look, at both widths: SHOTS=/some/folder."""
    if folder := os.environ.get("SHOTS"):
        for width in (DESK, PHONE):
            page.set_viewport_size(look_of(width)["viewport"])
            page.screenshot(path=f"{folder}/{name}_{width}.png", full_page=True)
