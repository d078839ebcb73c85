from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """待办。"""

    name = "bancheng.worklist"
    label = "worklist"
    verbose_name = "待办"
