"""The addresses of the project: the admin, and one that says that it serves."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls), path("health", lambda _request: HttpResponse("It serves"))]
