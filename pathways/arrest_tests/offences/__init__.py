"""The arrest: booking somebody in, with the offences."""
