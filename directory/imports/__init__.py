"""The directory out of an organiser's tables: vocabulary, firms, what they can make, people, needs."""
