from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书。"""

    name = "bancheng.documents"
    label = "documents"
    verbose_name = "文书"
