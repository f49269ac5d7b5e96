"""The import desk: a file is checked, its report read, and the very same bytes are loaded."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from fairday.access import fair_to_import, upload_of
from fairday.models import ImportUpload
from fairday.queries.imports import recent_imports
from fairday.services.import_desk import MOST_BYTES, check_upload, load_upload
from fairs.models import Fair
from kernel.clock import now
from kernel.errors import Busy, Conflict
from web.limits import count_attempt
from web.pages import FairRequest, fair_page

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TABLES = {
    "fair": gettext_lazy("The fair itself"),
    "days": gettext_lazy("Opening days"),
    "halls": gettext_lazy("Halls"),
    "hall_features": gettext_lazy("What stands in the halls"),
    "pavilions": gettext_lazy("Pavilions"),
    "booths": gettext_lazy("Booths"),
    "price_rules": gettext_lazy("Prices"),
    "support_schemes": gettext_lazy("Support schemes"),
    "terms": gettext_lazy("Vocabulary"),
    "companies": gettext_lazy("Companies"),
    "people": pgettext_lazy("table of an import", "Companies' people"),
    "capabilities": gettext_lazy("Capabilities"),
    "machines": gettext_lazy("Machines"),
    "certificates": gettext_lazy("Certificates"),
    "products": gettext_lazy("Products"),
    "exhibitors": gettext_lazy("Exhibitors"),
    "bookings": gettext_lazy("Bookings"),
    "buyers": gettext_lazy("Buyers"),
    "needs": gettext_lazy("Wanted parts"),
    "workshops": gettext_lazy("Workshops"),
    "meeting_slots": gettext_lazy("Meeting slots"),
    "meeting_tables": gettext_lazy("Meeting tables"),
    "interpreters": gettext_lazy("Interpreters"),
    "gates": gettext_lazy("Gates"),
    "checkin_lists": gettext_lazy("Check-in lists"),
    "badges of people": gettext_lazy("Badges of companies' people"),
    "pass_rules": gettext_lazy("How many passes go with a booth"),
    "invitations": gettext_lazy("Invitation codes"),
    "visitors": gettext_lazy("Visitors"),
    "delegations": gettext_lazy("Delegations"),
    "delegation_people": gettext_lazy("People of delegations"),
    "wishes": gettext_lazy("Wishes"),
}
FILES = tuple(name for name in TABLES if name not in {"bookings", "badges of people"})


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, XLSX, or a ZIP of the folder; at most 10 MB"),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.zip"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "missing": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def desk(request: FairRequest) -> HttpResponse:
    """Choosing a file; posting one checks it and leads to its report."""
    fair = fair_to_import(request.user, request.fair.slug)
    if request.method == "GET":
        return _desk(request, fair, FileForm())
    assert isinstance(request.user, User)
    form = FileForm(request.POST, request.FILES)
    if not request.FILES and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        form.errors["file"] = form.error_class([_("The file is larger than 10 MB.")])
    if not form.is_valid():
        return _desk(request, fair, form, status=422)
    count_attempt("import", request.user.public_id, most=60, seconds=600)
    file: UploadedFile = form.cleaned_data["file"]
    try:
        upload = check_upload(fair, name=file.name or "", content=file.read(), actor_id=request.user.pk)
    except Busy as busy:
        form.add_error("file", str(busy.detail or busy.title))
        return _desk(request, fair, form, status=503)
    return redirect("web:desk_import", fair.slug, upload.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def upload(request: FairRequest, upload: str) -> HttpResponse:
    """The report of a file; posting loads it, all or nothing."""
    fair = fair_to_import(request.user, request.fair.slug)
    found = upload_of(fair, upload, now=now())
    if request.method == "GET":
        return _report(request, found)
    assert isinstance(request.user, User)
    try:
        report = load_upload(found, actor_id=request.user.pk)
    except (Busy, Conflict) as refusal:
        messages.error(request, str(refusal.detail or refusal.title))
    else:
        if not report.is_good:
            messages.error(request, _("The fair has changed since the file was checked; nothing was written."))
    return redirect("web:desk_import", fair.slug, found.public_id)


def _desk(request: FairRequest, fair: Fair, form: FileForm, status: int = 200) -> HttpResponse:
    context = {
        "nav": "desk",
        "tab": "imports",
        "form": form,
        "files": [(name, TABLES[name]) for name in FILES],
        "loaded": [(one, _sums(one.report)) for one in recent_imports(fair)],
    }
    return render(request, "organiser/imports.html", context, status=status)


def _report(request: FairRequest, found: ImportUpload) -> HttpResponse:
    report: dict[str, Any] = found.report
    counts = [count | {"title": TABLES.get(count["subject"], count["subject"])} for count in report["counts"]]
    changed = [count for count in counts if count["created"] or count["updated"]]
    context = {
        "nav": "desk",
        "tab": "imports",
        "upload": found,
        "report": report,
        "changed": changed,
        "same": [count for count in counts if count["unchanged"] and count not in changed],
        "sums": _sums(report),
        "more": report["problem_count"] - len(report["problems"]),
        "moved": abs(report["moved_days"]),
        "form": FileForm(),
    }
    return render(request, "organiser/imports_report.html", context)


def _sums(report: dict[str, Any]) -> dict[str, int]:
    """What became of all rows; `changes` is how many were or would be written."""
    sums = {name: sum(count[name] for count in report["counts"]) for name in ("created", "updated", "unchanged")}
    return sums | {"changes": sums["created"] + sums["updated"]}
