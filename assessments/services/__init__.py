"""Writes of the assessments: attempts, answers and scores."""

from assessments.services.attempts import save_answer, start_attempt, submit_attempt

__all__ = ["save_answer", "start_attempt", "submit_attempt"]
