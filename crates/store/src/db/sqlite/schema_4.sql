-- The persons to whom a load is confined: a catch-up of those whom a system lacks.
CREATE TABLE load_pnr (
    load_order INTEGER NOT NULL REFERENCES load_order,
    pnr        INTEGER NOT NULL,
    PRIMARY KEY (load_order, pnr)
) STRICT, WITHOUT ROWID;

-- First data: whom newly added filters choose comes whole, behind the next day's file. The version of the filters
-- up to which that is done; NULL where nobody asked for it.
ALTER TABLE agreement ADD COLUMN first_data INTEGER;

-- A load of those alone whom the filters choose and did not choose in this version.
ALTER TABLE load_order ADD COLUMN since INTEGER;
