from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件。"""

    name = "bancheng.files"
    label = "files"
    verbose_name = "文件"
