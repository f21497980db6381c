"""What ``make run`` runs: the whole service on one machine, its servers included."""
