"""The formulae of the reports: intervals, comparison of services, control charts, survival. Pure, and no library's."""
