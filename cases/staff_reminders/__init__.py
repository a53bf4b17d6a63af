"""What staff have to be told and have to do: reminders before and after due dates, tasks."""
