"""Conditions of a caution, actions of a resolution, activities of a deferral."""
