"""核对文书: by the square, by number and code, by the file itself. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bancheng.documents.queries import same_file
from bancheng.files.forms import uploaded
from bancheng.kernel.access import PUBLIC, allowed
from bancheng.kernel.errors import InvalidInput
from bancheng.portal.queries import verifying as pages
from bancheng.portal.views.request import actor_of, now_of

_LONGEST = 80
_STATUS = {"busy": 429}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(PUBLIC)
def verify_papers(request: HttpRequest) -> HttpResponse:
    """The form for who cannot scan: number and code, both have to fit. Posting again only looks again."""
    typed = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in ("number", "code")}
    page = {**typed, "answer": "", "errors": {}}
    if request.method != "POST":
        return render(request, "portal/verify_papers.html", page)
    missing = {"number": _("请填文号"), "code": _("请填核对码")}
    errors = {name: said for name, said in missing.items() if not typed[name]}
    if errors:
        return render(request, "portal/verify_papers.html", page | {"errors": errors}, status=422)
    row, found = pages.look(typed["code"], request, actor_of(request), now_of(request))
    if row is not None and _plain(row["number"]) == _plain(typed["number"]):
        return HttpResponseRedirect(reverse("verify_paper", args=[row["code"]]))
    answer = "busy" if found["answer"] == "busy" else "unknown"
    return render(
        request, "portal/verify_papers.html", page | {"answer": answer}, status=_STATUS.get(answer, 200)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(PUBLIC)
def verify_paper(request: HttpRequest, code: str) -> HttpResponse:
    """What the square leads to. Posting a file says whether it is the very file that was issued; it is not kept."""
    row, page = pages.look(code[:_LONGEST], request, actor_of(request), now_of(request))
    if row is None or request.method != "POST":
        return render(request, "portal/verify_paper.html", page, status=_STATUS.get(page["answer"], 200))
    try:
        content = uploaded(request, "file").read()
    except InvalidInput as error:
        return render(request, "portal/verify_paper.html", page | {"error": error.message}, status=422)
    return render(
        request, "portal/verify_paper.html", page | {"same": same_file(row, content), "checked": True}
    )


def _plain(number: str) -> str:
    """A number without what people type differently: spaces and the kinds of brackets."""
    return "".join(number.translate(str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕")).split()).upper()


urlpatterns = [
    path("verify/papers/", verify_papers, name="verify_papers"),
    path("verify/<str:code>/", verify_paper, name="verify_paper"),
]
