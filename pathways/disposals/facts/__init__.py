"""The facts that the rules of disposals read: fact sheet, gravity, earlier outcomes."""
