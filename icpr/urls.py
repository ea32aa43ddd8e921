"""The whole site on one page."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path

from icpr import health, sitemaps, views
from pillars import views as pillars
from pillars.blueprint import views as blueprint
from pillars.models.items import NUMBER
from resources import files
from resources import views as resources

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    # The frame
    path("pillars/", pillars.pillar_list, name="pillars"),
    path("pillars/<slug:slug>/", pillars.pillar, name="pillar"),
    path("focus-areas/<slug:slug>/", pillars.focus_area, name="focus-area"),
    path("topics/<slug:slug>/", pillars.topic, name="topic"),
    # The Blueprint
    path("blueprint/", blueprint.blueprint, name="blueprint"),
    path("blueprint/evidence/", blueprint.evidence, name="evidence"),
    re_path(rf"^blueprint/(?P<number>{NUMBER})/$", blueprint.item, name="item"),
    path("practices/", blueprint.practices, name="practices"),
    path("practices/<slug:slug>/", blueprint.practice, name="practice"),
    # The catalogue
    path("resources/", resources.resource_list, name="resources"),
    path("suggest", resources.suggest, name="suggest"),
    path("resources/<slug:slug>/", resources.resource, name="resource"),
    re_path(r"^r/(?P<number>ICPR-[0-9]{6,9})/$", resources.permanent, name="permanent"),
    path("documents/<int:pk>/<str:name>", files.document, name="document"),
    path("preview/<str:token>/", resources.preview, name="preview"),
    path("model-policies/", resources.model_policies, name="model-policies"),
    path("police-chief/", resources.police_chief, name="police-chief"),
    path("tags/", resources.tag_list, name="tags"),
    path("tags/<slug:slug>/", resources.tag, name="tag"),
    path("whats-new/", resources.whats_new, name="whats-new"),
    # Machines
    path("healthz", health.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap"),
    # Staff
    path("admin/", admin.site.urls),
]

handler400 = "icpr.views.bad_request"
handler403 = "icpr.views.forbidden"
handler404 = "icpr.views.not_found"
handler500 = "icpr.views.server_error"
