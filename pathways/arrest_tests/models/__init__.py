"""The tables of custody: offences, tests, required assessments."""
