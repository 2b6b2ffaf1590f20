"""One module a revision of the schema. They never change once released: stores of every age go through them."""
