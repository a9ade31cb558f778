"""The caseload and the appointments of today."""
