"""The shop server: pages and Store APIs of simulated shops, each answer marked as simulated."""
