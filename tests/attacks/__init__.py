"""Attacks on the real server: what an attacker sends over the network, and what everybody else still gets meanwhile."""
