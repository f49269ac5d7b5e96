"""A company registers itself: its data, then the code that proves the address, then its place in the directory."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.services.login_codes import redeem_login_code, request_first_code
from directory.errors import TaxCodeTaken
from directory.provinces import PROVINCES
from directory.queries.tax_codes import Standing, standing_of
from directory.services.sign_up import NewCompany, register_company
from fairs.queries.fairs import open_fairs
from kernel.clock import now
from kernel.errors import DomainError, TooMany
from web.fields import LineField, NameField, PhoneField
from web.limits import count_attempt
from web.views.account import BACKEND, CodeForm

KEPT = "sign_up"
KEPT_FOR = dt.timedelta(minutes=30)
SAID = {
    Standing.WRONG: _("This is not a tax code. Ten digits, the last one checks the others; a branch has -001 behind."),
    Standing.TAKEN: _(
        "This company is in the directory already. Ask its administrator, or the organiser of the fair, to add you."
    ),
    Standing.FREE: _("The tax code is right."),
}


class SignUpForm(forms.Form):
    label_suffix = ""

    tax_code = LineField(
        label=_("Tax code"),
        max_length=20,
        help_text=_("Ten digits; a branch has three more."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "n"}),
    )
    legal_name = NameField(
        label=_("Name as registered"), max_length=250, widget=forms.TextInput({"autocomplete": "organization"})
    )
    short_name = NameField(
        label=_("Short name"), max_length=80, help_text=_("As people say it; it stands in lists and on your sign.")
    )
    province = forms.ChoiceField(label=_("Province or city"), choices=[("", _("Choose")), *((p, p) for p in PROVINCES)])
    full_name = NameField(label=_("Your full name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    job_title = NameField(
        label=_("Your job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("A code comes to this address; you log in with it."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    consent = forms.BooleanField(
        label=_(
            "The company's data may stand in the directory, and I may be written to about the fairs it takes part in."
        ),
        error_messages={"required": _("Without this consent we cannot register the company.")},
    )

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        """Who is logged in has a proven address already and is not asked for one."""
        super().__init__(*args, **kwargs)
        if user is not None:
            del self.fields["email"]

    def clean_tax_code(self) -> str:
        standing = standing_of(self.cleaned_data["tax_code"])
        if standing != Standing.FREE:
            raise forms.ValidationError(SAID[standing], code=standing.value)
        return str(self.cleaned_data["tax_code"])

    def company(self) -> NewCompany:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        return NewCompany(**{name: said[name] for name in NewCompany.__slots__})


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The company and who speaks for it. Ten registrations an hour and caller."""
    user = request.user if isinstance(request.user, User) else None
    kept = request.session.get(KEPT, {})
    initial = kept.get("company") or ({"full_name": user.full_name, "phone": user.phone} if user else {})
    form = SignUpForm(request.POST or None, user=user, initial=initial | {"email": kept.get("email", "")})
    if request.method == "POST" and form.is_valid():
        count_attempt("sign_up", request.META.get("REMOTE_ADDR", ""), most=10, seconds=3600)
        if user is not None:
            return _register(request, user, form.company())
        request.session[KEPT] = {
            "company": asdict(form.company()),
            "email": form.cleaned_data["email"].lower(),
            "until": (now() + KEPT_FOR).isoformat(),
        }
        try:
            request_first_code(request.session[KEPT]["email"], language=_language(), now=now())
        except TooMany as refusal:
            form.add_error("email", str(refusal.title))
            return render(request, "account/company.html", {"form": form}, status=429)
        return redirect("web:company_sign_up_code")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/company.html", {"form": form}, status=status)


@never_cache
@require_GET
def tax_code(request: HttpRequest) -> HttpResponse:
    """A sentence on the tax code as it is typed, for htmx; nothing of the company that has it."""
    count_attempt("tax_code", request.META.get("REMOTE_ADDR", ""), most=120, seconds=600)
    typed = request.GET.get("tax_code", "")[:40]
    is_unfinished = len("".join(c for c in typed if c.isdigit())) < 10
    standing = None if is_unfinished else standing_of(typed)
    context = {"standing": standing and standing.value, "said": SAID[standing] if standing else ""}
    return render(request, "account/company_tax_code.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_code(request: HttpRequest) -> HttpResponse:
    """Six digits out of the mail; only then is anything registered and anybody logged in."""
    kept = request.session.get(KEPT)
    if not kept or dt.datetime.fromisoformat(kept["until"]) <= now():
        request.session.pop(KEPT, None)
        return redirect("web:company_sign_up")
    email = kept["email"]
    form = CodeForm(request.POST if "code" in request.POST else None, initial={"email": email})
    if request.method == "POST" and "again" in request.POST:
        try:
            request_first_code(email, language=_language(), now=now())
        except TooMany as refusal:
            messages.error(request, str(refusal.title))
        else:
            messages.success(request, _("A new code is on its way. The earlier one is no longer valid."))
        return redirect("web:company_sign_up_code")
    if request.method == "POST" and form.is_valid():
        try:
            user = redeem_login_code(email, "".join(form.cleaned_data["code"].split()), now=now())
        except DomainError as refusal:
            form.add_error("code", str(refusal.title))
        else:
            login(request, user, backend=BACKEND)
            return _register(request, user, NewCompany(**kept["company"]))
    context = {"form": form, "email": email, "company": kept["company"]}
    return render(request, "account/company_code.html", context, status=422 if form.errors else 200)


def _register(request: HttpRequest, user: User, said: NewCompany) -> HttpResponse:
    """To the profile that is to be filled in; or back to the form with the reason."""
    try:
        company = register_company(said, user=user)
    except TaxCodeTaken:
        request.session.pop(KEPT, None)
        messages.error(request, SAID[Standing.TAKEN])
        return redirect("web:start")
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
        return redirect("web:company_sign_up")
    request.session.pop(KEPT, None)
    messages.success(
        request,
        _("%(company)s is registered. Now say what it can make, so that buyers find it.")
        % {"company": company.short_name},
    )
    fair = open_fairs().first()
    return redirect("web:capabilities", fair.slug) if fair else redirect("web:start")


def _language() -> str:
    return (get_language() or "vi")[:2]
