"""The known limits of ManyChat and Meta as a validator of what the program sends."""
