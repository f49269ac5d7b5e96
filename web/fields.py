"""Form fields of the house: lines as people type them, phone numbers of the whole world."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.phones import normal_phone
from kernel.text import clean_line, has_forbidden_characters

_ADDRESS = re.compile(r"://|\bwww\.|@|\.(?:com|net|org|info|biz|io|vn|xyz|top)\b/?", re.IGNORECASE)


class LineField(forms.CharField):
    """One line: composed letters, single spaces, no invisible characters."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        if has_forbidden_characters(text):
            raise ValidationError(_("There is a character in it that cannot be read. Please type it anew."))
        return clean_line(text)


class NameField(LineField):
    """A name: a line without the address of a web page in it, which our own mails would carry to other people."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        if _ADDRESS.search(text):
            raise ValidationError(_("A name has no web address in it."))
        return text


class PhoneField(LineField):
    """Kept as E.164; a number without `+` is one of Vietnam."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        number = normal_phone(text)
        if number is None:
            raise ValidationError(
                _("This is not a phone number. Write it with its country, for example +84 24 3555 9000.")
            )
        return number
