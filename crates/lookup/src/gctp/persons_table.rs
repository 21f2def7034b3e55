use civil::Pnr;
use gctp_proto::GctpTable;

/// A table of an answer, and whose data is in it.
#[derive(Debug, Clone)]
pub struct PersonsTable {
    /// The table.
    pub table: GctpTable,
    /// The persons of whom it says something, in rising order of number: each is disclosed to the caller.
    pub persons: Vec<Pnr>,
}
