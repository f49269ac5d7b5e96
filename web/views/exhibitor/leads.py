"""An exhibitor's leads: the list, one card with what colleagues noted, the page that scans, the questions it asks."""

from dataclasses import dataclass
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from booking.access.exhibitors import own_exhibitors
from checkin.access.leads import exhibitor_to_scan, exhibitor_with_leads, lead_for
from checkin.errors import BoothNotConfirmed
from checkin.models import EntryKind, Lead, QualifierKind
from checkin.queries.leads import Answer, LeadCard, Said, cards_of, leads_of, needs_to_link, qualifiers_of
from checkin.services.lead_entries import MOST_NOTE, EntryGiven, keep_entries
from checkin.services.lead_qualifiers import (
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    MOST_CHOICES,
    MOST_QUALIFIERS,
    QualifierGiven,
    set_qualifiers,
)
from fairs.models import Exhibitor
from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_public_id
from web.fields import LineField
from web.pages import FairRequest, fair_page
from web.views.exhibitor.lead_words import answer_words, nonce_of, questions

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A lead in the list: the card, its answers in words, its newest note."""

    card: LeadCard
    answers: list[tuple[str, str]]
    newest: Said | None


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a lead's story. `earlier` answers were given before a newer one."""

    kind: str
    said: Said
    words: str = ""
    is_earlier: bool = False


@never_cache
@require_GET
@login_required
@fair_page
def leads(request: FairRequest) -> HttpResponse:
    exhibitor = exhibitor_with_leads(request.user, request.fair.slug, _named(request))
    words = request.GET.get("q", "").replace("\x00", "")[:80]
    page = Paginator(leads_of(exhibitor, words=words), A_PAGE).get_page(request.GET.get("page"))
    lines = [
        Line(card, answer_words(card.answers), card.notes[-1] if card.notes else None)
        for card in cards_of(page.object_list)
    ]
    own = own_exhibitors(request.user, request.fair)
    context = {
        "nav": "leads",
        "exhibitor": exhibitor,
        "others": [one for one in own if one != exhibitor],
        "which": _which(exhibitor),
        "q": words,
        "page": page,
        "lines": lines,
    }
    return render(request, "exhibitor/leads.html", context)


@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"], "worker-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
@never_cache
@require_GET
@login_required
@fair_page
def scan(request: FairRequest) -> HttpResponse:
    """Camera, code and the questions, on a page that goes on working while the network is away."""
    try:
        exhibitor = exhibitor_to_scan(request.user, request.fair.slug, _named(request))
    except BoothNotConfirmed as refusal:
        messages.error(request, str(refusal.title))
        return redirect("web:leads", request.fair.slug)
    context = {
        "nav": "leads",
        "exhibitor": exhibitor,
        "which": _which(exhibitor),
        "questions": questions(qualifiers_of(exhibitor)),
        "most_note": MOST_NOTE,
    }
    return render(request, "exhibitor/lead_scan.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def lead(request: FairRequest, lead: str) -> HttpResponse:
    """The card; posting adds a note, answers, or links to wanted parts. Sent twice it is kept once."""
    found = lead_for(request.user, request.fair.slug, lead)
    if request.method == "POST":
        return _add(request, found)
    (card,) = cards_of([found])
    context = {
        "nav": "leads",
        "card": card,
        "which": _which(found.exhibitor),
        "questions": questions(qualifiers_of(found.exhibitor), card.answers),
        "story": _story(card),
        "needs": needs_to_link(found),
        "linked": {need.pk for need in card.needs},
        "nonce": new_public_id(),
        "most_note": MOST_NOTE,
    }
    return render(request, "exhibitor/lead.html", context)


def _named(request: FairRequest) -> str:
    """Of who works for several firms: which one."""
    return request.GET.get("exhibitor", "").replace("\x00", "")[:32]


def _which(exhibitor: Exhibitor) -> str:
    """What a link to the same firm's other pages ends with."""
    return f"?exhibitor={exhibitor.public_id}"


def _add(request: FairRequest, found: Lead) -> HttpResponse:
    (card,) = cards_of([found])
    nonce = nonce_of(request.POST.get("nonce", ""))
    act = request.POST.get("act", "")
    entries = {"note": _note, "answers": _answers, "needs": _needs}.get(act, _note)(request, card)
    given = [EntryGiven(lead=found.public_id, nonce=f"{nonce}-{number}", **one) for number, one in enumerate(entries)]
    assert isinstance(request.user, User)
    refusals = [
        one.refusal for one in keep_entries(found.exhibitor, given, user=request.user, now=now()) if one.refusal
    ]
    if refusals:
        messages.error(request, str(refusals[0].title))
    elif given:
        messages.success(request, _("Kept. Your colleagues see it too."))
    return redirect("web:lead", request.fair.slug, found.public_id)


def _note(request: FairRequest, card: LeadCard) -> list[dict[str, Any]]:  # noqa: ARG001 -- one form for the three
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")
    return [{"kind": EntryKind.NOTE, "text": text}]


def _answers(request: FairRequest, card: LeadCard) -> list[dict[str, Any]]:
    """Those that differ from what stands: an answer nobody touched is not given anew."""
    asked = questions(qualifiers_of(card.lead.exhibitor), card.answers)
    said = [(one, request.POST.get(f"q-{one.qualifier.public_id}", one.value)) for one in asked]
    return [
        {"kind": EntryKind.ANSWER, "qualifier": one.qualifier.public_id, "text": value.replace("\x00", "")}
        for one, value in said
        if value != one.value
    ]


def _needs(request: FairRequest, card: LeadCard) -> list[dict[str, Any]]:
    wanted, linked = set(request.POST.getlist("needs")), {need.public_id for need in card.needs}
    offered = {need.public_id for need in needs_to_link(card.lead)}
    return [
        {"kind": EntryKind.NEED, "need": one, "linked": one in wanted} for one in sorted((wanted ^ linked) & offered)
    ]


def _story(card: LeadCard) -> list[Happened]:
    """Everything in the order of its time, the newest first."""
    found = [Happened("scan", said) for said in card.scans] + [Happened("note", said, said.text) for said in card.notes]
    for answer in card.answers:
        found += [_answered(answer, said) for said in (answer.newest, *answer.earlier)]
    return sorted(found, key=lambda one: one.said.at, reverse=True)


def _answered(answer: Answer, said: Said) -> Happened:
    words = answer_words([Answer(answer.qualifier, said, ())])
    shown = f"{answer.qualifier.question}: {words[0][1] if words else '–'}"
    return Happened("answer", said, shown, is_earlier=said is not answer.newest)


class QuestionForm(forms.Form):
    """One line of the list. Without words it asks nothing: one that stood is retired."""

    label_suffix = ""

    id = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    question = LineField(label=gettext_lazy("Question"), max_length=LONGEST_QUESTION, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=QualifierKind.choices)
    choices = forms.CharField(
        label=gettext_lazy("Choices, one a line"),
        required=False,
        max_length=(LONGEST_CHOICE + 2) * MOST_CHOICES,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Two to ten, only for one of several."),
    )

    def given(self) -> QualifierGiven:
        said = self.cleaned_data
        lines = [line.strip() for line in said["choices"].replace("\x00", "").splitlines() if line.strip()]
        return QualifierGiven(
            public_id=said["id"],
            kind=said["kind"],
            question=said["question"],
            choices=lines if said["kind"] == QualifierKind.CHOICE else (),
        )


QuestionForms = forms.formset_factory(QuestionForm, extra=0, max_num=MOST_QUALIFIERS, absolute_max=MOST_QUALIFIERS)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def lead_questions(request: FairRequest) -> HttpResponse:
    """What colleagues are asked after a scan. Any colleague changes it: on the day there is no time to find somebody."""
    exhibitor = exhibitor_with_leads(request.user, request.fair.slug, _named(request))
    asked = qualifiers_of(exhibitor)
    initial = [
        {"id": one.public_id, "question": one.question, "kind": one.kind, "choices": "\n".join(one.choices)}
        for one in asked
    ]
    blank = [{"kind": QualifierKind.GRADE}] * min(2, MOST_QUALIFIERS - len(initial))
    formset = QuestionForms(request.POST or None, initial=[*initial, *blank], prefix="q")
    if request.method == "POST" and formset.is_valid():
        try:
            set_qualifiers(exhibitor, [form.given() for form in formset if form.cleaned_data.get("question")])
        except DomainError as refusal:
            messages.error(request, str(refusal.title))
        else:
            messages.success(request, _("The questions are kept. Phones ask them once they load the page anew."))
            return redirect(request.get_full_path())
    context = {
        "nav": "leads",
        "exhibitor": exhibitor,
        "which": _which(exhibitor),
        "formset": formset,
        "standing": len(asked),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "exhibitor/lead_questions.html", context, status=status)
