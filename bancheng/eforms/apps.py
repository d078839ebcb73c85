from django.apps import AppConfig


class EformsConfig(AppConfig):
    """数据元与表单。"""

    name = "bancheng.eforms"
    label = "eforms"
    verbose_name = "数据元与表单"
