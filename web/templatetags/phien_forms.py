"""`{% load phien_forms %}`: form fields in the manner of the house, help and errors tied to them."""

from django import forms, template
from django.forms import BoundField

register = template.Library()


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.HiddenInput):
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "tiles"
    return "line"


def _described_by(bound: BoundField, control_id: str, *, has_help: bool) -> str:
    names = [f"{control_id}_help"] if has_help else []
    if bound.errors:
        names.append(f"{control_id}_error")
    return " ".join(names)


@register.inclusion_tag("shared/field.html")
def field(bound: BoundField, label: str = "", help: str = "", **attrs: str) -> dict[str, object]:  # noqa: A002 -- the word of the template
    """`{% field form.email inputmode="email" %}`: label, control, help, error; the rest to the control."""
    kind = _kind(bound)
    help_text = help or bound.help_text
    extra: dict[str, str | bool] = {key.replace("_", "-"): value for key, value in attrs.items()}
    if kind == "line":
        extra["class"] = f"in {bound.field.widget.attrs.get('class', '')}".strip()
    if isinstance(bound.field.widget, forms.Textarea):
        extra.setdefault("rows", "4")
    if bound.errors:
        extra["aria-invalid"] = "true"
    control_id = str(extra.get("id") or (bound.auto_id if kind == "tiles" else bound.id_for_label))
    described = _described_by(bound, control_id, has_help=bool(help_text))
    if described:
        extra["aria-describedby"] = described
    control = "" if kind == "tiles" else bound.as_widget(attrs=extra)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "help": help_text,
        "control": control,
        "control_id": control_id,
        "required": bound.field.required,
    }


@register.inclusion_tag("shared/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with the whole form, then a list of links to the fields that need a look."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors and not bound.is_hidden]}
