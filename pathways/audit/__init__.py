"""The audit log: append-only, one hash chain per person, written in the transaction of what it records.

Looks are recorded like changes. A list or a search is one event on the viewer's session chain, with a side table that
answers "who looked at her". Administration has a chain per organisation. See docs/decisions and the trust rules.
"""
