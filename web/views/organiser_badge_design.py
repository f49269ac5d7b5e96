"""The designer of a fair's badges: a form, and beside it the badge as it would be printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from badges.designs import Line, Paper, Size
from badges.faces import BadgeFace, Shown
from badges.render import badge_svg
from booking.access.badges import badge_desk
from booking.errors.badges import DesignChanged
from booking.models import RegistrationRole
from booking.passes import badge_words
from booking.queries.badge_designs import design_of, logos_of, read_design, versions_of
from booking.rules.badge_designs import ROLES, FairDesign, as_json, unreadable
from booking.services.badge_designs import save_design
from fairs import wording
from fairs.models import Fair
from web.badge_forms import PAPERS, DesignForm, LogoForm
from web.pages import FairRequest, fair_page

SAMPLES: dict[str, tuple[Promise, dict[str, str]]] = {
    "usual": (
        gettext_lazy("A usual name"),
        {
            "name": "Nguyễn Thị Hồng Nhung",
            "company": "Cơ khí Đông Anh",
            "position": "Trưởng phòng Mua hàng",
            "place": "Hà Nội",
        },
    ),
    "long": (
        gettext_lazy("The longest name"),
        {
            "name": "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương Quỳnh Trâm Anh",
            "company": "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh",
            "position": "Phó Giám đốc phụ trách Phát triển nhà cung cấp",
            "place": "Bà Rịa - Vũng Tàu",
        },
    ),
    "scripts": (
        gettext_lazy("Two scripts"),
        {
            "name": "Tanaka Kenji",
            "second_name": "田中 健二",
            "company": "Denko Việt Nam",
            "position": "部長",
            "place": "Nhật Bản",
        },
    ),
}
_SAMPLE_CODE = "7KH4M9XR3T2M"
_SAMPLE_TOKEN = "PHIEN " * 21 + "SAMPLE"  # as long as a signed one, and none: nothing of the screen opens a door


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def design(request: FairRequest) -> HttpResponse:
    """The newest design in a form; posting saves the next version."""
    fair = badge_desk(request.user, request.fair.slug)
    assert isinstance(request.user, User)
    current, logos = design_of(fair), logos_of(fair)
    if request.method == "GET":
        chosen = request.GET.get("logo", "")
        form = DesignForm(
            design=current, logos=logos, logo=chosen if chosen in {one.public_id for one in logos} else ""
        )
        return _page(request, fair, form, _with_logo(fair, current, form.initial["logo"]))
    form = DesignForm(request.POST, logos=logos)
    if not form.is_valid():
        return _page(request, fair, form, current, status=422)
    try:
        saved = save_design(fair, content=form.content(), seen=form.cleaned_data["seen"], actor_id=request.user.pk)
    except DesignChanged as refusal:
        form.add_error(None, str(refusal.title))
        return _page(request, fair, form, current, status=409)
    messages.success(
        request,
        _("Saved as version %(number)d. Mails, single badges and batches use it from now on.")
        % {"number": saved.version},
    )
    return redirect("web:desk_badge_design", fair.slug)


@never_cache
@require_POST
@login_required
@fair_page
def preview(request: FairRequest) -> HttpResponse:
    """The picture beside the form, as the form stands; htmx asks for it a moment after a change."""
    fair = badge_desk(request.user, request.fair.slug)
    form = DesignForm(request.POST, logos=logos_of(fair))
    wanted = read_design(fair.pk, form.content()) if form.is_valid() else None
    context = _preview(request, fair, wanted) if wanted else {"wrong": [one for one in form if one.errors]}
    return render(request, "organiser/badge_preview.html", context)


def _page(
    request: FairRequest, fair: Fair, form: DesignForm, current: FairDesign, *, status: int = 200
) -> HttpResponse:
    context = {
        "nav": "desk",
        "tab": "badges",
        "form": form,
        "versions": versions_of(fair),
        "logos": logos_of(fair),
        "logo_form": LogoForm(),
        "samples": [(key, label) for key, (label, _texts) in SAMPLES.items()],
        "straps": [(role, RegistrationRole(role).label) for role in ROLES],
        **_preview(request, fair, current),
    }
    return render(request, "organiser/badge_design.html", context, status=status)


def _with_logo(fair: Fair, look: FairDesign, logo: str) -> FairDesign:
    """As it would be with the logo that came in just now, at the top."""
    if logo == look.logo:
        return look
    content = as_json(look)
    lines = [line for line in content["lines"] if line[0] != Line.LOGO]
    return read_design(fair.pk, content | {"logo": logo, "lines": [[Line.LOGO, Size.NORMAL], *lines]})


def _preview(request: FairRequest, fair: Fair, wanted: FairDesign) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    sample = asked.get("sample") if asked.get("sample") in SAMPLES else "usual"
    role = asked.get("strap") if asked.get("strap") in ROLES else "buyer"
    is_sheet = wanted.design.paper is Paper.A4
    shown = wanted.on(Paper.A6) if is_sheet else wanted
    face = _sample_face(fair, shown, role or "buyer", sample or "usual")
    return {
        "sample": sample,
        "strap": role,
        "drawing": mark_safe(badge_svg(face, shown.design)),  # noqa: S308 -- typst's own drawing: outlines, no text of anybody
        "paper": PAPERS[wanted.design.paper],
        "paper_key": wanted.design.paper.value,
        "is_mono": wanted.design.frame.is_mono,
        "unreadable": [(RegistrationRole(one).label, ratio) for one, ratio in unreadable(wanted).items()],
    }


def _sample_face(fair: Fair, look: FairDesign, role: str, sample: str) -> BadgeFace:
    language = get_language() or "vi"
    strap = look.roles[role]
    texts: dict[str, Any] = dict(SAMPLES[sample][1])
    days = [day.date for day in fair.days.order_by("date")] or [fair.starts_on]
    return BadgeFace(
        words=badge_words(language),
        fair=look.title or fair.short_name,
        role=strap.words.get(language) or str(RegistrationRole(role).label),
        colour=strap.colour,
        days=wording.days(days, language),
        code=_SAMPLE_CODE,
        token="" if look.design.shown is Shown.CODE else _SAMPLE_TOKEN,
        shown=look.design.shown,
        **texts,
    )
