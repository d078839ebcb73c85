from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """工作台。"""

    name = "bancheng.workbench"
    label = "workbench"
    verbose_name = "工作台"
