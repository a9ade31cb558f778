"""Appointments: offered, kept or missed, told of."""
