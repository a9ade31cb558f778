"""Addresses and dates as a browser posts them."""


def at(scene, page=""):
    return f"/cases/{scene.referral.id}{page}"


def day(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}
