"""The whole site on one page."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path

from icpr import health, sitemaps, views
from pillars import views as pillars
from resources import files, shelves
from resources import views as resources

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    # The frame
    path("pillars/", pillars.pillar_list, name="pillars"),
    path("pillars/<slug:slug>/", pillars.pillar, {"shelves": shelves.of_term}, name="pillar"),
    path("focus-areas/<slug:slug>/", pillars.focus_area, {"shelves": shelves.of_term}, name="focus-area"),
    path("topics/<slug:slug>/", pillars.topic, {"shelves": shelves.of_term}, name="topic"),
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
