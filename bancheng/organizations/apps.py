from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """机构·区划·岗位。"""

    name = "bancheng.organizations"
    label = "organizations"
    verbose_name = "机构·区划·岗位"
