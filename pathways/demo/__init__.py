"""A made-up county, and the ARC caseload whose totals are the published ones.

Everything is built through the rooms' own actions under a clock that is set to each moment, so that states, clocks and
audit are those of real use. Nobody here exists. A demonstration is loaded only into an empty database.
"""
