-- The persons to whom a load is confined: a catch-up of those whom a system lacks.
CREATE TABLE load_pnr (
    load_order INTEGER NOT NULL REFERENCES load_order,
    pnr        INTEGER NOT NULL,
    PRIMARY KEY (load_order, pnr)
) STRICT, WITHOUT ROWID;
