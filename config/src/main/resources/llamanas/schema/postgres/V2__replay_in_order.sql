-- Nothing to do: PostgreSQL reads the events of a search in order from the key of V1. The versions of both databases stay equal.
SELECT 1;
