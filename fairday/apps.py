from django.apps import AppConfig


class FairdayConfig(AppConfig):
    name = "fairday"
    default_auto_field = "django.db.models.BigAutoField"
