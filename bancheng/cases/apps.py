from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件。"""

    name = "bancheng.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Tell the kernel what must hold here, and the apps below who sees an application, its papers, its files."""
        from bancheng.cases import (  # noqa: F401  # declared by import
            access,
            events,
            invariants,
            invariants_of_deferrals,
            invariants_of_ends,
            subscriptions,
        )
        from bancheng.cases.queries import handed_in, sees_application, sees_file
        from bancheng.documents import access as papers
        from bancheng.files import access as files

        papers.links("cases", sees_application)
        files.links("cases", sees_file)
        files.holds("cases", handed_in)
