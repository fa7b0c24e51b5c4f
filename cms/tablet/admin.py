"""The tablets of a person's homes: make a pairing code, see who is alive, let one only send, or block a stolen one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.models import CareHome, Device, Role, TabletRecord
from cms.permissions import has_role, homes_of
from cms.tablet.pairing import make_code

ROLES = (Role.SUPERVISOR, Role.ADMINISTRATOR)


class StateForm(forms.Form):
    """One tablet and what it may do from now on."""

    device = forms.UUIDField()
    state = forms.ChoiceField(choices=Device.STATES)


def may_pair(user) -> bool:
    """Supervisors and administrators set tablets up, each for the homes of their scope."""
    return has_role(user, *ROLES)


@require_http_methods(["GET", "HEAD", "POST"])
def tablets(request):
    """The page, and its two acts. A code is shown once, in the answer to the request that made it."""
    if not may_pair(request.user):
        raise PermissionDenied
    if request.method == "POST" and "state" in request.POST:
        return change_state(request)
    context = {"homes": homes_with_tablets(request.user), "states": Device.STATES}
    if request.method == "POST":
        home = get_object_or_404(own_homes(request.user), code=request.POST.get("home", ""), is_open=True)
        context |= {"code": make_code(home=home, by=request.user), "code_home": home}
    return render(request, "cms/tablets.html", context)


def own_homes(user):
    return CareHome.objects.filter(homes_of(user, *ROLES)).order_by("code")


def homes_with_tablets(user):
    """Homes with their tablets, each with the number of records that wait for somebody to look at them."""
    aside = Count("records", filter=Q(records__status=TabletRecord.QUARANTINED))
    return own_homes(user).prefetch_related(Prefetch("devices", Device.objects.annotate(aside=aside).order_by("paired_at")))


def change_state(request):
    """Active, only sending, or blocked; anything else changes nothing."""
    form = StateForm(request.POST)
    if not form.is_valid():
        raise Http404
    label = dict(Device.STATES)[form.cleaned_data["state"]]
    own = Device.objects.filter(home__in=own_homes(request.user), pk=form.cleaned_data["device"])
    if not own.update(state=form.cleaned_data["state"]):
        raise Http404
    messages.success(request, _("The tablet is now: %(state)s.") % {"state": label})
    return redirect("tablets")
