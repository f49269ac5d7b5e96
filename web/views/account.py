"""Logging in by password or by a code sent to the address, logging out, and where to begin."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import role_in
from accounts.models import User
from accounts.roles import Role
from accounts.services.login_codes import redeem_login_code, request_login_code
from fairs.queries.fairs import fair_run_by, open_fairs
from kernel.clock import now
from kernel.errors import DomainError
from web.limits import count_attempt
from web.pages import viewer_of

BACKEND = "accounts.backends.SessionBackend"


class PasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "username", "inputmode": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "username", "inputmode": "email"})
    )


class CodeForm(forms.Form):
    email = forms.EmailField(max_length=254, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^\s*(\d\s*){6}$",
        label=_("The six digits of the mail"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        error_messages={"invalid": _("The code has six digits.")},
    )


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, when it is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("web:start")


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"next": _next(request), "password_form": PasswordForm(), "address_form": AddressForm(), **more}
    return render(request, "account/log_in.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """By password. Ten attempts an address and five minutes."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_next(request))
    if request.method == "GET":
        return _page(request)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, password_form=form)
    email = form.cleaned_data["email"].lower()
    count_attempt("password", email, most=10, seconds=300)
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(None, _("E-mail and password do not fit together. Try again, or have a code sent to you."))
        return _page(request, 422, password_form=form)
    login(request, user)
    return redirect(_next(request))


@never_cache
@require_http_methods(["GET", "POST"])
def log_in_by_code(request: HttpRequest) -> HttpResponse:
    """First the address, then the six digits. Whether the address is known is not told."""
    if request.method == "GET":
        return redirect(f"{reverse('web:log_in')}?next={_next(request)}")
    if "code" not in request.POST:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return _page(request, 422, address_form=form)
        email = form.cleaned_data["email"].lower()
        count_attempt("code", request.META.get("REMOTE_ADDR", ""), most=60, seconds=900)
        try:
            request_login_code(email, now=now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.title))
            return _page(request, refusal.status, address_form=form)
        context = {"form": CodeForm(initial={"email": email}), "email": email, "next": _next(request)}
        return render(request, "account/code.html", context)
    code_form = CodeForm(request.POST)
    email = request.POST.get("email", "")
    if code_form.is_valid():
        try:
            digits = "".join(code_form.cleaned_data["code"].split())
            user: User = redeem_login_code(code_form.cleaned_data["email"], digits, now=now())
        except DomainError as refusal:
            code_form.add_error("code", str(refusal.title))
        else:
            login(request, user, backend=BACKEND)
            return redirect(_next(request))
    return render(request, "account/code.html", {"form": code_form, "email": email, "next": _next(request)}, status=422)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:home")


@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """The first page of somebody just logged in: the desk, the door, the booth, the meetings, or the pass."""
    assert isinstance(request.user, User)
    own = fair_run_by(request.user)
    if own is not None:
        at_the_door = role_in(request.user, own.organisation_id) == Role.DOOR
        return redirect("web:door" if at_the_door else "web:desk", own.slug)
    fair = open_fairs().first()
    if fair is None:
        return redirect("web:home")
    page = {"exh": "web:hub", "buy": "web:meetings"}.get(viewer_of(request.user, fair).role, "web:pass")
    return redirect(page, fair.slug)
