from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """电子证照。"""

    name = "bancheng.certificates"
    label = "certificates"
    verbose_name = "电子证照"
