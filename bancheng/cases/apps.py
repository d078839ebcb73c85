from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件。"""

    name = "bancheng.cases"
    label = "cases"
    verbose_name = "办件"
