"""The machines of the disposals: what may follow what, and who may do it."""
