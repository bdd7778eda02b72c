"""The parts of the modelled surface: its clock, its term structure, its smile, and the shapes with a day left out."""
