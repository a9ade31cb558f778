"""Who may open the policy lead's pages: the lines of the matrix for that room, by hand."""

OF_POLICY = """
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
