"""The Blueprint's pages: choosing among the Task Force's items by what research says and what they take."""
