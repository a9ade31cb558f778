"""Packs: several reports in one file, made by the worker when a manager orders one or a quarter's figures are made."""
