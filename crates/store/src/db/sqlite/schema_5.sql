-- Whom an answer told a system of, beside files: as in disclosure.
CREATE TABLE told (
    audit     INTEGER PRIMARY KEY REFERENCES audit,
    agreement INTEGER NOT NULL REFERENCES agreement,
    entries   BLOB NOT NULL
) STRICT;
