"""Who is in which segment of the owner's, and what each segment has bought."""
