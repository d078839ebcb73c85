from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件。"""

    name = "bancheng.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Declare what the audit checks here."""
        from bancheng.files import invariants  # noqa: F401
