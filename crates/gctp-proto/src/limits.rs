//! Limits of a message. Real ones have some 25 elements and 1 kB.

/// Bytes of a message.
pub const MESSAGE: usize = 16 * 1024;
/// Depth of nested elements; a message has six.
pub const DEPTH: usize = 16;
/// Elements in all.
pub const ELEMENTS: usize = 100;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES: usize = 16;
/// Characters of `NVN` and `NVN1` to `NVN3`: a whole name has at most 50, 40 and 40 (U12170-P, `008`), and blanks between.
pub const NAME: usize = 132;
/// Characters of `VNVN`: the road register has names of 40.
pub const ROAD_NAME: usize = 40;
/// Names of one road: the whole one, and the one in addresses (`VEJADRNVN`).
pub const ROAD_NAMES: usize = 2;
/// Characters of `HNR`.
pub const HOUSE_NUMBER: usize = 4;
/// Characters of `BNR`.
pub const BUILDING_NUMBER: usize = 4;
/// Characters of `ETAG`.
pub const FLOOR: usize = 2;
/// Characters of `SIDO`.
pub const DOOR: usize = 4;
/// Rows of an answer to `ADRSOG1`: as many when `MAXA` is missing, and no more when it is greater.
pub const ROWS: usize = 500;
/// Digits of `MAXA`.
pub const ROWS_DIGITS: usize = 6;
