-- The journal plugin reads a search's events in parts, by "... WHERE persistence_id = ? .. ORDER BY sequence_number .. LIMIT ?".
-- H2 takes the order from an index only where the index begins with what is ordered by. With the key of V1 it gathered and
-- sorted all the rest of the search for each part, so that coming back took O(events^2).
ALTER TABLE "event_journal" DROP PRIMARY KEY;
ALTER TABLE "event_journal" ADD PRIMARY KEY ("sequence_number", "persistence_id");
