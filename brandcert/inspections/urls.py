"""Addresses of the calendars of visits."""

from django.urls import path

from brandcert.inspections import views

app_name = "inspections"
urlpatterns = [path("<str:token>.ics", views.feed, name="feed")]
