"""A decision asked again under the rules of its day or others."""
