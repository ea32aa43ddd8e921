"""From draft to published: proposed changes, who reviews what, and what reviewers say."""
