"""The whole site on one page."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path, register_converter

from icpr import audience_pages, home, legal_pages, sitemaps, views, web_manifest
from icpr.health import probes
from icpr.lib.http import secret_addresses
from icpr.lib.http.secret_addresses import SecretConverter
from pillars.blueprint import views as blueprint
from pillars.blueprint.converters import ItemNumberConverter
from pillars.frame import views as pillars
from pillars.plans.views import add_items, create, delete, downloads, edit, edit_all, history, imports, links
from resources import views as resources
from resources.address_reports import views as address_reports
from resources.catalogue import listing, of_items
from resources.catalogue.in_blueprint import BlueprintSearch
from resources.curation import previews
from resources.documents import downloads as documents
from resources.models.previews import PreviewConverter

register_converter(SecretConverter, "token")
register_converter(PreviewConverter, "preview")
register_converter(ItemNumberConverter, "number")

HELPS = {"resources_of": of_items.helping}  # for pages of plans, which know nothing of the catalogue

urlpatterns = [
    path("", home.home, name="home"),
    path("for-agencies/", audience_pages.for_agencies, name="for-agencies"),
    path("for-communities/", audience_pages.for_communities, name="for-communities"),
    path("for-trainers-and-researchers/", audience_pages.for_trainers, name="for-trainers"),
    path("about/", views.about, name="about"),
    path("privacy/", legal_pages.privacy, name="privacy"),
    path("accessibility/", legal_pages.accessibility, name="accessibility"),
    # The frame
    path("pillars/", pillars.pillar_list, name="pillars"),
    path("pillars/<slug:slug>/", pillars.pillar, {"listing_of": listing.of_term}, name="pillar"),
    path("focus-areas/<slug:slug>/", pillars.focus_area, {"listing_of": listing.of_term}, name="focus-area"),
    path("topics/<slug:slug>/", pillars.topic, {"listing_of": listing.of_term}, name="topic"),
    # The Blueprint
    path(
        "blueprint/",
        blueprint.blueprint,
        {"resource_counts": of_items.counts, "search": BlueprintSearch()},
        name="blueprint",
    ),
    path("blueprint/evidence/", blueprint.evidence, {"resource_counts": of_items.counts}, name="evidence"),
    path("blueprint/examples/", blueprint.examples, name="examples"),
    path("blueprint/questions/", blueprint.questions, name="questions"),
    path("blueprint/<number:number>/", blueprint.item, name="item"),
    path("practices/", blueprint.practices, {"search": BlueprintSearch()}, name="practices"),
    path("practices/<slug:slug>/", blueprint.practice, {"resources_of": of_items.of_practice}, name="practice"),
    # A plan, without an account: private addresses, then those to share
    path("plan/", create.start, name="plan-start"),
    path("plan/add/", create.start, name="plan-add"),
    path("plan/deleted/", delete.deleted, name="plan-deleted"),
    path("plan/<token:token>/", edit.plan, HELPS, name="plan"),
    path("plan/<token:token>/edit/", edit_all.edit_all, name="plan-edit"),
    path("plan/<token:token>/add/", add_items.choose, name="plan-choose"),
    path("plan/<token:token>/order/", edit.arrange, HELPS, name="plan-order"),
    path("plan/<token:token>/agency/", edit.agency, name="plan-agency"),
    path("plan/<token:token>/items/<number:number>/", edit.entry, name="plan-entry"),
    path("plan/<token:token>/items/<number:number>/remove/", edit.remove, name="plan-remove"),
    path("plan/<token:token>/items/<number:number>/seen/", edit.seen, name="plan-seen"),
    path("plan/<token:token>/addresses/", links.addresses, name="plan-addresses"),
    path("plan/<token:token>/addresses/share/", links.share, name="plan-share"),
    path("plan/<token:token>/addresses/renew/", links.renew, name="plan-renew"),
    path("plan/<token:token>/addresses/mail/", links.mail, name="plan-mail"),
    path("plan/<token:token>/addresses/warn/", links.warn, name="plan-warn"),
    path("plan/<token:token>/delete/", delete.delete, name="plan-delete"),
    path("plan/<token:token>/history/", history.history, name="plan-history"),
    path("plan/<token:token>/history/undo/", history.undo, HELPS, name="plan-undo"),
    path("plan/<token:token>/import/", imports.import_csv, name="plan-import"),
    path("plan/<token:token>/print/", downloads.private_forms["summary"], name="plan-print"),
    path("plan/<token:token>/sheets/", downloads.private_forms["sheets"], HELPS, name="plan-sheets"),
    path("plan/<token:token>/plan.csv", downloads.private_forms["csv"], name="plan-csv"),
    path("plan/<token:token>/plan.json", downloads.private_forms["json"], name="plan-json"),
    path("plan/<token:token>/plan.ics", downloads.private_forms["ics"], name="plan-ics"),
    path("plan/shared/<token:token>/", downloads.shared, HELPS, name="plan-shared"),
    path("plan/shared/<token:token>/copy/", create.duplicate, name="plan-copy"),
    path("plan/shared/<token:token>/print/", downloads.shared_forms["summary"], name="plan-shared-print"),
    path("plan/shared/<token:token>/sheets/", downloads.shared_forms["sheets"], HELPS, name="plan-shared-sheets"),
    path("plan/shared/<token:token>/plan.csv", downloads.shared_forms["csv"], name="plan-shared-csv"),
    path("plan/shared/<token:token>/plan.json", downloads.shared_forms["json"], name="plan-shared-json"),
    path("plan/shared/<token:token>/plan.ics", downloads.shared_forms["ics"], name="plan-shared-ics"),
    # The catalogue
    path("resources/", resources.resource_list, name="resources"),
    path("suggest", resources.suggest, name="suggest"),
    path("tell-staff/", resources.tell_staff, name="tell-staff"),
    path("resources/<slug:slug>/", resources.resource, name="resource"),
    re_path(r"^r/(?P<number>ICPR-[0-9]{6,9})/$", resources.permanent, name="permanent"),
    re_path(r"^r/(?P<record>ICPR-[0-9]{6,9})/tell-us/$", address_reports.tell_us, name="tell-us"),
    path("told/<token:token>/", address_reports.told, name="told"),
    path("documents/<int:pk>/<str:name>", documents.document, name="document"),
    path("preview/<preview:token>/", previews.preview, name="preview"),
    path("preview/<preview:token>/documents/<int:pk>/<str:name>", previews.document, name="preview-document"),
    path("model-policies/", resources.model_policies, name="model-policies"),
    path("police-chief/", resources.police_chief, name="police-chief"),
    path("tags/", resources.tag_list, name="tags"),
    path("tags/<slug:slug>/", resources.tag, name="tag"),
    path("whats-new/", resources.whats_new, name="whats-new"),
    # Machines
    path("healthz", probes.alive, name="health"),  # both answered by the middleware `icpr.health.probes.probes`
    path("readyz", probes.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", web_manifest.manifest, name="web-manifest"),
    path(".well-known/security.txt", legal_pages.security_text, name="security-text"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap"),
    # Staff
    path("admin/", admin.site.urls),
    path("accounts/", include("icpr.accounts.urls")),
]
secret_addresses.learn(urlpatterns)

handler400 = "icpr.views.bad_request"
handler403 = "icpr.views.forbidden"
handler404 = "icpr.views.not_found"
handler500 = "icpr.views.server_error"
