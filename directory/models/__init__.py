from directory.models.capability import Capability, Machine, Product
from directory.models.certificate import Certificate, CertificateState
from directory.models.company import Company
from directory.models.need import Confidentiality, Need, NeedState
from directory.models.person import Person
from directory.models.term import Term, TermKind

__all__ = [
    "Capability",
    "Certificate",
    "CertificateState",
    "Company",
    "Confidentiality",
    "Machine",
    "Need",
    "NeedState",
    "Person",
    "Product",
    "Term",
    "TermKind",
]
