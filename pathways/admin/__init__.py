"""The administrator's desk: who may sign in, as what and for whom; organisations, suites and services. No case."""
