"""Offering programs, or no longer, from the admin."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentorship.models import Program
from mentorship.services import programs


@login_required
@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user), pk=pk)
    programs.offer(program=program, is_offered=program.retired_at is not None, by=request.user, now=timezone.now())
    return redirect("mentorship_program:inspect", pk)
