"""What every act of the planner has in common: a POST by somebody logged in that leads back to it with a sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.views.visitor.refusals import refusal_words

P = ParamSpec("P")
Act = Callable[Concatenate[FairRequest, User, P], str]


def planner_act(part: str = "wishes", *, keeps_day: bool = False) -> Callable[[Act[P]], Callable[..., HttpResponse]]:
    """The act returns what happened; a refusal is said in its place. Back to `part` of the planner, on the day it came from."""

    def wrap(act: Act[P]) -> Callable[..., HttpResponse]:
        @require_POST
        @login_required
        @fair_page
        def view(request: FairRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            assert isinstance(request.user, User)
            try:
                messages.success(request, act(request, request.user, *args, **kwargs))
            except NotFound:
                raise
            except DomainError as refusal:
                messages.error(request, refusal_words(refusal, request.fair))
            day = request.POST.get("day", "")[:10] if keeps_day else ""
            query = f"?{urlencode({'day': day})}" if day else ""
            return redirect(f"{reverse('web:meetings', args=[request.fair.slug])}{query}#{part}")

        return wraps(act)(view)

    return wrap
