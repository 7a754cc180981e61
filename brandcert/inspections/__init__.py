"""Visits to enterprises, findings and rectifications."""
