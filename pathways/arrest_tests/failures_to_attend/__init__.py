"""Failures to give a sample, to attend or to remain: reported, decided, ended."""
