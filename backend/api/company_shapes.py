"""What firms look like from outside."""

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from backend.api.names import NamesOut, names
from directory.models import Certificate, CertificateState, Company, Product, Term


class TermOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.SerializerMethodField()

    @extend_schema_field(NamesOut)
    def get_name(self, term: Term) -> dict[str, str]:
        return names(term, "name")


class CapabilityOut(serializers.Serializer):
    """Sizes in mm, tolerance in µm, batches and capacity in pieces."""

    id = serializers.CharField(source="public_id")
    process = TermOut()
    materials = TermOut(many=True)
    tolerance_um = serializers.IntegerField(allow_null=True)
    size_min_mm = serializers.IntegerField(allow_null=True)
    size_max_mm = serializers.IntegerField(allow_null=True)
    batch_min = serializers.IntegerField(allow_null=True)
    batch_max = serializers.IntegerField(allow_null=True)
    monthly_capacity = serializers.IntegerField(allow_null=True)
    free_capacity_percent = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class CertificateOut(serializers.Serializer):
    standard = TermOut()
    number = serializers.CharField()
    issuer = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()
    state = serializers.ChoiceField(choices=CertificateState.choices)
    valid_today = serializers.SerializerMethodField()

    def get_valid_today(self, certificate: Certificate) -> bool:
        on = self.context["on"]
        return bool(
            certificate.state != CertificateState.REJECTED and certificate.issued_on <= on <= certificate.expires_on
        )


class MachineOut(serializers.Serializer):
    name = serializers.CharField()
    maker = serializers.CharField()
    count = serializers.IntegerField()
    year = serializers.IntegerField(allow_null=True)


class ProductOut(serializers.Serializer):
    name = serializers.SerializerMethodField()
    note = serializers.CharField()

    @extend_schema_field(NamesOut)
    def get_name(self, product: Product) -> dict[str, str]:
        return names(product, "name")


class CompanyHeadOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    short_name = serializers.CharField()
    legal_name = serializers.CharField()
    name_en = serializers.CharField()
    name_ja = serializers.CharField()
    province = serializers.CharField()
    country = serializers.CharField()
    employees = serializers.IntegerField(allow_null=True)
    is_sample = serializers.BooleanField()


class CompanyLineOut(CompanyHeadOut):
    """One line of the list: codes only, `standards` are those valid on the day asked for."""

    processes = serializers.SerializerMethodField()
    standards = serializers.SerializerMethodField()

    def get_processes(self, company: Company) -> list[str]:
        return [capability.process.code for capability in company.capabilities.all()]

    def get_standards(self, company: Company) -> list[str]:
        certificates: list[Certificate] = company.valid_certificates  # type: ignore[attr-defined]  # by with_list_parts
        return list(dict.fromkeys(certificate.standard.code for certificate in certificates))


class FacetsOut(serializers.Serializer):
    """code (or province) -> how many firms that choice would leave."""

    process = serializers.DictField(child=serializers.IntegerField())
    material = serializers.DictField(child=serializers.IntegerField())
    standard = serializers.DictField(child=serializers.IntegerField())
    province = serializers.DictField(child=serializers.IntegerField())
    tolerance_um = serializers.DictField(child=serializers.IntegerField())


@extend_schema_serializer(many=False)  # the whole page already, not one line of it
class CompaniesOut(serializers.Serializer):
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CompanyLineOut(many=True)
    is_near = serializers.BooleanField(help_text="Nothing fitted the words; these firms' words look like them.")
    facets = FacetsOut(required=False)


class CompanyOut(CompanyHeadOut):
    """A firm's page. E-mail and telephone are shown to people who are logged in, null to others."""

    tax_code = serializers.CharField()
    address_line = serializers.CharField()
    ward = serializers.CharField()
    website = serializers.CharField()
    email = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    founded_year = serializers.IntegerField(allow_null=True)
    export_markets = serializers.ListField(child=serializers.CharField())
    about_vi = serializers.CharField()
    about_en = serializers.CharField()
    about_ja = serializers.CharField()
    is_listed = serializers.BooleanField()
    industries = TermOut(many=True)
    capabilities = CapabilityOut(many=True)
    certificates = CertificateOut(many=True)
    machines = MachineOut(many=True)
    products = ProductOut(many=True)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_email(self, company: Company) -> str | None:
        return company.email if self.context["shows_contact"] else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_phone(self, company: Company) -> str | None:
        return company.phone if self.context["shows_contact"] else None
