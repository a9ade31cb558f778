"""Which disposals are open and why; proposing one."""
