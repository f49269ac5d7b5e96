from django.apps import AppConfig


class BackendConfig(AppConfig):
    name = "backend"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import backend.schema  # noqa: F401, PLC0415 -- app ready: it registers itself
