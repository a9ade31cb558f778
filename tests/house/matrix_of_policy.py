"""Who may open the policy lead's pages: the lines of the matrix for that room, by hand."""

OF_POLICY = """
policy.switches                   GET       PL
policy.switch                     GET POST  PL
policy.change                     GET POST  PL
"""
