"""What the organiser chooses about badges: the design, whose badges to print, why one is replaced. Form only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from badges.designs import FRAMES, HOLDS_BOTH, Line, Paper, Size
from badges.faces import Shown
from booking.models import BadgeLogo, RegistrationRole
from booking.rules.badge_designs import LANGUAGES, LONGEST_TITLE, LONGEST_WORD, ROLES, FairDesign
from booking.states import BY_THE_ORGANISER, ReissueReason
from web.fields import LineField, NameField

PAPERS: dict[Paper, Promise] = {
    Paper.A6: _("A6 card, 105 × 148 mm"),
    Paper.A7: _("A7 card, 74 × 105 mm"),
    Paper.A4: _("A4 sheet, four badges to cut"),
    Paper.ROLL: _("Label roll 62 mm, 100 mm long"),
    Paper.LABEL: _("Label 100 × 62 mm, lying"),
}
LINES: dict[Line, Promise] = {
    Line.LOGO: pgettext_lazy("badge", "Logo"),
    Line.NAME: pgettext_lazy("badge", "Name"),
    Line.SECOND_NAME: _("Name in another script"),
    Line.COMPANY: pgettext_lazy("badge", "Company"),
    Line.POSITION: _("Position"),
    Line.PLACE: _("Province or country"),
}
NOT_SHOWN = "none"
SIZES: list[tuple[str, Promise]] = [
    (NOT_SHOWN, _("Not printed")),
    (Size.SMALL.value, _("Small")),
    (Size.NORMAL.value, pgettext_lazy("size", "Normal")),
    (Size.LARGE.value, _("Large")),
]
SHOWN: list[tuple[str, Promise]] = [
    (Shown.CODE.value, _("One: the printed code, read from farthest")),
    (Shown.BOTH.value, _("Two: the signed one beside it (A6 and A4 only)")),
]
LANGUAGE_NAMES = {"vi": _("Vietnamese"), "en": _("English"), "ja": _("Japanese")}
LEAST_CODE, MOST_CODE = 24, 50
LONGEST_LOGO_NAME = 60


class DesignForm(forms.Form):
    """`content()` is the design in the form the service takes; lines with the same place stand in the order of `LINES`."""

    label_suffix = ""
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[(p.value, label) for p, label in PAPERS.items()], widget=forms.RadioSelect
    )
    shown = forms.ChoiceField(label=_("QR codes"), choices=SHOWN, widget=forms.RadioSelect)
    code_side = forms.IntegerField(
        label=_("Width of the QR in mm"),
        help_text=_("Empty: as wide as suits the paper. The white edge counts."),
        min_value=LEAST_CODE,
        max_value=MOST_CODE,
        required=False,
    )
    has_days = forms.BooleanField(label=_("Print the days of entry"), required=False)
    title = LineField(
        label=_("Words on the strap"),
        help_text=_("Empty: the short name of the fair."),
        max_length=LONGEST_TITLE,
        required=False,
    )

    logo = forms.ChoiceField(label=pgettext_lazy("badge", "Logo"), required=False)

    def __init__(
        self, data: Any = None, *, design: FairDesign | None = None, logos: Sequence[BadgeLogo] = (), logo: str = ""
    ) -> None:
        """`logo` is chosen beforehand: the one that came in just now."""
        initial = _initial(design) if design else None
        super().__init__(data, initial=initial | {"logo": logo} if initial and logo else initial)
        offered = [("", str(_("None"))), *((one.public_id, one.name) for one in logos)]
        if design and design.design.logo and design.logo not in dict(offered):
            offered.append((design.logo, design.design.logo.alt))
        self.fields["logo"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        for place, line in enumerate(LINES, start=1):
            choices = SIZES[1:] if line in {Line.NAME, Line.LOGO} else SIZES
            self.fields[f"size_{line}"] = forms.ChoiceField(
                label=_("Size"), choices=choices, required=line is not Line.LOGO, widget=forms.Select({"class": "in"})
            )
            self.fields[f"place_{line}"] = forms.TypedChoiceField(
                label=pgettext_lazy("badge", "Order"),
                choices=[(n, n) for n in range(1, len(LINES) + 1)],
                coerce=int,
                required=line is not Line.LOGO,
                initial=place,
                widget=forms.Select({"class": "in"}),
            )
        for role, colour in ROLES.items():
            self.fields[f"colour_{role}"] = forms.RegexField(
                r"^#[0-9a-fA-F]{6}$",
                label=_("Colour"),
                initial=colour,
                widget=forms.TextInput({"type": "color", "class": "in"}),
            )
            for language in LANGUAGES:
                self.fields[f"word_{role}_{language}"] = LineField(
                    label=LANGUAGE_NAMES[language],
                    max_length=LONGEST_WORD,
                    required=False,
                    widget=forms.TextInput({"class": "in"}),
                )

    @property
    def line_rows(self) -> list[tuple[Promise, BoundField, BoundField]]:
        return [(label, self[f"size_{line}"], self[f"place_{line}"]) for line, label in LINES.items()]

    @property
    def role_rows(self) -> list[tuple[str, str, BoundField, list[BoundField]]]:
        return [
            (
                role,
                str(RegistrationRole(role).label),
                self[f"colour_{role}"],
                [self[f"word_{role}_{one}"] for one in LANGUAGES],
            )
            for role in ROLES
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        paper = Paper(given["paper"]) if given.get("paper") else None
        side = given.get("code_side")
        if paper and side is not None and not FRAMES[paper].least_code <= side <= FRAMES[paper].most_code:
            message = _("On this paper the QR is %(least)d to %(most)d mm wide.")
            limits = {"least": FRAMES[paper].least_code, "most": FRAMES[paper].most_code}
            self.add_error("code_side", message % limits)
        if paper and given.get("shown") == Shown.BOTH and paper not in HOLDS_BOTH:
            self.add_error("shown", _("This paper has no room for two QR codes. Choose one, or A6 or A4."))
        return given

    def content(self) -> dict[str, Any]:
        """A logo that was chosen is printed; without one its line says nothing."""
        given = self.cleaned_data
        given[f"size_{Line.LOGO}"] = given[f"size_{Line.LOGO}"] or Size.NORMAL.value
        given[f"place_{Line.LOGO}"] = given[f"place_{Line.LOGO}"] or 1
        listed = [
            (given[f"place_{line}"], at, line.value, given[f"size_{line}"])
            for at, line in enumerate(LINES)
            if given[f"size_{line}"] != NOT_SHOWN and (line is not Line.LOGO or given["logo"])
        ]
        return {
            "paper": given["paper"],
            "lines": [[line, size] for _place, _at, line, size in sorted(listed)],
            "shown": given["shown"],
            "code_side": given["code_side"],
            "has_days": given["has_days"],
            "title": given["title"],
            "logo": given["logo"],
            "roles": {
                role: {"colour": given[f"colour_{role}"].lower()}
                | {language: given[f"word_{role}_{language}"] for language in LANGUAGES}
                for role in ROLES
            },
        }


def _initial(design: FairDesign) -> dict[str, Any]:
    order = {line: place for place, (line, _size) in enumerate(design.design.lines, start=1)}
    sizes = dict(design.design.lines)
    side = design.design.code_side
    initial: dict[str, Any] = {
        "seen": design.version,
        "paper": design.design.paper.value,
        "shown": design.design.shown.value,
        "code_side": None if side is None else round(side),
        "has_days": design.design.has_days,
        "title": design.title,
        "logo": design.logo,
    }
    free = (place for place in range(1, len(LINES) + 1) if place not in order.values())
    order.setdefault(Line.LOGO, 1)
    sizes.setdefault(Line.LOGO, Size.NORMAL)
    for line in LINES:
        initial[f"size_{line}"] = sizes[line].value if line in sizes else NOT_SHOWN
        initial[f"place_{line}"] = order[line] if line in order else next(free)
    for role, look in design.roles.items():
        initial[f"colour_{role}"] = look.colour
        initial |= {f"word_{role}_{language}": look.words.get(language, "") for language in LANGUAGES}
    return initial


WHICH = [("new", _("Never printed yet")), ("all", _("All, printed ones again"))]


class LogoForm(forms.Form):
    """Form only: what the file holds is looked at by `badges.logos`."""

    label_suffix = ""
    name = LineField(
        label=_("Whose logo"), help_text=_("Read out to people who cannot see it."), max_length=LONGEST_LOGO_NAME
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PNG or SVG, at most 300 kB. An SVG of shapes alone: letters as paths, no pictures inside."),
        widget=forms.FileInput({"accept": ".png,.svg,image/png,image/svg+xml"}),
        error_messages={name: _("Choose a file first.") for name in ("required", "missing")} | {"empty": _("The file is empty.")},
    )  # fmt: skip


class ChoiceForm(forms.Form):
    """Whose badges; on which paper; in which language."""

    label_suffix = ""
    which = forms.ChoiceField(label=_("Which badges"), choices=WHICH, initial="new", widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All roles")), *RegistrationRole.choices], required=False)
    company = LineField(
        label=pgettext_lazy("badge", "Company"),
        help_text=_("A part of the name, without marks if you like."),
        max_length=80,
        required=False,
    )
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[("", _("As designed")), *((p.value, label) for p, label in PAPERS.items())],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the badge"),
        choices=[("", _("Each person's own")), *LANGUAGE_NAMES.items()],
        required=False,
    )


class PrintForm(forms.Form):
    label_suffix = ""
    paper = ChoiceForm.base_fields["paper"]
    language = ChoiceForm.base_fields["language"]


class ReplaceForm(forms.Form):
    """Why a badge is replaced, and how the person is written from now on."""

    label_suffix = ""
    reason = forms.ChoiceField(label=_("Why"), choices=ReissueReason.choices, widget=forms.RadioSelect)
    full_name = NameField(label=_("Full name"), max_length=200)
    other_name = NameField(
        label=_("Name in another script"), help_text=_("For example 田中 健二."), max_length=200, required=False
    )

    def names(self, person: Mapping[str, str]) -> dict[str, str]:
        """What was changed of the names."""
        return {name: self.cleaned_data[name] for name in person if self.cleaned_data[name] != person[name]}


class EraseForm(forms.Form):
    """How the person asked for it; the answer is chosen, so that nothing written stays behind."""

    label_suffix = ""
    reason = forms.ChoiceField(
        label=_("How did they ask for it?"),
        choices=[(reason.value, reason.label) for reason in BY_THE_ORGANISER],
        widget=forms.RadioSelect,
    )
    understood = forms.BooleanField(
        label=_("I know who asked, and that it cannot be taken back."),
        error_messages={"required": _("Tick this first: it cannot be taken back.")},
    )
