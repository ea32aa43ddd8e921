"""Requests and answers: who asks and from where, what an answer gives, which addresses are secret."""
