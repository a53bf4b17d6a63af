"""Forms and short dialogues whose answers are personal data and stay out of Rasa's tracker."""
