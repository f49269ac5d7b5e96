"""The database folds as Python does."""

import pytest
from django.db.models import Value

from accounts.models import Organisation
from accounts.roles import OrganisationKind
from kernel.folding import Folded
from kernel.text import fold

WORDS = ["Cơ khí Đông Anh", "ÉP PHUN tín phát", "đồ gá Thành Công", "Ứng Hoà", "Yasuda Pump", "ầẩẫậ ữ ỵ", "x"]


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
def test_database_folds_like_python(word):
    Organisation.objects.create(kind=OrganisationKind.COMPANY, name=word)
    assert Organisation.objects.values_list(Folded("name"), flat=True).get() == fold(word)
    assert Organisation.objects.filter(name=word).annotate(f=Folded(Value(word))).get().f == fold(word)


@pytest.mark.django_db
def test_names_sort_without_their_marks():
    for name in ("Khuôn Việt", "Ép Tín", "Đúc Sông Công", "Mạ Kim", "Dập Hà Nội"):
        Organisation.objects.create(kind=OrganisationKind.COMPANY, name=name)
    assert list(Organisation.objects.order_by(Folded("name")).values_list("name", flat=True)) == [
        "Dập Hà Nội",
        "Đúc Sông Công",
        "Ép Tín",
        "Khuôn Việt",
        "Mạ Kim",
    ]
