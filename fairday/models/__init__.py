from fairday.models.import_upload import ImportUpload

__all__ = ["ImportUpload"]
