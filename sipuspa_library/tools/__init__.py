"""Rules that need not know the ORM: plain functions over plain values, tested without a database."""
