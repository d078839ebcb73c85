from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书。"""

    name = "bancheng.documents"
    label = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        """Declare who may read papers."""
        from bancheng.documents import access  # noqa: F401  # declared by import
