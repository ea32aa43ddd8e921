"""The whole site on one page."""

from functools import partial

from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from icpr import audience_pages, home, legal_pages, machine_files, sitemaps, views, web_manifest
from icpr.health import metrics, probes
from icpr.lib.formats.addresses import page_and_forms
from icpr.lib.http import secret_addresses
from icpr.lib.http.secret_addresses import SecretConverter
from icpr.middleware import public_addresses
from icpr.outbox import bounces
from pillars.blueprint import formats, lists
from pillars.blueprint import views as blueprint
from pillars.blueprint.converters import ItemNumberConverter
from pillars.frame import views as pillars
from pillars.plans.views import add_items, create, downloads, edit, edit_all, history, imports, keeping
from resources import views as resources
from resources.address_reports import views as address_reports
from resources.api import views as api
from resources.catalogue import listing, of_items
from resources.catalogue.in_blueprint import BlueprintSearch
from resources.curation import previews
from resources.documents import downloads as documents
from resources.dump import views as dump
from resources.feedback import views as feedback
from resources.following import holder_views as followers
from resources.following import views as following
from resources.formats import FORMS, WHATS_NEW, sources
from resources.models.previews import PreviewConverter
from resources.oai import views as oai
from resources.packages import views as packages
from resources.reading_lists.views import add as add_to_list
from resources.reading_lists.views import copying as list_copying
from resources.reading_lists.views import edit as list_editing
from resources.reading_lists.views import entries as list_entries
from resources.reading_lists.views import history as list_history
from resources.reading_lists.views import keeping as list_keeping
from resources.reading_lists.views import reading as list_reading

register_converter(SecretConverter, "token")
register_converter(PreviewConverter, "preview")
register_converter(ItemNumberConverter, "number")

listed = partial(page_and_forms, forms=FORMS)
SEARCH = {"search": BlueprintSearch()}
BLUEPRINT = {"resource_counts": of_items.counts} | SEARCH
TERMS, PRACTICE = {"listing_of": listing.of_term}, {"resources_of": of_items.of_practice}
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
    *listed("pillars/<slug:slug>/", pillars.pillar, TERMS, name="pillar", source=sources.of_term("pillar")),
    *listed("focus-areas/<slug:slug>/", pillars.focus_area, TERMS, name="focus-area", source=sources.of_term("focus")),
    *listed("topics/<slug:slug>/", pillars.topic, TERMS, name="topic", source=sources.of_term("topic")),
    # The Blueprint
    *page_and_forms(
        "blueprint/",
        blueprint.blueprint,
        BLUEPRINT,
        name="blueprint",
        forms=formats.ITEMS,
        source=partial(lists.of_items, **BLUEPRINT),
    ),
    path("blueprint/evidence/", blueprint.evidence, {"resource_counts": of_items.counts}, name="evidence"),
    path("blueprint/examples/", blueprint.examples, name="examples"),
    path("blueprint/questions/", blueprint.questions, name="questions"),
    *listed("blueprint/<number:number>/", blueprint.item, name="item", source=sources.of_item),
    *page_and_forms(
        "practices/",
        blueprint.practices,
        SEARCH,
        name="practices",
        forms=formats.PRACTICES,
        source=partial(lists.PracticeList, **SEARCH),
    ),
    *listed("practices/<slug:slug>/", blueprint.practice, PRACTICE, name="practice", source=sources.of_practice),
    # A plan, without an account: private addresses, then those to share
    path("plan/", create.start, name="plan-start"),
    path("plan/add/", create.start, name="plan-add"),
    path("plan/deleted/", keeping.KEEPING.deleted, name="plan-deleted"),
    path("plan/<token:token>/", edit.plan, HELPS, name="plan"),
    path("plan/<token:token>/edit/", edit_all.edit_all, name="plan-edit"),
    path("plan/<token:token>/add/", add_items.choose, name="plan-choose"),
    path("plan/<token:token>/order/", edit.arrange, HELPS, name="plan-order"),
    path("plan/<token:token>/agency/", edit.agency, name="plan-agency"),
    path("plan/<token:token>/items/<number:number>/", edit.entry, name="plan-entry"),
    path("plan/<token:token>/items/<number:number>/remove/", edit.remove, name="plan-remove"),
    path("plan/<token:token>/items/<number:number>/seen/", edit.seen, name="plan-seen"),
    path("plan/<token:token>/addresses/", keeping.KEEPING.addresses, name="plan-addresses"),
    path("plan/<token:token>/addresses/share/", keeping.KEEPING.share, name="plan-share"),
    path("plan/<token:token>/addresses/renew/", keeping.KEEPING.renew, name="plan-renew"),
    path("plan/<token:token>/addresses/mail/", keeping.KEEPING.mail, name="plan-mail"),
    path("plan/<token:token>/addresses/warn/", keeping.KEEPING.warn, name="plan-warn"),
    path("plan/<token:token>/delete/", keeping.KEEPING.delete, name="plan-delete"),
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
    # A reading list, without an account: private addresses, then those to share
    path("lists/", add_to_list.lists, name="lists"),
    path("lists/add/", add_to_list.add, name="list-add"),
    path("lists/deleted/", list_keeping.KEEPING.deleted, name="list-deleted"),
    path("lists/<token:token>/", list_editing.kept_list, name="list"),
    path("lists/<token:token>/edit/", list_entries.edit, name="list-edit"),
    path("lists/<token:token>/order/", list_editing.arrange, name="list-order"),
    path("lists/<token:token>/about/", list_editing.about, name="list-about"),
    path("lists/<token:token>/addresses/", list_keeping.KEEPING.addresses, name="list-addresses"),
    path("lists/<token:token>/addresses/share/", list_keeping.KEEPING.share, name="list-share"),
    path("lists/<token:token>/addresses/renew/", list_keeping.KEEPING.renew, name="list-renew"),
    path("lists/<token:token>/addresses/remember/", list_keeping.remember, name="list-remember"),
    path("lists/<token:token>/addresses/mail/", list_keeping.KEEPING.mail, name="list-mail"),
    path("lists/<token:token>/addresses/warn/", list_keeping.KEEPING.warn, name="list-warn"),
    path("lists/<token:token>/delete/", list_keeping.KEEPING.delete, name="list-delete"),
    path("lists/<token:token>/history/", list_history.history, name="list-history"),
    path("lists/<token:token>/history/undo/", list_history.undo, name="list-undo"),
    path("lists/shared/<token:token>/copy/", list_copying.duplicate, name="list-copy"),
    path("lists/<token:token><suffix:suffix>", list_reading.private_forms["form"], name="list-taken"),
    path("lists/<token:token>/changes/", list_reading.private_forms["changes"], name="list-changes"),
    path("lists/<token:token>/files.zip", list_reading.private_forms["files"], name="list-files"),
    path("lists/shared/<token:token>/", list_reading.shared, name="list-shared"),
    path("lists/shared/<token:token><suffix:suffix>", list_reading.shared_forms["form"], name="list-shared-taken"),
    path("lists/shared/<token:token>/changes/", list_reading.shared_forms["changes"], name="list-shared-changes"),
    path("lists/shared/<token:token>/files.zip", list_reading.shared_forms["files"], name="list-shared-files"),
    # The catalogue
    *listed("resources/", resources.resource_list, name="resources", source=sources.of_query),
    path("suggest", resources.suggest, name="suggest"),
    path("tell-staff/", resources.tell_staff, name="tell-staff"),
    *listed("resources/<slug:slug>/", resources.resource, name="resource", source=sources.record),
    re_path(r"^r/(?P<number>ICPR-[0-9]{6,9})/$", resources.permanent, name="permanent"),
    re_path(r"^r/(?P<record>ICPR-[0-9]{6,9})/tell-us/$", address_reports.tell_us, name="tell-us"),
    re_path(r"^r/(?P<number>ICPR-[0-9]{6,9})/package\.zip$", packages.policy_package, name="policy-package"),
    path("told/<token:token>/", address_reports.told, name="told"),
    # What readers tell staff, without an account
    path("suggest/", feedback.suggest, name="suggest-resource"),
    path("report/", feedback.report, name="report-problem"),
    path("contact/", feedback.contact, name="contact"),
    re_path(r"^r/(?P<record>ICPR-[0-9]{6,9})/useful/$", feedback.useful, name="useful"),
    path("feedback/<token:token>/", feedback.status, name="feedback-status"),
    path("documents/<int:pk>/<str:name>", documents.document, name="document"),
    path("preview/<preview:token>/", previews.preview, name="preview"),
    path("preview/<preview:token>/documents/<int:pk>/<str:name>", previews.document, name="preview-document"),
    *listed("model-policies/", resources.model_policies, name="model-policies", source=sources.of_policies),
    *listed("police-chief/", resources.police_chief, name="police-chief", source=sources.of_articles),
    *listed("collections/", resources.collections, name="collections", source=sources.of_collections),
    *listed("collections/<slug:slug>/", resources.resource, name="collection", source=sources.of_collection),
    path("tags/", resources.tag_list, name="tags"),
    *listed("tags/<slug:slug>/", resources.tag, name="tag", source=sources.of_tag),
    *page_and_forms("whats-new/", resources.whats_new, name="whats-new", forms=WHATS_NEW, source=sources.whats_new),
    # Following, by mail or by feed, without an account
    path("follow/", following.follow, name="follow"),
    path("follow/asked/", following.asked, name="follow-asked"),
    path("follow/link/", following.link, name="follow-link"),
    path("follow/erased/", followers.erased, name="follow-erased"),
    path("follow/confirm/<token:token>/", followers.confirm, name="follow-confirm"),
    path("follow/manage/<token:token>/", followers.manage, name="follow-manage"),
    path("follow/manage/<token:token>/erase/", followers.erase, name="follow-erase"),
    path("follow/stop/<token:token>/", followers.stop, name="follow-stop"),
    path("follow/stop-all/<token:token>/", followers.stop_all, name="follow-stop-all"),
    # Machines
    path("mail/reports/", bounces.reports, name="mail-reports"),
    path("api/", api.documentation, name="api-documentation"),
    path("api/v1/<path:rest>", api.api, name="api"),
    path("api/v1/", api.api, {"rest": ""}, name="api-begin"),
    path("healthz", probes.alive, name="health"),  # both answered by the middleware `icpr.health.probes.probes`
    path("readyz", probes.ready, name="ready"),
    path("metrics", metrics.refused, name="metrics"),  # that middleware lets in who may see them
    path("robots.txt", machine_files.robots, name="robots"),
    path("llms.txt", machine_files.llms, name="llms"),
    path("opensearch.xml", machine_files.open_search, name="open-search"),
    path("suggest/opensearch", resources.open_search_suggest, name="open-search-suggest"),
    path("site.webmanifest", web_manifest.manifest, name="web-manifest"),
    path(".well-known/security.txt", legal_pages.security_text, name="security-text"),
    path("oai", oai.oai, name="oai"),
    path("dump/", dump.dump_folder, name="dump-folder"),
    path("dump/<str:name>", dump.dump, name="dump"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemaps.file, name="sitemap-file"),
    # Staff
    path("admin/", admin.site.urls),
    path("accounts/", include("icpr.accounts.urls")),
]
secret_addresses.learn(urlpatterns)

# Answers that are the same for everybody and change with the edition of the catalogue alone: they may be kept for other
# readers (`icpr.middleware.page_cache`). What is not named here never is.
PUBLIC = {
    *("home", "for-agencies", "for-communities", "for-trainers", "about", "privacy", "accessibility"),
    *("pillars", "pillar", "focus-area", "topic"),
    *("blueprint", "evidence", "examples", "questions", "item", "practices", "practice"),
    *("resources", "resource", "permanent", "model-policies", "police-chief", "tags", "tag", "whats-new"),
    *("collections", "collection"),
    *("api", "api-begin", "api-documentation"),
    *("robots", "llms", "open-search", "web-manifest", "sitemap", "sitemap-file"),
}
PUBLIC |= {pattern.name for pattern in urlpatterns if getattr(pattern, "name", "").endswith("-form")}
public_addresses.learn(PUBLIC, searches={"resources"}, settled={"/api/v1/changes"})

handler400 = "icpr.views.bad_request"
handler403 = "icpr.refused.forbidden"
handler404 = "icpr.views.not_found"
handler500 = "icpr.views.server_error"
