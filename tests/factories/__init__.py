"""Rows for tests, without surprises: each function makes what its name says and takes every field by keyword."""
