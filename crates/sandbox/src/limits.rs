/// The most days of one order: a month.
pub const MAX_DAYS: u32 = 21;
