"""What the figures mean: classes, funnels, the ARC report, fairness, small numbers. Pure; the dates are facts."""
