"""A content delivery network before the library: it is told after each change to forget public pages."""
