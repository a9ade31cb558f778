"""Who may open the pages of packs, and what each leaves in the log: by hand."""

OF_PACKS = """
packs.packs                       GET POST  MG
packs.pack                        GET POST  MG
packs.pack_zip                    GET       MG
packs.schedule                    GET POST  MG
"""
CHANGES = {
    "packs.packs": "export.asked",
    "packs.pack": "export.cancelled",
    "packs.schedule": "export.unscheduled",
}
