"""Who may open the pages of the national file, and what each leaves in the log: by hand."""

OF_NDTMS = """
ndtms.pre_flight                  GET       PM
ndtms.make_file                   POST      PM
ndtms.file_request                GET       PM
ndtms.file_csv                    GET       PM
ndtms.agency                      GET POST  PM
"""
CHANGES = {"ndtms.make_file": "export.asked", "ndtms.agency": "ndtms.agency.entered"}
