"""A wanted part as it is typed: sizes in mm, the tolerance in mm, too, because that is how drawings say it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Confidentiality, Need, Term, TermKind
from web import wording
from web.fields import LineField
from web.finder import standard_words, term_words

WHOLE = forms.NumberInput({"inputmode": "numeric", "min": "0"})
MOST = 2_000_000_000
FACTS = (
    "code",
    "title_vi",
    "title_en",
    "title_ja",
    "note",
    "length_mm",
    "width_mm",
    "height_mm",
    "weight_g",
    "annual_quantity",
    "target_date",
    "confidentiality",
)


class ToleranceField(LineField):
    """`0,02`, `0.02` or `±0,02` mm becomes 20 µm."""

    def clean(self, value: object) -> int | None:
        text = str(super().clean(value)).replace("±", "").replace(",", ".").strip()
        if not text:
            return None
        try:
            microns = Decimal(text) * 1000
        except InvalidOperation as exc:
            raise forms.ValidationError(_("Write the tolerance in mm, for example 0,02.")) from exc
        if not microns.is_finite() or not 0 < microns <= 100_000 or microns != microns.to_integral_value():
            raise forms.ValidationError(_("A tolerance lies between 0,001 and 100 mm, in whole micrometres."))
        return int(microns)


class NeedForm(forms.Form):
    """Only the name and the process are asked for; what is not said is not compared."""

    label_suffix = ""

    title_vi = LineField(label=_("Name of the part"), max_length=200)
    title_en = LineField(label=_("In English"), max_length=200, required=False)
    title_ja = LineField(label=_("In Japanese"), max_length=200, required=False)
    code = LineField(label=_("Your number for it"), max_length=40, help_text=_("Each of your parts has another one."))
    process = forms.ChoiceField(label=_("Process"))
    materials = forms.MultipleChoiceField(label=_("Material"), required=False, widget=forms.CheckboxSelectMultiple)
    standards = forms.MultipleChoiceField(
        label=_("Certificates asked for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    length_mm = forms.IntegerField(label=_("Length, mm"), min_value=1, max_value=MOST, required=False, widget=WHOLE)
    width_mm = forms.IntegerField(label=_("Width, mm"), min_value=1, max_value=MOST, required=False, widget=WHOLE)
    height_mm = forms.IntegerField(label=_("Height, mm"), min_value=1, max_value=MOST, required=False, widget=WHOLE)
    weight_g = forms.IntegerField(label=_("Weight, g"), min_value=1, max_value=MOST, required=False, widget=WHOLE)
    tolerance_mm = ToleranceField(
        label=_("Finest tolerance, ± mm"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    annual_quantity = forms.IntegerField(
        label=_("Pieces a year"), min_value=1, max_value=MOST, required=False, widget=WHOLE
    )
    target_date = forms.DateField(
        label=_("Start of deliveries"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    note = LineField(
        label=_("What else a maker should know"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Confidentiality.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms: dict[str, list[Term]] = {}
        for term in Term.objects.order_by("pk"):
            terms.setdefault(term.kind, []).append(term)
        processes = sorted(((t.code, term_words(t)) for t in terms.get(TermKind.PROCESS, [])), key=lambda pair: pair[1])
        _choices(self, "process", [("", _("Choose")), *processes])
        chosen = set(self["materials"].value() or [])  # these stand at the top of a long list
        materials = sorted(terms.get(TermKind.MATERIAL, []), key=lambda term: term.code not in chosen)
        _choices(self, "materials", [(t.code, term_words(t)) for t in materials])
        _choices(self, "standards", [(t.code, standard_words(t)) for t in terms.get(TermKind.STANDARD, [])])
        self.terms = {(t.kind, t.code): t for group in terms.values() for t in group}

    def facts(self) -> dict[str, object]:
        """The fields of a need, once the form is valid."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in FACTS},
            "tolerance_um": said["tolerance_mm"],
            "process": self.terms[TermKind.PROCESS, said["process"]],
        }

    def asked_materials(self) -> list[Term]:
        return [self.terms[TermKind.MATERIAL, code] for code in self.cleaned_data["materials"]]

    def asked_standards(self) -> list[Term]:
        return [self.terms[TermKind.STANDARD, code] for code in self.cleaned_data["standards"]]


def said_of(need: Need) -> dict[str, Any]:
    """A need as the form shows it; `need` comes from `with_need_parts`."""
    return {
        **{name: getattr(need, name) for name in FACTS},
        "process": need.process.code,
        "tolerance_mm": _mm(need.tolerance_um),
        "materials": [term.code for term in need.materials.all()],
        "standards": [term.code for term in need.standards.all()],
    }


def _mm(micrometres: int | None) -> str:
    return "" if micrometres is None else wording.plain_decimal(micrometres / 1000, (get_language() or "vi")[:2])


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
