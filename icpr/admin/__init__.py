"""The admin's forms for any model: two editors are joined, nothing typed is lost, a form counts once.
Knows no model of ours."""
