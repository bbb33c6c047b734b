"""How sure a figure is: intervals for shares and differences, and a bootstrap for sums of money."""
