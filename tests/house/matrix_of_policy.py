"""Who may open the pages of policy leads and of the directory: the lines of the matrix for those rooms, by hand."""

OF_POLICY = """
policy.waiting                    GET       PL
policy.switches                   GET       PL
policy.switch                     GET POST  PL
policy.change                     GET POST  PL
policy.gravity                    GET       PL
policy.load_gravity               GET POST  PL
policy.leaflets                   GET       PL
policy.leaflet                    GET POST  PL
policy.what_if                    GET POST  PL
policy.what_if_run                GET POST  PL
"""

OF_DIRECTORY = """
directory.services                GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
directory.service                 GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
directory.about                   GET POST  PM AD
directory.reach                   GET POST  PM AD
directory.hours                   GET POST  PM AD
directory.count                   GET POST  PM AD
directory.add_place               GET POST  PM AD
directory.end_place               GET POST  PM AD
directory.add_days                GET POST  PM AD
directory.end_days                GET POST  PM AD
directory.close                   GET POST  PM AD
directory.open_again              GET POST  PM AD
directory.take_in                 GET POST  AD
directory.file                    GET POST  AD
directory.open_referral           GET       AD
"""
