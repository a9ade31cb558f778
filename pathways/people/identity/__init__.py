"""Who somebody is: details, names, records that are one person."""
