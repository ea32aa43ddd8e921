"""The Blueprint's tables as CSV for staff: taken out, and read back in after a dry run."""
