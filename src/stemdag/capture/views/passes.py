"""The register of invalid passes for devices: the filter of it, and the exact answer after its "perhaps"."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from stemdag.capture import access, devices
from stemdag.capture.access import said
from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.capture.wire import FINGERPRINT
from stemdag.elections import passes

#: Fingerprints in one question.
MOST = 50


@require_safe
@access.device_required
def register(request: HttpRequest, device: Device, election: str) -> HttpResponse:
    """The filter of an election's invalid passes; 304 where the device holds this one already."""
    place = _place(device, election)
    if place is None:
        return said("request.election", 404, "election")
    version, digest = passes.standing(place.municipality)
    response = HttpResponse(status=304)
    if request.headers.get("If-None-Match") != _tag(version, digest):
        # Another register may have come in between.
        version, made = passes.filter_for(place.municipality)
        digest = sha256(made).hexdigest()
        response = HttpResponse(made, content_type="application/octet-stream")
    response["ETag"] = _tag(version, digest)
    response["Stemdag-Register"] = str(version)
    return response


@csrf_exempt
@require_POST
@sensitive_post_parameters()
@access.device_required
@sensitive_variables()
def confirm(request: HttpRequest, device: Device) -> HttpResponse:
    """Of these passes the ones that are invalid, with the reason; the others are surely not."""
    given = access.body(request)
    if given is None or given.keys() != {"election", "fingerprints"}:
        return said("request.form", 400, "body")
    asked = given["fingerprints"]
    if (
        not isinstance(asked, list)
        or not 1 <= len(asked) <= MOST
        or not all(isinstance(each, str) and FINGERPRINT.fullmatch(each) for each in asked)
    ):
        return said("request.form", 400, "fingerprints")
    place = _place(device, given["election"])
    if place is None:
        return said("request.election", 404, "election")
    found = passes.confirm(place.municipality, (int(each, 16) for each in asked))
    return JsonResponse({"invalid": {f"{each:016x}": reason.value for each, reason in found.items()}})


def _tag(version: int, digest: str) -> str:
    return f'"{version}-{digest[:16]}"'


def _place(device: Device, election: object) -> Place | None:
    """The device's station in that election, or None."""
    return next((each for each in devices.places(device) if each.election.id == election), None)
