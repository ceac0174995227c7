"""An independent model of the simulation in plain Python, person by person: what the SQL is compared with."""
