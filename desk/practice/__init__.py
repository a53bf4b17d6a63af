"""The practice mode: invented staff and citizens, and a sign-in without passwords."""
