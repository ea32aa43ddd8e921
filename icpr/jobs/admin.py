"""The list of jobs: when each was last done and is next, what is wrong, and a button that has it done now."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from icpr.jobs import standing
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.jobs.runner import wake
from icpr.lib.read_only_admin import ReadOnlyAdmin

WOKEN = "The job {} is done in a moment. Load this page again to see what came of it."
HELD = "The job {} is being done. Afterwards it is done once more."


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """A list to read; what is in it is written by whoever does the jobs."""

    list_display = ("name", "about", "last_done", "next_run", "result", "trouble", "run_now")
    change_list_template = "admin/jobs/list.html"
    fields = readonly_fields = (
        *("name", "about", "due_at", "started_at", "finished_at", "how_long", "result"),
        *("error", "attempts", "failed_at", "failure", "holder", "heartbeat_at", "lease_until"),
    )

    def get_queryset(self, request: HttpRequest):
        """Without those of another version of the library."""
        return super().get_queryset(request).filter(name__in=JOBS).with_clock()

    def get_urls(self) -> list:
        run = path("<path:object_id>/run/", self.admin_site.admin_view(self.run), name="jobs_job_run")
        return [run, *super().get_urls()]

    def get_list_display(self, request: HttpRequest):
        return self.list_display if may_run(request) else self.list_display[:-1]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        told = {"title": "Jobs", "standing": standing.of_all(list(self.get_queryset(request)))}
        return super().changelist_view(request, told | (extra_context or {}))

    def run(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have a job done now. 405 unless it is a form."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_run(request):
            raise PermissionDenied
        if (job := self.get_object(request, object_id)) is None:
            raise Http404
        wake(job.name)
        self.log_change(request, job, "Run now")
        self.message_user(request, (HELD if job.is_held() else WOKEN).format(job), messages.SUCCESS)
        return redirect("admin:jobs_job_changelist")

    @admin.display(description="what it does")
    def about(self, job: Job) -> str:
        return JOBS[job.name].about

    @admin.display(description="last done", ordering="finished_at")
    def last_done(self, job: Job) -> str:
        at = date_format(timezone.localtime(job.finished_at), "DATETIME_FORMAT") if job.finished_at else ""
        return format_html('<span title="{}">{}</span>', at, standing.last_success(job))

    @admin.display(description="how long it took", empty_value="not known")
    def how_long(self, job: Job) -> str | None:
        return job.took if job.took is None else standing.length(job.took)

    @admin.display(description="next", ordering="due_at")
    def next_run(self, job: Job) -> str:
        return standing.next_run(job)

    @admin.display(description="trouble", empty_value="none")
    def trouble(self, job: Job) -> str:
        return standing.trouble(job)

    @admin.display(description="")
    def run_now(self, job: Job) -> str:
        """A button of the form that stands around every list of the admin."""
        address = reverse("admin:jobs_job_run", args=[job.name])
        label = f"Run now: {job.name}"
        return format_html('<button class="button" formaction="{}" aria-label="{}">Run now</button>', address, label)


def may_run(request: HttpRequest) -> bool:
    return request.user.has_perm("jobs.change_job")
