-- A run is a day's extract, or the full extract from which the replica was seeded.
ALTER TABLE run ADD COLUMN kind TEXT NOT NULL DEFAULT 'day';
