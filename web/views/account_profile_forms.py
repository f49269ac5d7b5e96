"""What a company types about itself: a row each for a process, a machine, a certificate; its facts and texts."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Capability, Certificate, Company, Machine, Term, TermKind
from directory.provinces import PROVINCES
from directory.services.profile import NUMBERS, Ability, Machinery, Proof
from kernel.clock import now
from kernel.text import has_forbidden_characters
from web import wording
from web.fields import LineField, NameField, PhoneField
from web.finder import standard_words, term_words
from web.views.visitor.need_form import ToleranceField

MOST = 2_000_000_000
WHOLE = forms.NumberInput({"inputmode": "numeric", "min": "0"})
TEXT = forms.Textarea({"rows": 5})
LIMITS = tuple(name for name in NUMBERS if name != "tolerance_um")


class Words:
    """The vocabulary, read once for all rows of a page."""

    def __init__(self) -> None:
        self.terms: dict[str, dict[str, Term]] = {kind: {} for kind in TermKind.values}
        for term in Term.objects.order_by("pk"):
            self.terms[term.kind][term.code] = term
        processes = [(code, term_words(term)) for code, term in self.terms[TermKind.PROCESS].items()]
        self.processes = [("", _("Choose")), *sorted(processes, key=lambda pair: pair[1])]
        self.materials = [(code, term_words(term)) for code, term in self.terms[TermKind.MATERIAL].items()]
        standards = [(code, standard_words(term)) for code, term in self.terms[TermKind.STANDARD].items()]
        self.standards = [("", _("Choose")), *standards]


def _whole(label: Any, low: int = 1, high: int = MOST) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, widget=WHOLE)


class RowForm(forms.Form):
    """A row of a list; an untouched blank one counts for nothing."""

    label_suffix = ""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words

    def order(self, low: str, high: str) -> None:
        """An error at `high` when it is below `low`."""
        least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if least is not None and most is not None and least > most:
            self.add_error(high, _("This is less than the value before it."))


class AbilityForm(RowForm):
    process = forms.ChoiceField(label=_("Process"))
    materials = forms.MultipleChoiceField(label=_("Material"), required=False, widget=forms.CheckboxSelectMultiple)
    tolerance_mm = ToleranceField(
        label=_("Finest tolerance, ± mm"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    size_min_mm = _whole(_("Smallest size, mm"))
    size_max_mm = _whole(_("Largest size, mm"))
    batch_min = _whole(_("Smallest batch, pieces"))
    batch_max = _whole(_("Largest batch, pieces"))
    monthly_capacity = _whole(_("Capacity a month, pieces"))
    free_capacity_percent = _whole(_("Free capacity, %"), 0, 100)
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "process", self.words.processes)
        chosen = set(self["materials"].value() or [])  # these stand at the top of a long list
        _choices(self, "materials", sorted(self.words.materials, key=lambda pair: pair[0] not in chosen))

    def clean(self) -> None:
        self.order("size_min_mm", "size_max_mm")
        self.order("batch_min", "batch_max")

    @property
    def title(self) -> str:
        """The process of the row, for its summary."""
        term = self.words.terms[TermKind.PROCESS].get(str(self["process"].value() or ""))
        return term_words(term) if term else ""

    def row(self) -> Ability:
        said, terms = self.cleaned_data, self.words.terms
        return Ability(
            process=terms[TermKind.PROCESS][said["process"]],
            materials=[terms[TermKind.MATERIAL][code] for code in said["materials"]],
            tolerance_um=said["tolerance_mm"],
            note=said["note"],
            **{name: said[name] for name in LIMITS},
        )


class MachineForm(RowForm):
    name = LineField(label=_("Machine"), max_length=160)
    maker = LineField(label=_("Maker"), max_length=80, required=False)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=10_000, widget=WHOLE)
    year = _whole(_("Year built"), 1900, 2100)

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > now().year:
            raise forms.ValidationError(_("This year is still to come."))
        return year

    def row(self) -> Machinery:
        said = self.cleaned_data
        return Machinery(name=said["name"], maker=said["maker"], count=said["count"], year=said["year"])


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget)


class CertificateForm(RowForm):
    standard = forms.ChoiceField(label=_("Standard"))
    number = LineField(label=_("Number"), max_length=60)
    issuer = LineField(label=_("Issued by"), max_length=120, required=False)
    issued_on = _day(_("Issued on"))
    expires_on = _day(_("Valid until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "standard", self.words.standards)

    def clean(self) -> None:
        self.order("issued_on", "expires_on")

    def row(self) -> Proof:
        said = self.cleaned_data
        return Proof(
            standard=self.words.terms[TermKind.STANDARD][said["standard"]],
            number=said["number"],
            issuer=said["issuer"],
            issued_on=said["issued_on"],
            expires_on=said["expires_on"],
        )


class RowSet(BaseFormSet):
    """Rows of which no two are about the same thing. `key` names what tells them apart."""

    key: tuple[str, ...] = ()

    def clean(self) -> None:
        seen = set()
        for form in self.kept():
            its = tuple(form.cleaned_data.get(name) for name in self.key)
            if its in seen and all(value is not None for value in its):
                form.add_error(self.key[0], _("This stands in another row already."))
            seen.add(its)

    def kept(self) -> list[Any]:
        """The rows that count: neither left blank nor marked to go."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE") and form not in self.blank()
        ]

    def blank(self) -> list[Any]:
        return [form for form in self.extra_forms if not form.has_changed()]

    def rows(self) -> list[Any]:
        return [form.row() for form in self.kept()]


class AbilityRows(RowSet):
    key = ("process",)


class MachineRows(RowSet):
    key = ("name", "maker")


class CertificateRows(RowSet):
    key = ("standard", "number")


AbilitySet = formset_factory(AbilityForm, AbilityRows, extra=1, can_delete=True, max_num=20, absolute_max=30)
MachineSet = formset_factory(MachineForm, MachineRows, extra=2, can_delete=True, max_num=60, absolute_max=70)
CertificateSet = formset_factory(
    CertificateForm, CertificateRows, extra=1, can_delete=True, max_num=40, absolute_max=50
)


def said_of_ability(row: Capability) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in (*LIMITS, "note")},
        "process": row.process.code,
        "materials": [term.code for term in row.materials.all()],
        "tolerance_mm": _mm(row.tolerance_um),
    }


def said_of_machine(row: Machine) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "maker", "count", "year")}


def said_of_certificate(row: Certificate) -> dict[str, Any]:
    names = ("number", "issuer", "issued_on", "expires_on")
    return {name: getattr(row, name) for name in names} | {"standard": row.standard.code}


class AboutForm(forms.Form):
    """Facts and texts; the names the company is registered by are not changed here."""

    label_suffix = ""
    TEXTS = ("about_vi", "about_en", "about_ja")

    about_vi = forms.CharField(label=_("In Vietnamese"), max_length=4000, required=False, widget=TEXT)
    about_en = forms.CharField(label=_("In English"), max_length=4000, required=False, widget=TEXT)
    about_ja = forms.CharField(label=_("In Japanese"), max_length=4000, required=False, widget=TEXT)
    name_en = NameField(label=_("Name in English"), max_length=250, required=False)
    name_ja = NameField(label=_("Name in Japanese"), max_length=250, required=False)
    address_line = LineField(label=_("Street, industrial park"), max_length=250, required=False)
    ward = LineField(label=_("Ward or commune"), max_length=120, required=False)
    province = forms.ChoiceField(label=_("Province or city"), required=False)
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https", widget=forms.URLInput()
    )
    email = forms.EmailField(label=_("E-mail for enquiries"), max_length=254, required=False)
    phone = PhoneField(label=_("Phone"), max_length=30, required=False)
    founded_year = _whole(_("Founded in"), 1800, 2100)
    employees = _whole(_("Employees"), 1, 5_000_000)
    is_listed = forms.BooleanField(label=_("The company stands in the public directory"), required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(PROVINCES)
        if company.province and company.province not in places:
            places.insert(0, company.province)
        _choices(self, "province", [("", "–"), *((place, place) for place in places)])

    def clean(self) -> None:
        for name in self.TEXTS:
            text = self.cleaned_data.get(name, "")
            if has_forbidden_characters(text):
                self.add_error(name, _("There is a character in it that cannot be read. Please type it anew."))
            self.cleaned_data[name] = unicodedata.normalize("NFC", text).replace("\r\n", "\n")

    def changes(self, company: Company) -> Mapping[str, object]:
        """Only what differs from the company as it is."""
        return {name: value for name, value in self.cleaned_data.items() if getattr(company, name) != value}


def _mm(micrometres: int | None) -> str:
    return "" if micrometres is None else wording.plain_decimal(micrometres / 1000, (get_language() or "vi")[:2])


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
