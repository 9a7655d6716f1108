"""The chain of command of one day: which relations, who stands above whom, and the drawing."""
