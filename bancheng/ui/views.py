"""Pages of the face itself. They know no business; everybody may see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bancheng.kernel.access import PUBLIC, allowed
from bancheng.ui import icons, samples
from bancheng.ui.environment import face
from bancheng.ui.modes import COOKIE_AGE, read_modes, write_modes
from bancheng.ui.offline import choose_device, manifest, worker
from bancheng.ui.samples import words


@require_GET
@allowed(PUBLIC)
def modes(request: HttpRequest) -> HttpResponse:
    """显示方式: size, elder face, theme, contrast and language on one page."""
    return render(request, "ui/modes.html", {"next": _back_to(request, request.GET.get("next", ""))})


@require_POST
@allowed(PUBLIC)
def set_modes(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie and return to the page it was made on (303)."""
    chosen = read_modes(request).changed(request.POST.dict())
    response = HttpResponseRedirect(_back_to(request, request.POST.get("next", "")), status=303)
    write_modes(request, response, chosen.cookie())
    choose_device(request, response, COOKIE_AGE)
    return response


@require_GET
@allowed(PUBLIC)
def offline(request: HttpRequest) -> HttpResponse:
    """What a telephone shows without network."""
    return render(request, "ui/offline.html")


@require_GET
@allowed(PUBLIC)
def app_manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to put the site among its applications."""
    return JsonResponse(manifest(face("city")), content_type="application/manifest+json")


@require_GET
@allowed(PUBLIC)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the offline page; at the root, because its place says which pages it may answer for."""
    return HttpResponse(
        worker(request.GET.get("language", "")), content_type="text/javascript; charset=utf-8"
    )


@require_GET
@allowed(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """无障碍声明."""
    return render(request, "ui/accessibility.html")


@require_GET
@allowed(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """隐私说明: what is kept, on which basis (个人信息保护法第十三条、第三十四条)."""
    return render(request, "ui/privacy.html")


@require_GET
@allowed(PUBLIC)
def design(request: HttpRequest) -> HttpResponse:
    """The living design page: every component in every state, from sample data."""
    return render(request, "ui/design.html", {"s": samples.everything(), "icon_names": icons.names()})


@require_GET
@allowed(PUBLIC)
def desk_design(request: HttpRequest) -> HttpResponse:
    """The same for the workbench, in its own frame and density."""
    return render(request, "ui/desk_design.html", {"s": samples.everything(), "rail": samples.RAIL})


@require_GET
@allowed(PUBLIC)
def style_guide(request: HttpRequest) -> HttpResponse:
    """How we write: tone, words to use instead of office language, patterns of sentences."""
    page = {"avoid": words.AVOID, "tone": words.TONE, "marks": words.MARKS, "sentences": words.SENTENCES}
    return render(request, "ui/style_guide.html", page)


def _back_to(request: HttpRequest, address: str) -> str:
    """`address` if it is a page of this site; the start page otherwise (no open redirect)."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if address and ours else "/"
